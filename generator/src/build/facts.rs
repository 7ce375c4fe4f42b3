//! What the parts of a schema say together, as plain data.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::other::Other;
use crate::diag::Origin;
use crate::model::{Constraints, Xml};

/// A JSON type, as `type` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum JsonType {
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// The type as `type` names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// Whether a value is of the type.
    pub(crate) fn has(self, value: &Value) -> bool {
        match self {
            Self::Boolean => value.is_boolean(),
            Self::Integer | Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }

    /// The type of the values that have both types.
    pub(crate) fn and(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Some(Self::Integer),
            _ => (self == other).then_some(self),
        }
    }
}

/// What the parts of a schema say together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// The types that values may have; `None` where no part says.
    pub(crate) types: Option<Vec<JsonType>>,
    /// Where `types` was said first.
    pub(crate) types_origin: Option<Origin>,
    /// Where the parts ask for what excludes each other.
    pub(crate) contradiction: Option<Contradiction>,
    /// Where `enum` was said first.
    pub(crate) values_origin: Option<Origin>,
    /// Whether `null` is a value too.
    pub(crate) nullable: bool,
    /// The values there are, without null.
    pub(crate) enumeration: Option<Vec<Value>>,
    /// Where `x-extensible-enum` was said first: values that are known, beside which others are allowed.
    pub(crate) extensible: Option<Origin>,
    /// `format`.
    pub(crate) format: Option<String>,
    /// What else values must satisfy.
    pub(crate) constraints: Constraints,
    /// `default`.
    pub(crate) default: Option<Value>,
    /// `title`.
    pub(crate) title: Option<String>,
    /// `description`.
    pub(crate) description: Option<String>,
    /// `deprecated`.
    pub(crate) deprecated: bool,
    /// `readOnly`.
    pub(crate) read_only: bool,
    /// `writeOnly`.
    pub(crate) write_only: bool,
    /// `xml`.
    pub(crate) xml: Option<Box<Xml>>,
    /// Properties: name → where their schemas stand; all hold at once.
    pub(crate) properties: IndexMap<String, Vec<Origin>>,
    /// Where properties are described that are there under a condition.
    pub(crate) conditional: Vec<Origin>,
    /// Names of properties that every object has.
    pub(crate) required: IndexSet<String>,
    /// What other properties there may be.
    pub(crate) additional: Option<Other>,
    /// Schemas of the items; all hold at once.
    pub(crate) items: Vec<Origin>,
    /// Schemas of the first items of a tuple, by their place; all of one place hold at once.
    pub(crate) tuple: Vec<Vec<Origin>>,
    /// Whether `tuple` was written as an array under `items`.
    pub(crate) is_listed: bool,
    /// What may follow the items of a tuple.
    pub(crate) following: Option<Other>,
    /// `oneOf` or `anyOf`: where the members stand.
    pub(crate) alternatives: Option<Alternatives>,
}

impl Facts {
    /// Whether values are objects, by `type` or by what is said of their properties.
    pub(crate) fn is_object(&self) -> bool {
        match &self.types {
            Some(types) => types == &[JsonType::Object],
            None => !self.properties.is_empty() || matches!(self.additional, Some(Other::Schema(_))),
        }
    }

    /// Whether nothing but `items` says that values are arrays.
    pub(crate) fn is_guessed_array(&self) -> bool {
        let is_open = self.types.is_none() && self.enumeration.is_none() && self.alternatives.is_none();
        is_open && !self.is_object() && (!self.items.is_empty() || self.is_listed)
    }

    /// What is said of values of one type.
    pub(crate) fn of_type(&self, single: JsonType) -> Self {
        let mut facts = Self { types: Some(vec![single]), ..self.clone() };
        facts.enumeration = facts.enumeration.map(|mut values| {
            values.retain(|value| single.has(value));
            values
        });
        facts
    }

    /// Whether all items are told by the schemas of a tuple: any value can follow one that is left open.
    pub(crate) fn is_told(&self) -> bool {
        let length = u64::try_from(self.tuple.len()).unwrap_or(u64::MAX);
        matches!(self.following, Some(Other::Schema(_)))
            || self.constraints.max_items.is_some_and(|most| most <= length)
    }

    /// Whether values are lists whose items have types of their own.
    pub(crate) fn is_tuple(&self) -> bool {
        !self.tuple.is_empty() && self.items.is_empty() && !self.is_object()
    }

    /// All schemas that an item of a tuple may have.
    pub(crate) fn tuple_members(&self) -> Vec<Origin> {
        let following = match &self.following {
            Some(Other::Schema(origin)) => Some(origin),
            _ => None,
        };
        let following = following.filter(|origin| !self.tuple.iter().flatten().any(|first| first == *origin));
        self.tuple.iter().flatten().chain(following).cloned().collect()
    }
}

/// Two places that no value satisfies at once.
#[derive(Clone, Debug)]
pub(crate) struct Contradiction {
    /// What both ask for.
    pub(crate) what: Conflict,
    pub(crate) first: Origin,
    pub(crate) second: Origin,
}

/// What two schemas ask for that exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// Different types: nothing is known of a value.
    Types,
    /// Different values: one of all of them.
    Values,
}

/// `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(crate) struct Alternatives {
    /// Where the list stands.
    pub(crate) origin: Origin,
    /// Where the members stand.
    pub(crate) members: Vec<Origin>,
    /// `discriminator`, beside it.
    pub(crate) discriminator: Option<openapiv3::Discriminator>,
}
