//! The name of a member of a union.

use super::methods::rules;
use diag::Origin;
use model::NameRule;
use naming::{READABLE, words_of_text};

/// The name of a member, and the rule that gives it.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) text: String,
    /// Whether the label is just the type of the values.
    pub(crate) is_kind: bool,
    pub(crate) rule: &'static NameRule,
}

impl Label {
    pub(crate) fn named(text: impl Into<String>, rule: &'static NameRule) -> Self {
        Self {
            text: text.into(),
            is_kind: false,
            rule,
        }
    }

    pub(crate) fn kind(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_kind: true,
            rule: &rules::KIND,
        }
    }

    /// Returns whether both names are equal, ignoring case: they would be the same variant.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

/// The name of a union's variant for an array, if only one member is an array.
pub(crate) const LIST: &str = "list";

/// The name of a union's variant for a string, if only one member is a string.
pub(crate) const TEXT: &str = "text";

/// Returns the name of a member by its JSON type.
pub(crate) fn json_type_label(json_type: &str) -> Option<&'static str> {
    Some(match json_type {
        "string" => TEXT,
        "boolean" => "bool",
        "array" => LIST,
        "object" => "object",
        "integer" => "integer",
        "number" => "number",
        "null" => "null",
        _ => return None,
    })
}

/// Returns whether a constant can be a name.
pub(crate) fn is_word(value: &str) -> bool {
    value.chars().count() <= READABLE && value.chars().any(char::is_alphabetic)
}

/// Returns whether a tag value is the name of a component after a namespace: `#Media.JobInput` for `JobInput`.
pub(crate) fn qualifies_name(value: &str, component: &Origin) -> bool {
    component.last_segment().is_some_and(|name| {
        value.contains(['#', '.', '/', ':'])
            && words_of_text(value).ends_with(&words_of_text(&name))
    })
}
