//! The types of values that keys expect.

use serde_json::Value;

/// The type of a value under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// An array.
    List,
    /// An array that has no meaning when empty.
    Filled,
    /// An object.
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
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::List => value.is_array(),
            Self::Filled => value.as_array().is_some_and(|items| !items.is_empty()),
            Self::Object => value.is_object(),
            Self::Schema => value.is_object() || value.is_boolean(),
            Self::Schemas => Self::Schema.fits(value) || Self::Filled.fits(value),
            Self::Any => true,
        }
    }

    /// Returns the help for a value of a wrong type.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Text => "write a string in quotes, or remove it",
            Self::Flag => "write `true` or `false` without quotes, or remove it",
            Self::List => "write an array, or remove it",
            Self::Filled => "add an item, or remove it",
            Self::Object => "write an object, or remove it",
            Self::Schema | Self::Schemas | Self::Any => "write a schema, such as `type: string`, or remove it",
        }
    }

    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Flag => "`true` or `false`",
            Self::List => "an array",
            Self::Filled => "an array with at least one item",
            Self::Object => "an object",
            Self::Schema | Self::Schemas => "a schema object",
            Self::Any => "a value",
        }
    }
}
