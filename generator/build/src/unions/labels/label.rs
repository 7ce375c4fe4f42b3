//! The name of a member of a union.

use crate::names::inline_types::SchemaUse;
use model::NameRule;
use model::name_rules as rules;

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

    /// Returns where the schema of the member with this name is used.
    pub(crate) fn member_use(&self, union: &SchemaUse) -> SchemaUse {
        if self.is_kind {
            union.in_member_of_kind(&self.text)
        } else {
            union.in_member(&self.text)
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
