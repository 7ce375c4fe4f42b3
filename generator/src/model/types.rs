//! Types with a name: structs, enums, unions and aliases, in an arena.

use serde_json::{Map, Value};

use super::{Schema, Type};
use crate::diag::Origin;

/// Index of a type in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// The arena of all types with a name, in the order in which a reader of the description meets them.
#[derive(Clone, Debug, Default)]
pub struct Types(Vec<TypeDef>);

impl Types {
    /// Adds a type; its id never changes.
    pub fn push(&mut self, def: TypeDef) -> TypeId {
        let id = TypeId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(def);
        id
    }

    /// The type with this id.
    pub fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.0.get(id.0 as usize)
    }

    /// The type with this id, to change it.
    pub fn get_mut(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.0.get_mut(id.0 as usize)
    }

    /// The kind of the type that a schema names.
    pub(crate) fn kind(&self, schema: &Schema) -> Option<&TypeKind> {
        match schema.ty {
            Type::Named(id) => self.get(id).map(|def| &def.kind),
            _ => None,
        }
    }

    /// The struct that a schema names.
    pub(crate) fn record(&self, schema: &Schema) -> Option<&Struct> {
        match self.kind(schema) {
            Some(TypeKind::Struct(record)) => Some(record),
            _ => None,
        }
    }

    /// The struct that a schema names, to change it.
    pub(crate) fn record_mut(&mut self, schema: &Schema) -> Option<&mut Struct> {
        let Type::Named(id) = schema.ty else { return None };
        match self.get_mut(id).map(|def| &mut def.kind) {
            Some(TypeKind::Struct(record)) => Some(record),
            _ => None,
        }
    }

    /// A schema, and the schemas that it is an alias of; counted, because aliases may be circular while types are built.
    pub(crate) fn aliases<'a>(&'a self, schema: &'a Schema) -> impl Iterator<Item = &'a Schema> {
        let target = |schema: &&'a Schema| match self.kind(schema) {
            Some(TypeKind::Alias(target)) => Some(target),
            _ => None,
        };
        std::iter::successors(Some(schema), target).take(self.len() + 1)
    }

    /// The schema behind all aliases.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        self.aliases(schema).last().unwrap_or(schema)
    }

    /// All types with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        self.0.iter().enumerate().map(|(i, def)| (TypeId(u32::try_from(i).unwrap_or(u32::MAX)), def))
    }

    /// All types with their ids, given away.
    pub fn into_types(self) -> impl Iterator<Item = (TypeId, TypeDef)> {
        self.0.into_iter().enumerate().map(|(i, def)| (TypeId(u32::try_from(i).unwrap_or(u32::MAX)), def))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A type with a name.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Rust path below `types`, unique there: `Pet`, `pet::Owner`, `core::v1::Pod`.
    pub name: String,
    /// Why it is called so: the rule, and the names that others have.
    pub naming: Vec<String>,
    /// Whether that is the name which the crate before gave it, and not that of its place.
    pub keeps_name: bool,
    /// Rust module below `types`, snake case: the family of types that live in one file.
    pub module: String,
    /// What it is.
    pub kind: TypeKind,
    /// Prose of the description, as written.
    pub docs: Option<String>,
    /// Whether the description calls it deprecated.
    pub deprecated: bool,
    /// Who uses it.
    pub usage: Usage,
    /// Its location; those of equal schemas are in [`super::Api::schemas`].
    pub origin: Origin,
}

/// The kinds of types with a name.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known properties.
    Struct(Struct),
    /// A list whose first items have schemas of their own: its properties are these items, in order, each under its
    /// index, as `[0]`. What is additional follows them.
    Tuple(Struct),
    /// One of several constants.
    Enum(Enum),
    /// One of several shapes.
    Union(Union),
    /// Another name for a type.
    Alias(Schema),
}

/// Whether requests, responses or both use a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Reached from a parameter or a request body.
    pub request: bool,
    /// Reached from a response.
    pub response: bool,
    /// Reached from a body in XML.
    pub xml: bool,
}

impl Usage {
    /// Whether values of the type are sent; of one that nothing uses, too, since a program may send it.
    pub fn may_be_sent(self) -> bool {
        self.request || !self.response
    }
}

/// An object with known properties, or a tuple.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// The properties, required ones first, each part in the order of the description.
    pub properties: Vec<Property>,
    /// What other properties may be there.
    pub additional: Additional,
    /// Smallest and greatest count of properties or items.
    pub constraints: super::Constraints,
}

impl Struct {
    /// The items of a tuple as properties; `None` where there are more than it knows.
    pub fn by_index(&self, items: &[Value]) -> Option<Map<String, Value>> {
        let known = self.properties.iter().zip(items).map(|(property, item)| (property.wire.clone(), item.clone()));
        (items.len() <= self.properties.len()).then(|| known.collect())
    }
}

/// What properties beyond the known ones may be there.
#[derive(Clone, Debug, Default)]
pub enum Additional {
    /// Not described: unknown ones are kept and written back.
    #[default]
    Unspecified,
    /// `additionalProperties: false`: none is sent; one that arrives is kept all the same.
    Forbidden,
    /// `additionalProperties: true` or a schema: users may read and add them.
    Typed(Box<Schema>),
}

/// A property of a struct.
#[derive(Clone, Debug)]
pub struct Property {
    /// Name in JSON.
    pub wire: String,
    /// Name of the Rust field, snake case.
    pub rust: String,
    /// Its schema.
    pub schema: Schema,
    /// Whether every value has it.
    pub required: bool,
    /// Whether only responses have it.
    pub read_only: bool,
    /// Whether only requests have it.
    pub write_only: bool,
    /// Whether the Rust field is boxed, because it closes a cycle.
    pub boxed: bool,
    /// Whether the description calls it deprecated.
    pub deprecated: bool,
    /// Prose of the description, as written.
    pub docs: Option<String>,
}

impl Property {
    /// Whether `required` has its name, and nothing describes it.
    pub fn is_undescribed(&self) -> bool {
        is_undescribed(&self.schema.origin)
    }
}

/// Whether this is the location of a name in `required`, which no schema has.
pub(crate) fn is_undescribed(origin: &Origin) -> bool {
    let mut steps = origin.pointer.rsplit('/');
    let is_item = steps.next().is_some_and(|step| step.parse::<usize>().is_ok());
    is_item && steps.next() == Some("required") && steps.next() != Some("properties")
}

impl TypeDef {
    /// The last segment of its path, upper camel case.
    pub fn ident(&self) -> &str {
        last_segment(&self.name)
    }

    /// Its modules, below `types`; empty in `types` itself.
    pub fn namespace(&self) -> &str {
        around(&self.name)
    }
}

/// The last segment of a path.
pub fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// A path without its last segment.
pub fn around(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(around, _)| around)
}

/// One of several constants; a value that is none of them is kept.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The constants, in the order of the description, each once.
    pub variants: Vec<Variant>,
    /// Whether they are texts or integers.
    pub base: EnumBase,
    /// Whether the description allows other values, too (`x-extensible-enum`).
    pub open: bool,
    /// Former Rust names of constants, which stay beside their names.
    pub former_names: Vec<FormerValue>,
}

/// A former Rust name of a constant.
#[derive(Clone, Debug)]
pub struct FormerValue {
    /// The former name, upper camel case.
    pub rust: String,
    /// The constant, as it is written.
    pub wire: String,
}

/// What the constants of an enum are.
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
    /// The constant: the text, or the integer in decimal.
    pub wire: String,
    /// Rust name, upper camel case.
    pub rust: String,
    /// Whether the description calls it deprecated.
    pub deprecated: bool,
    /// Whether it only stays for its name: the description has no such value any more.
    pub former: bool,
    /// Prose, where the description has some: a `oneOf` of titled constants, `x-enum-descriptions`.
    pub docs: Option<String>,
}

/// One of several shapes; a value that fits none is kept raw.
#[derive(Clone, Debug)]
pub struct Union {
    /// The shapes, in the order of the description.
    pub variants: Vec<UnionVariant>,
    /// The property that selects the variant, by the description or by constants.
    pub discriminator: Option<Discriminator>,
}

/// A shape of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// Rust name, upper camel case.
    pub rust: String,
    /// Its schema.
    pub schema: Schema,
    /// Whether the Rust payload is boxed: objects are always, others where they close a cycle.
    pub boxed: bool,
    /// Prose of the description.
    pub docs: Option<String>,
}

/// The property that selects a variant of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discriminator {
    /// Name of the property in JSON.
    pub property: String,
    /// Value of the property, a number or truth value as JSON writes it → index of the variant; several values may name one variant, and one value several.
    pub mapping: Vec<(String, usize)>,
    /// The variant that all other values of the property stand for.
    pub otherwise: Option<usize>,
}

impl Discriminator {
    /// The variants that a value of the property names.
    pub fn named(&self, tag: &Value) -> Vec<usize> {
        let written = tag.as_str().map_or_else(|| tag.to_string(), str::to_owned);
        let named: Vec<usize> =
            self.mapping.iter().filter(|(value, _)| *value == written).map(|(_, index)| *index).collect();
        if named.is_empty() { self.otherwise.into_iter().collect() } else { named }
    }
}
