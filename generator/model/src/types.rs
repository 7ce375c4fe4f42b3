//! Types with a name: structs, enums, unions and aliases, in an arena.

use serde_json::{Map, Value};

use super::{AddedCode, NameReason, NameRule, Schema, Type, TypeId};
use diag::Origin;

/// The arena of all types with a name, in the order of the description.
#[derive(Clone, Debug, Default)]
pub struct Types(Vec<TypeDef>);

impl Types {
    /// Adds a type; its id never changes.
    pub fn push(&mut self, def: TypeDef) -> TypeId {
        let id = TypeId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(def);
        id
    }

    /// Returns the type with this id.
    pub fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.0.get(id.0 as usize)
    }

    /// Returns the type with this id, mutably.
    pub fn get_mut(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.0.get_mut(id.0 as usize)
    }

    /// Returns the kind of the named type of a schema.
    pub fn kind(&self, schema: &Schema) -> Option<&TypeKind> {
        match schema.ty {
            Type::Named(id) => self.get(id).map(|def| &def.kind),
            _ => None,
        }
    }

    /// Returns the struct that the type of a schema is.
    pub fn record(&self, schema: &Schema) -> Option<&Struct> {
        match self.kind(schema) {
            Some(TypeKind::Struct(record)) => Some(record),
            _ => None,
        }
    }

    /// Returns the struct that the type of a schema is, mutably.
    pub fn record_mut(&mut self, schema: &Schema) -> Option<&mut Struct> {
        let Type::Named(id) = schema.ty else {
            return None;
        };
        match self.get_mut(id).map(|def| &mut def.kind) {
            Some(TypeKind::Struct(record)) => Some(record),
            _ => None,
        }
    }

    /// Returns a schema and, if it is an alias, the chain of its targets. The length of the chain
    /// is limited, because aliases may be circular while types are built.
    pub fn aliases<'a>(&'a self, schema: &'a Schema) -> impl Iterator<Item = &'a Schema> {
        std::iter::successors(Some(schema), |schema| match self.kind(schema) {
            Some(TypeKind::Alias(target)) => Some(target),
            _ => None,
        })
        .take(self.len() + 1)
    }

    /// Returns the schema at the end of the aliases of a schema.
    pub fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        self.aliases(schema).last().unwrap_or(schema)
    }

    /// Returns whether values, or for arrays and maps their items or map values at any depth, are
    /// numbers that may also be written as strings.
    pub fn has_numbers_in_strings<'a>(&'a self, schema: &'a Schema) -> bool {
        const MAX_DEPTH: usize = 64;
        let mut innermost = self.resolve(schema);
        for _ in 0..MAX_DEPTH {
            let (Type::List(inner) | Type::Map(inner)) = &innermost.ty else {
                break;
            };
            innermost = self.resolve(inner);
        }
        innermost.numbers_in_strings
    }

    /// Returns all types with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.0
            .iter()
            .enumerate()
            .map(|(i, def)| (TypeId(u32::try_from(i).unwrap_or(u32::MAX)), def))
    }

    /// Returns all types, mutably.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut TypeDef> {
        self.0.iter_mut()
    }

    /// Keeps only the types whose ids `is_kept` approves. Each kept type gets the id of its new
    /// position.
    pub fn retain(&mut self, is_kept: impl Fn(TypeId) -> bool) {
        let mut ids = (0..).map(TypeId);
        self.0.retain(|_| ids.next().is_some_and(&is_kept));
    }

    /// Returns the number of types.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no types.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A type with a name.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Rust path below `types`, unique there: `Pet`, `pet::Owner`, `core::v1::Pod`.
    pub name: String,
    /// Why the type has its name.
    pub naming: Vec<NameReason>,
    /// Whether the type has its name only because the previous version of the crate has it.
    pub keeps_name: bool,
    /// Whether `types` also exports the type by the last segment of its name: `types::Pod`.
    pub has_short_name: bool,
    /// Rust module below `types`, snake case: the file of the type.
    pub module: String,
    /// The kind of the type.
    pub kind: TypeKind,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// What `generator.yaml` adds to its code.
    pub added: AddedCode,
    /// Whether requests or responses use it.
    pub usage: Usage,
    /// The location of the schema; [`super::Api::schemas`] has the locations of equal schemas.
    pub origin: Origin,
}

/// The kinds of types with a name.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known properties.
    Struct(Struct),
    /// An array with separate schemas for its first items. These items are the properties, in
    /// order, named by index: `[0]`. `additional` describes the items after them.
    Tuple(Struct),
    /// An enum of constants.
    Enum(Enum),
    /// A union of schemas.
    Union(Union),
    /// Another name for a type.
    Alias(Schema),
    /// A type of another crate.
    Replaced(Replaced),
}

/// A type of another crate, which replaces one of the description.
#[derive(Clone, Debug)]
pub struct Replaced {
    /// Its path: `uuid::Uuid`.
    pub path: String,
    /// The kind of the type that it replaces.
    pub original: Box<TypeKind>,
}

impl TypeKind {
    /// Returns what the values are in JSON: the kind of the type of the description.
    pub fn in_json(&self) -> &Self {
        match self {
            Self::Replaced(replaced) => replaced.original.in_json(),
            kind => kind,
        }
    }
}

/// Whether requests, responses or both use a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Used by a parameter or a request body, directly or not.
    pub request: bool,
    /// Used by a response.
    pub response: bool,
    /// Used by XML content.
    pub xml: bool,
}

impl Usage {
    /// Combines the uses at two places.
    pub fn or(self, other: Self) -> Self {
        Self {
            request: self.request || other.request,
            response: self.response || other.response,
            xml: self.xml || other.xml,
        }
    }

    /// Returns whether values of the type may be sent; true for unused types, because a program may
    /// send them.
    pub fn may_be_sent(self) -> bool {
        self.request || !self.response
    }
}

/// An object with known properties, or a tuple.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The properties, required ones first, otherwise in the order of the description.
    pub properties: Vec<Property>,
    /// Additional properties or items.
    pub additional: Additional,
    /// The rule for the order of required properties; `None` for tuples, or if the previous crate
    /// determines the order.
    pub order: Option<&'static NameRule>,
    /// Constraints of the object or array as a whole.
    pub constraints: super::Constraints,
    /// `anyOf` or `oneOf`, if each member only requires properties.
    pub required_sets: Option<RequiredSets>,
}

/// Sets of properties, at least one of which an object has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredSets {
    /// Whether an object has just one of the sets (`oneOf`).
    pub is_exclusive: bool,
    /// The names of the properties in each set.
    pub sets: Vec<Vec<String>>,
}

impl RequiredSets {
    /// Returns whether an object has the properties that it must have.
    pub fn allow(&self, members: &Map<String, Value>) -> bool {
        let is_present =
            |set: &&Vec<String>| set.iter().all(|name| members.contains_key(name.as_str()));
        match self.sets.iter().filter(is_present).count() {
            0 => false,
            1 => true,
            _ => !self.is_exclusive,
        }
    }
}

impl Struct {
    /// Returns the items of a tuple as properties; `None` if there are additional items.
    pub fn by_index(&self, items: &[Value]) -> Option<Map<String, Value>> {
        let properties = self
            .properties
            .iter()
            .zip(items)
            .map(|(property, item)| (property.wire.clone(), item.clone()));
        if items.len() <= self.properties.len() {
            Some(properties.collect())
        } else {
            None
        }
    }
}

/// Whether a type has additional properties or items.
#[derive(Clone, Debug, Default)]
pub enum Additional {
    /// Not described: unknown fields are kept and written back.
    #[default]
    Unspecified,
    /// `additionalProperties: false`: users cannot add any, but unknown fields of responses are
    /// kept.
    Forbidden,
    /// `additionalProperties` with a schema: users can read and add them.
    Typed(Box<Schema>),
}

impl Additional {
    /// Returns the schema of additional properties, if it is described.
    pub fn schema(&self) -> Option<&Schema> {
        match self {
            Self::Typed(schema) => Some(schema),
            Self::Unspecified | Self::Forbidden => None,
        }
    }
}

/// A property of a struct.
#[derive(Clone, Debug)]
pub struct Property {
    /// Name in JSON.
    pub wire: String,
    /// Rust name of the field, snake case.
    pub rust: String,
    /// The schema of the value.
    pub schema: Schema,
    /// `required`.
    pub required: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// Whether the property is optional, but is the discriminator of a union: without it, a value
    /// would not be a member of the union.
    pub is_tag: bool,
    /// Whether the Rust field is boxed, because the struct would otherwise contain itself.
    pub boxed: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// Docs of the description, as written.
    pub docs: Option<String>,
}

impl Property {
    /// Returns whether only `required` names the property, so that it has no schema.
    pub fn is_undescribed(&self) -> bool {
        is_undescribed(&self.schema.origin)
    }
}

/// Returns whether this is the location of a name in `required`, as undescribed properties have.
pub fn is_undescribed(origin: &Origin) -> bool {
    let mut around = origin.segments().rev().skip(1);
    origin.is_item()
        && around.next().as_deref() == Some("required")
        && around.next().as_deref() != Some("properties")
}

impl TypeDef {
    /// Returns the last segment of the path, upper camel case.
    pub fn ident(&self) -> &str {
        last_segment(&self.name)
    }

    /// Returns the path of the module, below `types`; empty for types in `types` itself.
    pub fn namespace(&self) -> &str {
        parent_path(&self.name)
    }
}

/// Returns the last segment of a path.
pub fn last_segment(path: &str) -> &str {
    last_separator(path).map_or(path, |colon| path.get(colon + 1..).unwrap_or_default())
}

/// Returns a path without its last segment.
pub fn parent_path(path: &str) -> &str {
    let around = last_separator(path).and_then(|colon| path.get(..colon.saturating_sub(1)));
    around.unwrap_or_default()
}

/// Returns the index of the last colon of a path. Paths are short, so this is faster than to search
/// for `::`.
fn last_separator(path: &str) -> Option<usize> {
    path.bytes().rposition(|byte| byte == b':')
}

/// An enum of constants; unknown values are kept.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The constants, in the order of the description, each once.
    pub variants: Vec<Variant>,
    /// Whether they are strings or integers.
    pub base: EnumBase,
    /// Whether the description also allows other values (`x-extensible-enum`).
    pub open: bool,
    /// Former Rust names of constants, kept in addition to the current names.
    pub former_names: Vec<FormerValue>,
}

/// A former Rust name of a constant.
#[derive(Clone, Debug)]
pub struct FormerValue {
    /// The former name, upper camel case.
    pub rust: String,
    /// The constant, as in [`Variant::wire`].
    pub wire: String,
}

/// The type of the constants of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumBase {
    /// JSON strings.
    Text,
    /// JSON integers.
    Integer,
}

/// A constant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The constant: the string, or the integer in decimal.
    pub wire: String,
    /// Rust name, upper camel case.
    pub rust: String,
    /// Whether the description names the constant: by `x-enum-varnames`, or by the title of an
    /// integer.
    pub is_named: bool,
    /// Whether the description marks it as deprecated.
    pub deprecated: bool,
    /// Whether the description no longer has this value; only its name is kept.
    pub former: bool,
    /// Docs, from a `oneOf` of titled constants or `x-enum-descriptions`.
    pub docs: Option<String>,
}

/// A union of schemas; a value that matches none is kept as JSON.
#[derive(Clone, Debug)]
pub struct Union {
    /// The members, in the order of the description.
    pub variants: Vec<UnionVariant>,
    /// The property that selects the variant, from the description or implied by constants.
    pub discriminator: Option<Discriminator>,
    /// Other constants that distinguish the members, if the discriminator does not.
    pub constants: Vec<MemberConstants>,
}

/// The constants that members of a union have at the same path, which tell the members apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberConstants {
    /// The names of the properties that lead to the constant; items of arrays add no name.
    pub path: Vec<String>,
    /// Each value (numbers and booleans as in JSON), with the index of a variant that has it at
    /// this path.
    pub values: Vec<(String, usize)>,
    /// Whether a value that is not listed matches none of these variants.
    pub is_closed: bool,
}

/// A member of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// Rust name, upper camel case.
    pub rust: String,
    /// Why the variant has this name.
    pub naming: NameReason,
    /// The schema of the value.
    pub schema: Schema,
    /// Whether the payload is boxed. Objects always are; other types are if the union would
    /// otherwise contain itself.
    pub boxed: bool,
    /// Docs of the description.
    pub docs: Option<String>,
}

/// The property that selects a variant of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discriminator {
    /// Name of the property in JSON.
    pub property: String,
    /// Each value of the property (numbers and booleans as in JSON), with the index of a variant
    /// that it selects. Several values may select one variant, and one value may select several.
    pub mapping: Vec<(String, usize)>,
    /// The variant that is selected by all other values of the property.
    pub otherwise: Option<usize>,
    /// The variant that is selected if objects lack the property.
    pub absent: Option<usize>,
}

impl Discriminator {
    /// Returns the variants that a value of the property selects.
    pub fn named(&self, tag: &Value) -> Vec<usize> {
        let written = tag.as_str().map_or_else(|| tag.to_string(), str::to_owned);
        let named: Vec<usize> = self
            .mapping
            .iter()
            .filter(|(value, _)| *value == written)
            .map(|(_, index)| *index)
            .collect();
        if named.is_empty() {
            self.otherwise.into_iter().collect()
        } else {
            named
        }
    }
}
