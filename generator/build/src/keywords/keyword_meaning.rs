//! Properties of single keywords.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::context::BuildContext;
use crate::iterate::single_item;
use description::keywords;
use description::raise::{accepts_only_null, lists_null_type};
use description::{Document, string_field, type_names};
use diag::Origin;
use naming::words_of_text;

/// Returns whether no key of a schema constrains the shape of a value.
pub fn has_only_shape_neutral_keys(schema: &Map<String, Value>) -> bool {
    schema.keys().all(|key| is_shape_neutral_key(key))
}

/// Returns whether a key does not constrain the shape of a value.
pub(crate) fn is_shape_neutral_key(key: &str) -> bool {
    is_no_constraint(key)
        || key.starts_with("x-")
        || keywords::is_unmodelled_keyword(key, |it| !it.shapes)
}

/// Returns whether a keyword does not constrain values.
pub(crate) fn is_no_constraint(key: &str) -> bool {
    keywords::is_annotation_keyword(key)
}

/// Returns whether a keyword limits values, without changing their shape.
pub(crate) fn is_bound(key: &str) -> bool {
    keywords::bound_kind(key).is_some()
}

/// Returns a constant as a string: its JSON, but without quotes around strings.
pub fn constant_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// Returns the title as docs, unless a tool made it: then it repeats the key, or is an identifier
/// (`customer_shipping`).
pub(crate) fn title_docs(title: &str, origin: &Origin) -> Option<String> {
    let key = origin.last_segment().unwrap_or_default();
    let says_more =
        title.trim().contains(char::is_whitespace) && words_of_text(title) != words_of_text(&key);
    if says_more {
        Some(title.to_owned())
    } else {
        None
    }
}

/// Keys of a component with its discriminator value, if it is not the name (AutoRest, OpenAPI Generator).
const DISCRIMINATOR_VALUES: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// Returns the discriminator value that a schema states for itself.
pub(crate) fn stated_discriminator_value(schema: &Map<String, Value>) -> Option<&str> {
    DISCRIMINATOR_VALUES
        .iter()
        .find_map(|key| string_field(schema, key))
}

/// The keyword that lists the known values of an open enum; Zalando's guidelines define it.
pub(crate) const EXTENSIBLE: &str = "x-extensible-enum";

/// Returns the values that a schema lists, and the keyword: `const`, which is narrower, or else `enum`. Omits a `null`
/// at the end.
pub(crate) fn listed_values(schema: &Map<String, Value>) -> Option<(&'static str, &[Value])> {
    if let Some(value) = schema.get("const") {
        return Some(("const", std::slice::from_ref(value)));
    }
    let mut values = schema.get("enum")?.as_array()?.as_slice();
    while let [others @ .., Value::Null] = values {
        values = others;
    }
    Some(("enum", values))
}

/// Returns the names in `type`, without `null`.
pub(crate) fn non_null_type_names(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    type_names(schema).filter(|name| *name != "null")
}

/// Returns the only name in `type`, besides `null`.
pub(crate) fn single_type_name(schema: &Map<String, Value>) -> Option<&str> {
    single_item(non_null_type_names(schema))
}

/// Returns whether `type`, or else `enum`, lists `null`.
fn lists_null(schema: &Value) -> bool {
    let values = schema.get("enum").and_then(Value::as_array);
    lists_null_type(schema)
        || schema.get("type").is_none()
            && values.is_some_and(|values| values.contains(&Value::Null))
}

/// Returns whether a schema accepts `null`: its `type` or `enum` lists `null`, or a member of a union accepts it.
pub(crate) fn allows_null(document: &Document, origin: &Origin) -> bool {
    let Some(schema) = document.value(origin) else {
        return false;
    };
    let mut lists = keywords::UNION_KEYWORDS
        .into_iter()
        .filter(|list| schema.get(list).is_some());
    lists_null(schema)
        || lists.any(|list| {
            document.items(&origin.child(list)).any(|member| {
                document
                    .value(&document.followed(member))
                    .is_some_and(accepts_only_null)
            })
        })
}

/// Returns whether a schema lists its values; an open enum lists only the known ones.
pub(crate) fn lists_values(schema: &Map<String, Value>) -> bool {
    ["const", "enum", EXTENSIBLE]
        .iter()
        .any(|keyword| schema.contains_key(*keyword))
}

/// The keywords that list values.
pub const VALUE_LISTS: [&str; 2] = ["enum", EXTENSIBLE];

/// Returns whether a member of `oneOf` or `anyOf` only constrains the enclosing schema.
pub(crate) fn only_validates(member: &Value) -> bool {
    match member {
        Value::Object(member) => member.keys().all(|key| {
            matches!(key.as_str(), "description" | "title") || keywords::narrows_type(key)
        }),
        _ => false,
    }
}

/// Returns the index of each value in `list`, by the text of the value.
pub(crate) fn constant_places(cx: &BuildContext<'_>, list: &Origin) -> HashMap<String, usize> {
    let values = cx
        .document
        .value(list)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let mut places = HashMap::new();
    for (index, value) in values.enumerate() {
        places
            .entry(constant_text(value).into_owned())
            .or_insert(index);
    }
    places
}
