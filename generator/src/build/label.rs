//! The name of a member of a union.

use crate::naming::READABLE;

/// What a member is called.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// Its words.
    pub(crate) text: String,
    /// Whether they say no more than what kind of value it is.
    pub(crate) is_kind: bool,
}

impl Label {
    pub(crate) fn named(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_kind: false }
    }

    pub(crate) fn kind(text: &str) -> Self {
        Self { text: text.to_owned(), is_kind: true }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

/// A list, as long as there is one.
pub(crate) const LIST: &str = "list";

/// What a type of JSON is called as a member of a union.
pub(crate) fn kind(json_type: &str) -> Option<&'static str> {
    Some(match json_type {
        "string" => "text",
        "boolean" => "bool",
        "array" => LIST,
        "object" => "object",
        "integer" => "integer",
        "number" => "number",
        "null" => "null",
        _ => return None,
    })
}

/// Whether a constant reads as a name.
pub(crate) fn is_word(value: &str) -> bool {
    value.chars().count() <= READABLE && value.chars().any(char::is_alphabetic)
}
