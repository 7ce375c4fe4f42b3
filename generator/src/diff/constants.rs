//! The locations of the values of an enum.

use serde_json::Value;

use crate::diag::Origin;
use crate::source::Document;

const MAX_STEPS: usize = 8;

/// Finds a value in the schema at `origin`: an item of `enum` or `x-extensible-enum`, or a member with only that value.
pub(super) fn place(document: &Document, origin: &Origin, wire: &str) -> Option<Origin> {
    place_within(document, origin, wire, 0)
}

fn place_within(document: &Document, origin: &Origin, wire: &str, step: usize) -> Option<Origin> {
    let schema = document.value(origin).filter(|_| step < MAX_STEPS)?.as_object()?;
    let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten().enumerate();
    for key in ["enum", "x-extensible-enum"] {
        if let Some((at, _)) = list(key).find(|(_, value)| is_written(value, wire)) {
            return Some(origin.child(key).item(at));
        }
    }
    if schema.get("const").is_some_and(|value| is_written(value, wire)) {
        return Some(origin.clone());
    }
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|reference| document.resolve(origin, reference).ok());
    let members = ["oneOf", "anyOf", "allOf"].into_iter().flat_map(|key| list(key).map(move |(at, _)| (key, at)));
    let members = members.map(|(key, at)| origin.child(key).item(at));
    target.into_iter().chain(members).find_map(|inner| place_within(document, &inner, wire, step + 1))
}

fn is_written(value: &Value, wire: &str) -> bool {
    match value {
        Value::String(text) => text == wire,
        other => other.to_string().as_str() == wire,
    }
}
