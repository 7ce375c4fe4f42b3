//! The types of values that keys expect.

use serde_json::Value;

/// The type of a value under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Boolean,
    Array,
    /// An array that must not be empty.
    NonEmptyArray,
    Object,
    /// A schema: an object or a boolean.
    Schema,
    /// A schema, or a non-empty array of them.
    Schemas,
    /// Any value, or one that is checked elsewhere.
    Any,
}

impl Kind {
    pub(super) fn fits(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::NonEmptyArray => value.as_array().is_some_and(|items| !items.is_empty()),
            Self::Object => value.is_object(),
            Self::Schema => value.is_object() || value.is_boolean(),
            Self::Schemas => Self::Schema.fits(value) || Self::NonEmptyArray.fits(value),
            Self::Any => true,
        }
    }

    /// Returns the help for a value of a wrong type.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::String => "write a string in quotes, or remove it",
            Self::Boolean => "write `true` or `false` without quotes, or remove it",
            Self::Array => "write an array, or remove it",
            Self::NonEmptyArray => "add an item, or remove it",
            Self::Object => "write an object, or remove it",
            Self::Schema | Self::Schemas | Self::Any => "write a schema, such as `type: string`, or remove it",
        }
    }

    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Boolean => "`true` or `false`",
            Self::Array => "an array",
            Self::NonEmptyArray => "an array with at least one item",
            Self::Object => "an object",
            Self::Schema | Self::Schemas => "a schema object",
            Self::Any => "a value",
        }
    }
}
