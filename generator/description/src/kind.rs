//! The types of values that keys expect.

use crate::object_member;
use serde_json::{Map, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    String,
    Boolean,
    Array,
    NonEmptyArray,
    Object,
    StringOrArray,
    ArrayOrObject,
    BooleanOrObject,
    Schema,
    /// A schema, or a non-empty array of them.
    Schemas,
    /// Any value, or one that is checked elsewhere.
    Any,
}

impl ValueKind {
    pub(super) fn fits(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::NonEmptyArray => value.as_array().is_some_and(|items| !items.is_empty()),
            Self::Object => value.is_object(),
            Self::StringOrArray => value.is_string() || value.is_array(),
            Self::ArrayOrObject => value.is_array() || value.is_object(),
            Self::BooleanOrObject => value.is_boolean() || value.is_object(),
            Self::Schema => value.is_object() || value.is_boolean(),
            Self::Schemas => Self::Schema.fits(value) || Self::NonEmptyArray.fits(value),
            Self::Any => true,
        }
    }

    /// Returns the expected type in words, and the help for a value of another type.
    pub(super) fn expected(self) -> (&'static str, &'static str) {
        match self {
            Self::String => ("a string", "write a string in quotes, or remove it"),
            Self::Boolean => (
                "`true` or `false`",
                "write `true` or `false` without quotes, or remove it",
            ),
            Self::Array => ("an array", "write an array, or remove it"),
            Self::NonEmptyArray => (
                "an array with at least one item",
                "add an item, or remove it",
            ),
            Self::Object => ("an object", "write an object, or remove it"),
            Self::StringOrArray => (
                "a string or an array",
                "write a string in quotes or an array, or remove it",
            ),
            Self::ArrayOrObject => (
                "an array or an object",
                "write an array or an object, or remove it",
            ),
            Self::BooleanOrObject => (
                "a boolean or an object",
                "write `true` or an object, or remove it",
            ),
            Self::Schema | Self::Schemas => (
                "a schema object",
                "write a schema, such as `type: string`, or remove it",
            ),
            Self::Any => ("a value", "correct or remove it"),
        }
    }
}

/// Returns the string at a key; `None` if the key is missing, or its value has another type.
pub fn string_field<'v>(object: &'v Map<String, Value>, key: &str) -> Option<&'v str> {
    object_member(object, key).and_then(Value::as_str)
}

/// Returns the boolean at a key; `None` if the key is missing, or its value has another type.
pub fn boolean_field(object: &Map<String, Value>, key: &str) -> Option<bool> {
    object_member(object, key).and_then(Value::as_bool)
}

/// Returns whether a parameter, header or request body is required.
pub fn has_required_flag(object: &Map<String, Value>) -> bool {
    boolean_field(object, "required") == Some(true)
}

/// Returns the names of the properties that a schema requires.
pub fn required_names(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let names = object_member(schema, "required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

/// Returns the names in `type`, which is a name or an array of names.
pub fn type_names(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let names = match object_member(schema, "type") {
        Some(Value::Array(names)) => names.as_slice(),
        Some(name) => std::slice::from_ref(name),
        None => &[],
    };
    names.iter().filter_map(Value::as_str)
}

/// Returns the names in `type`, without `null`.
pub fn non_null_type_names(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    type_names(schema).filter(|name| *name != "null")
}

/// Returns the values that a schema lists, and the keyword: `const`, which is narrower, or else
/// `enum`. Omits a `null` at the end.
pub fn listed_values(schema: &Map<String, Value>) -> Option<(&'static str, &[Value])> {
    if let Some(value) = object_member(schema, "const") {
        return Some(("const", std::slice::from_ref(value)));
    }
    let mut values = object_member(schema, "enum")?.as_array()?.as_slice();
    while let [others @ .., Value::Null] = values {
        values = others;
    }
    Some(("enum", values))
}

/// Returns whether `type` names this type, alone or with others.
pub fn lists_type(schema: &Map<String, Value>, name: &str) -> bool {
    type_names(schema).any(|other| other == name)
}

/// Returns whether a schema has `format: binary`.
pub fn has_binary_format(schema: &Map<String, Value>) -> bool {
    object_member(schema, "format").is_some_and(|format| format == "binary")
}

/// Returns the name in `type`, if it is the only one.
pub fn only_type_name(schema: &Map<String, Value>) -> Option<&str> {
    let mut names = type_names(schema);
    match (names.next(), names.next()) {
        (only, None) => only,
        _ => None,
    }
}
