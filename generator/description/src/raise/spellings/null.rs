//! A `null` in `const`, `enum` or a union, which becomes the `type` or is added to it.

use serde_json::{Map, Value, json};

use crate::keywords::UNION_KEYWORDS;
use crate::object_member;
use crate::raise::context::RaiseContext;
use crate::raise::form::accepts_only_null;

/// Rewrites `const: null`, and an `enum` of only `null`, to `type: "null"`. Adds `null` to the
/// `type` next to an `enum` with `null`.
pub(crate) fn rewrite_null_in_enum(schema: &mut Map<String, Value>, _: &mut RaiseContext) {
    if object_member(schema, "const").is_some_and(Value::is_null) {
        return make_null(schema);
    }
    let Some(Value::Array(values)) = object_member(schema, "enum") else {
        return;
    };
    if !values.contains(&Value::Null) {
        return;
    }
    if values.iter().all(Value::is_null) {
        make_null(schema);
    } else {
        add_null_to_type(schema);
    }
}

/// Rewrites a union of only `null` to `type: "null"`.
pub(crate) fn rewrite_union_of_null(schema: &mut Map<String, Value>, _: &mut RaiseContext) {
    for keyword in UNION_KEYWORDS {
        if let Some(Value::Array(members)) = object_member(schema, keyword)
            && !members.is_empty()
            && members.iter().all(accepts_only_null)
        {
            schema.shift_remove(keyword);
            make_null(schema);
        }
    }
}

/// Rewrites a schema that accepts only `null`.
pub(crate) fn make_null(schema: &mut Map<String, Value>) {
    for keyword in ["enum", "const"] {
        schema.shift_remove(keyword);
    }
    schema.insert("type".to_owned(), Value::from("null"));
}

/// Adds `null` to `type`, if it lists other types.
pub(crate) fn add_null_to_type(schema: &mut Map<String, Value>) {
    match schema.get_mut("type") {
        Some(Value::String(name)) if name != "null" => {
            let name = std::mem::take(name);
            schema.insert("type".to_owned(), json!([name, "null"]));
        }
        Some(Value::Array(names)) if !names.iter().any(|name| name == "null") => {
            names.push(Value::from("null"));
        }
        _ => {}
    }
}
