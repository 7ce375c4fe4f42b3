//! Rewrites a description without changing its meaning: shuffles keys and unordered lists, changes
//! descriptions, and writes references as the only members of `allOf`.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use serde_json::{Map, Value, json};

/// Arrays whose order has no meaning.
const SETS: [&str; 4] = ["enum", "parameters", "required", "type"];

/// Keys of data, in which `description` and `$ref` are ordinary names.
fn is_data_key(key: &str) -> bool {
    matches!(
        key,
        "const" | "default" | "enum" | "example" | "examples" | "mapping"
    ) || key.starts_with("x-")
}

/// Shuffles the keys of all objects, and the items of arrays whose order has no meaning.
pub fn shuffle_description(value: &Value) -> Value {
    // A reference may contain the index of a parameter.
    let text = value.to_string();
    let are_counted = (0..10).any(|at| text.contains(&format!("/parameters/{at}")));
    let sets = SETS
        .into_iter()
        .filter(|key| *key != "parameters" || !are_counted)
        .collect::<Vec<_>>();
    shuffle_value(value, "", &sets, &mut StdRng::seed_from_u64(7))
}

fn shuffle_value(value: &Value, key: &str, sets: &[&str], dice: &mut StdRng) -> Value {
    match value {
        Value::Object(object) => {
            // `x-enumDeprecated` and others have an item for each value of `enum`, in the same
            // order.
            let are_values_listed = object.keys().any(|key| key.starts_with("x-enum"));
            let entries = object.iter().map(|(key, value)| {
                // In data, `required` and `enum` are ordinary names.
                let is_data = matches!(key.as_str(), "example" | "examples" | "default");
                let is_fixed = is_data || (are_values_listed && key == "enum");
                let sets = if is_fixed { &[] } else { sets };
                (key.clone(), shuffle_value(value, key, sets, dice))
            });
            let mut entries: Vec<(String, Value)> = entries.collect();
            entries.shuffle(dice);
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(list) => {
            let mut items: Vec<Value> = list
                .iter()
                .map(|value| shuffle_value(value, "", sets, dice))
                .collect();
            if sets.contains(&key) && !has_twins(&items) {
                items.shuffle(dice);
            }
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// Appends a sentence to all descriptions.
pub fn change_descriptions(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let entries = object.iter().map(|(key, value)| {
                let changed = match value {
                    Value::String(text) if key == "description" => json!(format!("{text} Edited.")),
                    _ if is_data_key(key) => value.clone(),
                    _ => change_descriptions(value),
                };
                (key.clone(), changed)
            });
            Value::Object(entries.collect())
        }
        Value::Array(list) => list.iter().map(change_descriptions).collect(),
        other => other.clone(),
    }
}

/// Writes references to schemas as the only members of `allOf`, except for members of unions and
/// `allOf`.
pub fn wrap_references(value: &Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(wrap_member_references(object)),
        Value::Array(list) => list.iter().map(wrap_references).collect(),
        other => other.clone(),
    }
}

fn wrap_member_references(object: &Map<String, Value>) -> Map<String, Value> {
    let entries = object.iter().map(|(key, value)| {
        let wrapped = match (key.as_str(), value) {
            (key, _) if is_data_key(key) => value.clone(),
            ("items" | "additionalProperties" | "schema", _) => wrap_reference(value),
            ("properties", Value::Object(properties)) => properties
                .iter()
                .map(|(name, value)| (name.clone(), wrap_reference(value)))
                .collect(),
            _ => wrap_references(value),
        };
        (key.clone(), wrapped)
    });
    entries.collect()
}

/// Wraps a schema if it is a reference, or else the references in it.
fn wrap_reference(schema: &Value) -> Value {
    if is_lone_reference(schema) {
        json!({ "allOf": [schema] })
    } else {
        wrap_references(schema)
    }
}

/// Returns whether an object consists of a reference to a component schema.
fn is_lone_reference(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.len() == 1)
        && value["$ref"]
            .as_str()
            .is_some_and(|reference| reference.starts_with("#/components/schemas/"))
}

/// Returns whether two parameters have the same name and location: then the first counts, although
/// the standard forbids it.
fn has_twins(items: &[Value]) -> bool {
    let keys: Vec<_> = items
        .iter()
        .filter_map(|item| item.get("name").cloned().zip(item.get("in").cloned()))
        .collect();
    keys.iter()
        .enumerate()
        .any(|(at, one)| keys.iter().skip(at + 1).any(|other| other == one))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shuffled_descriptions_have_the_same_content() {
        let value =
            json!({ "a": 1, "b": [1, 2, 3], "c": { "d": 1, "e": 2, "f": 3 }, "g": 4, "h": 5 });
        let other = shuffle_description(&value);
        assert_eq!(other, value);
        assert_ne!(other.to_string(), value.to_string());
    }

    #[test]
    fn values_with_extensions_keep_their_order() {
        let value = json!({ "enum": [1, 2, 3, 4, 5, 6], "x-enumDeprecated": [] });
        let other = shuffle_description(&value);
        assert_eq!(other["enum"].to_string(), value["enum"].to_string());
    }

    #[test]
    fn descriptions_change_outside_of_data() {
        let value = json!({ "a": { "description": "A." }, "example": { "description": "B" }, "properties": { "description": {} } });
        let expected = json!({ "a": { "description": "A. Edited." }, "example": { "description": "B" }, "properties": { "description": {} } });
        assert_eq!(change_descriptions(&value), expected);
    }

    #[test]
    fn references_become_members() {
        let reference = json!({ "$ref": "#/components/schemas/A" });
        let wrapped = json!({ "allOf": [reference] });
        let schema = |inner: &Value| json!({ "properties": { "items": inner, "b": { "items": inner } }, "oneOf": [reference] });
        assert_eq!(wrap_references(&schema(&reference)), schema(&wrapped));
    }

    #[test]
    fn in_data_only_keys_are_shuffled() {
        let data =
            json!({ "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "required": [1, 2, 3, 4, 5, 6] });
        for key in ["default", "example", "examples"] {
            let value = json!({ key: data });
            let other = shuffle_description(&value);
            assert_eq!(other, value);
            assert_ne!(other.to_string(), value.to_string());
        }
    }
}
