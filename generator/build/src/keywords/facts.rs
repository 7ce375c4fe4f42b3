//! The combined keywords of all parts of a schema, as plain data.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::parts::SchemaPart;
use crate::context::BuildContext;
use description::object_member;
use diag::{Diagnostic, Origin};
use model::{Constraints, RequiredSets, Xml};

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
    const ALL: [Self; 6] = [
        Self::Boolean,
        Self::Integer,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
    ];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ty| ty.name() == name)
    }

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

    pub(crate) fn has(self, value: &Value) -> bool {
        match self {
            Self::Boolean => value.is_boolean(),
            Self::Integer | Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }

    /// Returns the type of the values that have both types.
    pub(crate) fn and(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Some(Self::Integer),
            _ if self == other => Some(self),
            _ => None,
        }
    }
}

/// The combined keywords of all parts of a schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct CombinedKeywords {
    /// The types that values may have; `None` if no part has `type`.
    pub(crate) types: Option<Vec<JsonType>>,
    pub(crate) types_origin: Option<Origin>,
    pub(crate) contradiction: Option<Contradiction>,
    pub(crate) values_origin: Option<Origin>,
    pub(crate) nullable: bool,
    /// The values of `enum`, without null.
    pub(crate) enumeration: Option<Vec<Value>>,
    /// The location of the first `x-extensible-enum`, which lists known values; other values are
    /// also allowed.
    pub(crate) extensible: Option<Origin>,
    pub(crate) format: Option<String>,
    pub(crate) constraints: Constraints,
    /// The sets of properties of which an object has one.
    pub(crate) required_sets: Option<RequiredSets>,
    /// Whether a number may also be a string that matches the pattern.
    pub(crate) numbers_in_strings: bool,
    pub(crate) default: Option<Value>,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) xml: Option<Box<Xml>>,
    /// Properties: the name, and the locations of its schemas, all of which apply.
    pub(crate) properties: IndexMap<String, Vec<Origin>>,
    pub(crate) conditional: Vec<Origin>,
    pub(crate) required: IndexSet<String>,
    /// Whether `required` is sorted, so that the properties keep the order of `properties`.
    pub(crate) is_required_sorted: bool,
    pub(crate) additional: Option<Other>,
    /// Schemas of the items, all of which apply.
    pub(crate) items: Vec<Origin>,
    /// Schemas of the first items of a tuple, by position; all schemas of a position apply.
    pub(crate) tuple: Vec<Vec<Origin>>,
    /// Whether `tuple` was written as an array under `items`.
    pub(crate) is_listed: bool,
    /// What the items after the last one in `tuple` may be.
    pub(crate) following: Option<Other>,
    pub(crate) alternatives: Option<Alternatives>,
}

impl CombinedKeywords {
    /// Returns whether values are objects, by `type` or by their properties.
    pub(crate) fn is_object(&self) -> bool {
        match &self.types {
            Some(types) => types == &[JsonType::Object],
            None => {
                !self.properties.is_empty() || matches!(self.additional, Some(Other::Schema(_)))
            }
        }
    }

    /// Returns the numeric type that `format` suggests, if nothing else says what values are.
    pub(crate) fn guessed_number(&self) -> Option<JsonType> {
        let is_open =
            self.types.is_none() && self.enumeration.is_none() && self.alternatives.is_none();
        if !is_open || self.is_object() || self.is_guessed_array() || !self.tuple.is_empty() {
            return None;
        }
        match self.format.as_deref()? {
            "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => {
                Some(JsonType::Integer)
            }
            "float" | "double" => Some(JsonType::Number),
            _ => None,
        }
    }

    /// Returns whether `items` suggests that values are arrays, and nothing else says what they
    /// are.
    pub(crate) fn is_guessed_array(&self) -> bool {
        let is_open =
            self.types.is_none() && self.enumeration.is_none() && self.alternatives.is_none();
        is_open && !self.is_object() && (!self.items.is_empty() || self.is_listed)
    }

    /// Returns these keywords, restricted to values of one type.
    pub(crate) fn of_type(&self, single: JsonType) -> Self {
        let mut facts = Self {
            types: Some(vec![single]),
            ..self.clone()
        };
        facts.enumeration = facts.enumeration.map(|mut values| {
            values.retain(|value| single.has(value));
            values
        });
        facts
    }

    /// Returns whether the schemas of a tuple describe all items; otherwise, items of any type may
    /// follow the described ones.
    pub(crate) fn has_all_items(&self) -> bool {
        let length = u64::try_from(self.tuple.len()).unwrap_or(u64::MAX);
        matches!(self.following, Some(Other::Schema(_)))
            || self
                .constraints
                .max_items
                .is_some_and(|most| most <= length)
    }

    /// Returns whether values are arrays that have separate schemas for their first items.
    pub(crate) fn is_tuple(&self) -> bool {
        !self.tuple.is_empty() && self.items.is_empty() && !self.is_object()
    }

    /// Returns the schemas of the first items of a tuple, and the schema of the items after them.
    pub(crate) fn tuple_members(&self) -> Vec<Origin> {
        let following = match &self.following {
            Some(Other::Schema(origin))
                if !self.tuple.iter().flatten().any(|first| first == origin) =>
            {
                Some(origin)
            }
            _ => None,
        };
        self.tuple
            .iter()
            .flatten()
            .chain(following)
            .cloned()
            .collect()
    }
}

/// Two keywords that no value can satisfy together.
#[derive(Clone, Debug)]
pub(crate) struct Contradiction {
    pub(crate) what: Conflict,
    pub(crate) first: Origin,
    pub(crate) second: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// No type satisfies both keywords, so any value is accepted.
    Types,
    /// The lists have no value in common, so the values of all lists are accepted.
    Values,
}

#[derive(Clone, Debug)]
pub(crate) struct Alternatives {
    /// The location of `oneOf` or `anyOf`.
    pub(crate) origin: Origin,
    pub(crate) members: Vec<Origin>,
    pub(crate) discriminator: Option<openapiv3::Discriminator>,
}

/// Properties that a schema does not name: `additionalProperties`, `patternProperties`,
/// `unevaluatedProperties`.
#[derive(Clone, Debug)]
pub(crate) enum Other {
    Allowed,
    Forbidden,
    Schema(Origin),
}

pub(crate) fn read_additional_properties(
    cx: &mut BuildContext<'_>,
    part: &SchemaPart<'_>,
) -> Option<Other> {
    let stated = stated_additional_properties(part, "additionalProperties")
        .or_else(|| stated_additional_properties(part, "unevaluatedProperties"));
    let patterns = object_member(part.object, "patternProperties").and_then(Value::as_object);
    let patterns_origin = part.origin.child("patternProperties");
    let mut schemas: Vec<Origin> = patterns
        .into_iter()
        .flat_map(|patterns| patterns.keys())
        .map(|pattern| patterns_origin.child(pattern))
        .collect();
    if schemas.is_empty() {
        return stated;
    }
    // Without `additionalProperties: true`, only properties that match the patterns are allowed in
    // addition.
    let is_open = matches!(stated, Some(Other::Allowed));
    if let Some(Other::Schema(origin)) = stated {
        schemas.push(origin);
    }
    let mut values = schemas.iter().map(|origin| cx.document.value(origin));
    let first = values.next();
    if !is_open && values.all(|value| Some(value) == first) {
        return schemas.into_iter().next().map(Other::Schema);
    }
    let message = "the types of unnamed properties depend on their names";
    let warning = Diagnostic::warning("several-patterns", message).at(&patterns_origin);
    let help =
        "give all patterns one schema, or list the schemas as `anyOf` of `additionalProperties`";
    cx.loosen(warning.instead("they accept any JSON value").help(help));
    Some(Other::Allowed)
}

fn stated_additional_properties(part: &SchemaPart<'_>, key: &str) -> Option<Other> {
    match object_member(part.object, key)? {
        Value::Bool(true) => Some(Other::Allowed),
        Value::Bool(false) => Some(Other::Forbidden),
        Value::Object(schema) if schema.is_empty() => Some(Other::Allowed),
        Value::Object(_) => Some(Other::Schema(part.origin.child(key))),
        _ => None,
    }
}
