//! Properties of single keywords.

use serde_json::{Map, Value};

use crate::diag::Origin;
use crate::lower::accepts_only_null;
use crate::naming::words_of_text;
use crate::source::keywords::{self, KeywordRole};
use crate::source::{Document, pointer_segments, written_keyword};

/// Whether a schema has only annotations, so that every value is valid.
pub(crate) fn has_only_annotations(schema: &Map<String, Value>) -> bool {
    schema.keys().all(|key| is_shape_neutral_key(key))
}

/// Whether a key does not constrain the shape of a value.
pub(crate) fn is_shape_neutral_key(key: &str) -> bool {
    is_no_constraint(key) || (key.starts_with("x-") && !is_kept_shape_keyword(key))
}

/// Whether a keyword does not constrain the shape of a value.
pub(super) fn is_no_constraint(key: &str) -> bool {
    keywords::is_annotation_keyword(key) || key == "nullable"
}

/// Whether `lower` keeps a keyword of 3.1 under this key that constrains the shape of a value.
pub(crate) fn is_kept_shape_keyword(key: &str) -> bool {
    const ONLY_JUDGED: &[&str] = &[
        "contains",
        "dependentRequired",
        "if",
        "maxContains",
        "minContains",
        "propertyNames",
    ];
    written_keyword(key).is_some_and(|written| !ONLY_JUDGED.contains(&written))
}

/// Whether a keyword limits values, without changing their shape.
pub(crate) fn is_bound(key: &str) -> bool {
    keywords::keyword_role(key) == Some(KeywordRole::Bound)
        || matches!(key, "x-exclusive-maximum" | "x-exclusive-minimum")
}

/// A constant as a string: JSON, except that strings have no quotes.
pub(crate) fn constant_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The title as docs, unless a tool made it: if it repeats the key, or is an identifier (`customer_shipping`).
pub(crate) fn title_docs(title: &str, origin: &Origin) -> Option<String> {
    let key = pointer_segments(&origin.pointer).last().unwrap_or_default();
    let says_more =
        title.trim().contains(char::is_whitespace) && words_of_text(title) != words_of_text(&key);
    if says_more {
        Some(title.to_owned())
    } else {
        None
    }
}

/// The known values of an open enum, from Zalando's guidelines.
pub(crate) const EXTENSIBLE: &str = "x-extensible-enum";

pub(crate) const VALUES: [&str; 2] = ["enum", EXTENSIBLE];

/// The locations of the members of a union other than `null`, for which the enclosing schema has `nullable`.
pub(super) fn non_null_members(document: &Document, list: &Origin) -> Vec<Origin> {
    let mut members: Vec<Origin> = document.items(list).collect();
    members.retain(|member| {
        !document
            .value(&document.followed(member.clone()))
            .is_some_and(accepts_only_null)
    });
    members
}

/// Whether a member of `oneOf` or `anyOf` only constrains the enclosing schema.
pub(super) fn only_validates(member: &Value) -> bool {
    match member {
        Value::Object(member) => member.keys().all(|key| match key.as_str() {
            "description" | "not" | "pattern" | "required" | "title" | "uniqueItems" => true,
            key => is_bound(key),
        }),
        _ => false,
    }
}
