//! Properties of single keywords.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};
use serde_json::{Map, Value};

use crate::context::BuildContext;
use crate::iterate::single_item;
use description::keywords;
use description::{Document, lists_type, non_null_type_names, object_member, string_field};
use diag::Origin;
use naming::words_of_text;

/// Returns whether no key of a schema constrains the shape of a value.
pub fn has_only_shape_neutral_keys(schema: &Map<String, Value>) -> bool {
    schema
        .keys()
        .all(|key| keywords::is_shape_neutral_keyword(key))
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

/// Keys of a component with its discriminator value, if it is not the name (AutoRest, OpenAPI
/// Generator).
const DISCRIMINATOR_VALUES: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// Returns the discriminator value that a schema states for itself.
pub(crate) fn stated_discriminator_value(schema: &Map<String, Value>) -> Option<&str> {
    DISCRIMINATOR_VALUES
        .iter()
        .find_map(|key| string_field(schema, key))
}

/// The keyword that lists the known values of an open enum; Zalando's guidelines define it.
pub(crate) const EXTENSIBLE: &str = "x-extensible-enum";

/// Returns the only name in `type`, besides `null`.
pub(crate) fn single_type_name(schema: &Map<String, Value>) -> Option<&str> {
    single_item(non_null_type_names(schema))
}

/// Returns whether `type`, or else `enum`, lists `null`.
fn lists_null(schema: &Map<String, Value>) -> bool {
    if object_member(schema, "type").is_some() {
        return lists_type(schema, "null");
    }
    let values = object_member(schema, "enum").and_then(Value::as_array);
    values.is_some_and(|values| values.contains(&Value::Null))
}

/// Returns whether a schema accepts `null`: its `type` or `enum` lists `null`, or a member of a
/// union accepts it.
pub(crate) fn allows_null(document: &Document, origin: &Origin) -> bool {
    let schema = document.value(origin).and_then(Value::as_object);
    schema.is_some_and(|schema| object_allows_null(document, origin, schema))
}

/// Like [`allows_null`], for the schema `schema` at `origin`.
pub(crate) fn object_allows_null(
    document: &Document,
    origin: &Origin,
    schema: &Map<String, Value>,
) -> bool {
    let mut lists = keywords::UNION_KEYWORDS
        .into_iter()
        .filter(|list| object_member(schema, list).is_some());
    lists_null(schema) || lists.any(|list| document.has_null_member(&origin.child(list)))
}

/// Returns whether a schema lists its values; an open enum lists only the known ones.
pub(crate) fn lists_values(schema: &Map<String, Value>) -> bool {
    ["const", "enum", EXTENSIBLE]
        .iter()
        .any(|keyword| schema.contains_key(*keyword))
}

/// The keywords that list values.
pub const VALUE_LISTS: [&str; 2] = ["enum", EXTENSIBLE];

/// Returns the index of each value in `list`, by the text of the value.
pub(crate) fn constant_positions(cx: &BuildContext<'_>, list: &Origin) -> HashMap<String, usize> {
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
