//! A use of a schema: a type, and the constraints of values at this location.

use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use diag::Origin;

/// A schema at one location.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// The type of a value other than `null`.
    pub ty: Type,
    /// Whether `null` is valid.
    pub nullable: bool,
    /// The other constraints.
    pub constraints: Limits,
    /// Whether a number may also be written as a string. Clients read numbers in strings, but never
    /// send them.
    pub numbers_in_strings: bool,
    /// `format`, as written.
    pub format: Option<String>,
    /// `default`, as written.
    pub default: Option<Box<serde_json::Value>>,
    /// The only valid value (`const`, or an `enum` of one string or boolean); users need not set
    /// it.
    pub constant: Option<Box<serde_json::Value>>,
    /// Whether values are secrets (`format: password`, or a `writeOnly` string), which are never
    /// printed.
    pub secret: bool,
    /// The representation in XML, if the description states it.
    pub xml: Option<Box<Xml>>,
    /// The location in the description.
    pub origin: Origin,
}

/// The representation of a value in XML (the `xml` object).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Xml {
    /// `name`.
    pub name: Option<String>,
    /// `namespace`.
    pub namespace: Option<String>,
    /// `prefix`.
    pub prefix: Option<String>,
    /// `nodeType`.
    pub node_type: XmlNodeType,
}

/// The node of a value in XML (`nodeType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum XmlNodeType {
    /// Not described. The value is an element; the items of an array or tuple are nodes of the
    /// enclosing element.
    #[default]
    Default,
    /// `element`; it contains the items of an array or tuple.
    Element,
    /// `attribute`.
    Attribute,
    /// `text` or `cdata`: the value is the text of the enclosing element.
    Text,
    /// `none`: only the nodes inside of the value are written, in the enclosing element.
    None,
}

impl Xml {
    /// Returns whether the value is an attribute.
    pub fn is_attribute(&self) -> bool {
        self.node_type == XmlNodeType::Attribute
    }

    /// Returns whether the value is the text of the enclosing element.
    pub fn is_text(&self) -> bool {
        self.node_type == XmlNodeType::Text
    }

    /// Returns whether the description states a name, namespace or prefix.
    pub fn is_named(&self) -> bool {
        self.name.is_some() || self.namespace.is_some() || self.prefix.is_some()
    }

    /// Returns whether the value is an element even if it is an array.
    pub fn is_element(&self) -> bool {
        self.node_type == XmlNodeType::Element
    }
}

impl Schema {
    /// Returns a schema with only a type.
    pub fn of(ty: Type, origin: Origin) -> Self {
        Self {
            ty,
            nullable: false,
            constraints: Limits::default(),
            numbers_in_strings: false,
            format: None,
            default: None,
            constant: None,
            secret: false,
            xml: None,
            origin,
        }
    }

    /// Returns the schema of the items of an array, or the schema itself.
    pub fn item(&self) -> &Self {
        match &self.ty {
            Type::List(items) => items,
            _ => self,
        }
    }

    /// Returns the schema of the items of an array, or the schema itself, mutably.
    pub fn item_mut(&mut self) -> &mut Self {
        match self {
            Self {
                ty: Type::List(items),
                ..
            } => items,
            schema => schema,
        }
    }

    /// Returns whether both schemas have the same Rust type; ignores locations and constraints.
    pub fn is_same_type(&self, other: &Self) -> bool {
        self.nullable == other.nullable
            && match (&self.ty, &other.ty) {
                (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) => a.is_same_type(b),
                (a, b) => a == b,
            }
    }
}

impl Type {
    /// Returns the named type of the values; for arrays and maps, that of their items or map
    /// values, at any depth.
    pub fn innermost(&self) -> Option<TypeId> {
        // Uses a loop, because the recursion depth depends on the description, which may be
        // hostile.
        let mut ty = self;
        while let Self::List(inner) | Self::Map(inner) = ty {
            ty = &inner.ty;
        }
        match ty {
            Self::Named(id) => Some(*id),
            _ => None,
        }
    }

    /// Returns the named type at the end of arrays and maps, mutably.
    pub fn innermost_mut(&mut self) -> Option<&mut TypeId> {
        match self {
            Self::Named(id) => Some(id),
            Self::List(inner) | Self::Map(inner) => inner.ty.innermost_mut(),
            _ => None,
        }
    }

    /// Returns whether values are numbers.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Integer | Self::Wide | Self::Float | Self::Number
        )
    }

    /// Returns whether values are strings, numbers or booleans; an enum is a named type.
    pub fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Bool) || self.is_number()
    }

    /// Returns whether values are strings that an enum could list.
    pub fn is_plain_text(&self) -> bool {
        matches!(self, Self::Text(TextFormat::Plain | TextFormat::Uuid))
    }

    /// Returns whether values have more structure than strings or bytes.
    pub fn is_shaped(&self) -> bool {
        !matches!(
            self,
            Self::Any
                | Self::Text(
                    TextFormat::Plain
                        | TextFormat::Uuid
                        | TextFormat::Base64
                        | TextFormat::Binary
                        | TextFormat::Upload
                        | TextFormat::Bytes
                )
        )
    }
}

/// The Rust type of values.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A struct, enum, union or alias of [`super::Types`].
    Named(TypeId),
    /// `bool`.
    Bool,
    /// `i64`; wider integers are [`Type::Wide`] or [`Type::Number`].
    Integer,
    /// `i128`, if the description allows integers beyond `i64`.
    Wide,
    /// `f64`.
    Float,
    /// A number that keeps all digits.
    Number,
    /// A string.
    Text(TextFormat),
    /// An array.
    List(Box<Schema>),
    /// An object with only additional properties.
    Map(Box<Schema>),
    /// Any JSON value.
    Any,
}

/// The format of a string; date types keep the original characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextFormat {
    /// `String`.
    Plain,
    /// `format: date-time`.
    DateTime,
    /// `format: date`.
    Date,
    /// `format: uuid`.
    Uuid,
    /// `format: byte`: base64 in JSON.
    Base64,
    /// `format: binary`: any string, because JSON has no bytes.
    Binary,
    /// `format: binary` in a multipart body: a file.
    Upload,
    /// The bytes of a part of a multipart response.
    Bytes,
}

/// The constraints of a schema, checked in requests and never in responses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Constraints {
    /// `minLength`, in code points.
    pub min_length: Option<u64>,
    /// `maxLength`, in code points.
    pub max_length: Option<u64>,
    /// `pattern`: an ECMA-262 regular expression.
    pub pattern: Option<String>,
    /// `minimum` or `exclusiveMinimum`.
    pub minimum: Option<Bound>,
    /// `maximum` or `exclusiveMaximum`.
    pub maximum: Option<Bound>,
    /// `multipleOf`.
    pub multiple_of: Option<serde_json::Number>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// `propertyNames`.
    pub names: Option<Box<PropertyNames>>,
}

/// Constraints of the names of properties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PropertyNames {
    /// Length and pattern.
    pub text: Constraints,
    /// The allowed names, in the order of the description; empty if any name is allowed.
    pub listed: Vec<String>,
}

impl Constraints {
    /// Returns whether there are no constraints.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

static NO_CONSTRAINTS: LazyLock<Constraints> = LazyLock::new(Constraints::default);

/// The [`Constraints`] at one location, boxed because most of the million locations in a large
/// description have none.
#[derive(Clone, Debug, Default)]
pub struct Limits(Option<Box<Constraints>>);

impl From<Constraints> for Limits {
    fn from(constraints: Constraints) -> Self {
        Self(if constraints.is_empty() {
            None
        } else {
            Some(Box::new(constraints))
        })
    }
}

impl Deref for Limits {
    type Target = Constraints;

    fn deref(&self) -> &Constraints {
        self.0.as_deref().unwrap_or(&NO_CONSTRAINTS)
    }
}

impl DerefMut for Limits {
    fn deref_mut(&mut self) -> &mut Constraints {
        self.0.get_or_insert_default()
    }
}

impl PartialEq for Limits {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// A lower or upper bound of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The number, with all digits.
    pub value: serde_json::Number,
    /// Whether the number itself is invalid.
    pub exclusive: bool,
}

/// Index of a type in [`super::Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);
