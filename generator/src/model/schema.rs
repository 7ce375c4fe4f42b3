//! One use of a schema: a type, and everything that a value at this place must satisfy.

use std::ops::{Deref, DerefMut};

use super::TypeId;
use crate::diag::Origin;

/// A schema at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// The type of a value that is not null.
    pub ty: Type,
    /// Whether `null` is a value too.
    pub nullable: bool,
    /// What else a value must satisfy.
    pub constraints: Limits,
    /// `format`, as written.
    pub format: Option<String>,
    /// `default`, as written.
    pub default: Option<Box<serde_json::Value>>,
    /// The only value there is (`const`, or an `enum` of one text); it need not be asked from a user.
    pub constant: Option<Box<serde_json::Value>>,
    /// Whether values are secrets (`format: password`, or `writeOnly` text); they are never printed.
    pub secret: bool,
    /// How it is written in XML, if the description states it.
    pub xml: Option<Box<Xml>>,
    /// Its location.
    pub origin: Origin,
}

/// How a value is written in XML (the `xml` object).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Xml {
    /// `name`.
    pub name: Option<String>,
    /// `namespace`.
    pub namespace: Option<String>,
    /// `prefix`.
    pub prefix: Option<String>,
    /// `attribute`.
    pub attribute: bool,
    /// `wrapped`: the items of a list stand in an element of their own.
    pub wrapped: bool,
}

impl Schema {
    /// A schema with nothing but a type.
    pub fn of(ty: Type, origin: Origin) -> Self {
        Self {
            ty,
            nullable: false,
            constraints: Limits::default(),
            format: None,
            default: None,
            constant: None,
            secret: false,
            xml: None,
            origin,
        }
    }

    /// The schema of the items of an array, or else the schema itself.
    pub(crate) fn item(&self) -> &Self {
        match &self.ty {
            Type::List(items) => items,
            _ => self,
        }
    }

    /// The schema of the items of an array, or else the schema itself, to change it.
    pub(crate) fn item_mut(&mut self) -> &mut Self {
        match self {
            Self { ty: Type::List(items), .. } => items,
            schema => schema,
        }
    }

    /// Whether both have one Rust type; places and rules do not count.
    pub(crate) fn is_same_type(&self, other: &Self) -> bool {
        self.nullable == other.nullable
            && match (&self.ty, &other.ty) {
                (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) => a.is_same_type(b),
                (a, b) => a == b,
            }
    }
}

impl Type {
    /// The named type that this is, or an array or map of it at any depth.
    pub fn innermost(&self) -> Option<TypeId> {
        // A loop, for hostile descriptions nest deeper than a stack.
        let mut ty = self;
        while let Self::List(inner) | Self::Map(inner) = ty {
            ty = &inner.ty;
        }
        match ty {
            Self::Named(id) => Some(*id),
            _ => None,
        }
    }

    /// The reference to the named type, to change it.
    pub(crate) fn innermost_mut(&mut self) -> Option<&mut TypeId> {
        match self {
            Self::Named(id) => Some(id),
            Self::List(inner) | Self::Map(inner) => inner.ty.innermost_mut(),
            _ => None,
        }
    }

    /// Whether values are numbers.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Integer | Self::Wide | Self::Float | Self::Number)
    }

    /// Whether values are strings, numbers or booleans; an enum is a named type.
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Bool) || self.is_number()
    }

    /// Whether this is text that an enum could list.
    pub(crate) fn is_plain_text(&self) -> bool {
        matches!(self, Self::Text(Text::Plain | Text::Uuid))
    }

    /// Whether values have more structure than strings or bytes.
    pub(crate) fn is_shaped(&self) -> bool {
        !matches!(self, Self::Any | Self::Text(Text::Plain | Text::Uuid | Text::Base64 | Text::Binary | Text::Upload))
    }
}

/// What values look like in Rust.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A struct, enum, union or alias of [`super::Types`].
    Named(TypeId),
    /// `bool`.
    Bool,
    /// `i64`; wider ones are [`Type::Wide`] or [`Type::Number`].
    Integer,
    /// `i128`, where the description has integers beyond those of `i64`.
    Wide,
    /// `f64`.
    Float,
    /// A number that keeps its digits.
    Number,
    /// Text.
    Text(Text),
    /// A list.
    List(Box<Schema>),
    /// An object whose keys are data.
    Map(Box<Schema>),
    /// Any JSON value.
    Any,
}

/// What a text means; the dates are newtypes that keep the characters as they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Text {
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
    /// `format: binary`: any text, because JSON has no bytes.
    Binary,
    /// `format: binary` in a multipart body: a file.
    Upload,
}

/// The constraints of a schema, checked on what a user sends and never on what a server answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// Smallest length in code points.
    pub min_length: Option<u64>,
    /// Greatest length in code points.
    pub max_length: Option<u64>,
    /// ECMA 262 regular expression.
    pub pattern: Option<String>,
    /// Smallest number, and whether it is excluded.
    pub minimum: Option<Bound>,
    /// Greatest number, and whether it is excluded.
    pub maximum: Option<Bound>,
    /// A number of which a value must be a multiple.
    pub multiple_of: Option<serde_json::Number>,
    /// Smallest count of items.
    pub min_items: Option<u64>,
    /// Greatest count of items.
    pub max_items: Option<u64>,
    /// Whether items must differ.
    pub unique_items: bool,
    /// Smallest count of properties.
    pub min_properties: Option<u64>,
    /// Greatest count of properties.
    pub max_properties: Option<u64>,
    /// What names of properties must satisfy (`propertyNames`).
    pub names: Option<Box<Names>>,
}

/// What names of properties must satisfy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Length and pattern.
    pub text: Constraints,
    /// The names there are, in the order of the description; empty if any will do.
    pub listed: Vec<String>,
}

impl Constraints {
    /// Nothing to check.
    const NONE: Self = Self {
        min_length: None,
        max_length: None,
        pattern: None,
        minimum: None,
        maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        names: None,
    };

    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        *self == Self::NONE
    }
}

/// The [`Constraints`] of one place. Most places have none, and large descriptions have a million places: these take no
/// room.
#[derive(Clone, Debug, Default)]
pub struct Limits(Option<Box<Constraints>>);

impl From<Constraints> for Limits {
    fn from(constraints: Constraints) -> Self {
        Self((!constraints.is_empty()).then(|| Box::new(constraints)))
    }
}

impl Deref for Limits {
    type Target = Constraints;

    fn deref(&self) -> &Constraints {
        self.0.as_deref().unwrap_or(&Constraints::NONE)
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

/// One end of a range of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The number, with its digits.
    pub value: serde_json::Number,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}
