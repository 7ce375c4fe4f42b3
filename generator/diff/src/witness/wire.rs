//! Values that are strings on the wire, in parameters, headers and forms.

use serde_json::Value;

use super::validators::Validator;
use description::{BundledSchemas, lists_type};

const MOST_SPELLINGS: usize = 64;

/// Returns whether a schema refuses a value; if `is_textual`, also all values that are the same
/// string on the wire.
pub(super) fn is_refused(
    schema: &Value,
    validator: &Validator,
    value: &Value,
    is_textual: bool,
) -> bool {
    let is_refused = |value: &Value| validator.accepts(value) == Some(false);
    // The value itself is checked before its many other forms.
    is_refused(value)
        && (!is_textual
            || has_wire_form(value)
                && same_strings(value)
                    .iter()
                    .skip(1)
                    .chain(&other_shapes(schema, value))
                    .all(is_refused))
}

/// Numbers beyond this limit are not written digit by digit.
const GREATEST: f64 = 9e15;

/// Returns whether a value has a common form on the wire; `null` has none.
pub(super) fn has_wire_form(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Number(number) => number
            .as_f64()
            .is_some_and(|number| number.abs() < GREATEST),
        Value::Array(items) => items.iter().all(has_wire_form),
        Value::Object(members) => members.values().all(has_wire_form),
        _ => true,
    }
}

/// Returns values of other types that may be written like this value on the wire: the only item of
/// an array; and, if the schema allows the type, the joined items as a string, or an array with
/// only this value.
fn other_shapes(schema: &Value, value: &Value) -> Vec<Value> {
    match value {
        Value::Array(_) | Value::Object(_) => {
            let mut shapes = match value.as_array().map(Vec::as_slice) {
                Some([only]) => same_strings(only),
                _ => Vec::new(),
            };
            if names_type(schema, "string") {
                shapes.extend(comma_joined_value(value));
            }
            shapes
        }
        value if names_type(schema, "array") => same_strings(value)
            .into_iter()
            .map(|value| Value::Array(vec![value]))
            .collect(),
        _ => Vec::new(),
    }
}

fn comma_joined_value(value: &Value) -> Option<Value> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let parts: Option<Vec<String>> = match value {
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| Some(format!("{name},{}", text(value)?)))
            .collect(),
        _ => None,
    };
    Some(Value::String(parts?.join(",")))
}

/// Returns whether a schema, or one that may apply with it, names a type.
fn names_type(root: &Value, name: &str) -> bool {
    let schemas = BundledSchemas::of(root).possibly_applied(root);
    let mut objects = schemas.into_iter().filter_map(Value::as_object);
    objects.any(|schema| lists_type(schema, name))
}

/// Returns a value, and other values of its shape that are the same string on the wire.
fn same_strings(value: &Value) -> Vec<Value> {
    let mut same = vec![value.clone()];
    match value {
        Value::String(text) => same.extend(
            serde_json::from_str(text)
                .ok()
                .filter(|value: &Value| !value.is_array() && !value.is_object()),
        ),
        Value::Number(_) | Value::Bool(_) => same.push(Value::String(value.to_string())),
        Value::Array(items) => {
            let other = items
                .iter()
                .map(|item| same_strings(item).pop().unwrap_or_default());
            same.push(other.collect());
        }
        Value::Object(members) => {
            for (name, member) in members {
                let mut normal = Vec::new();
                for other in same_strings(member).into_iter().skip(1) {
                    normal.extend(same.iter().filter_map(|whole| {
                        let mut whole = whole.as_object()?.clone();
                        whole.insert(name.clone(), other.clone());
                        Some(Value::Object(whole))
                    }));
                }
                same.extend(normal);
                same.truncate(MOST_SPELLINGS);
            }
        }
        _ => {}
    }
    same
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use samples::Work;

    #[test]
    fn equal_strings_are_not_refused() {
        let list = json!({ "type": "array", "items": { "type": "string" } });
        for (schema, value, expected) in [
            (json!({ "type": "string" }), json!(7), false),
            (json!({ "type": "integer" }), json!("7"), false),
            (json!({ "type": "integer" }), json!("a"), true),
            (json!({ "type": "string" }), json!(["a", 7]), false),
            (
                json!({ "type": "string", "maxLength": 2 }),
                json!(["a", 7]),
                true,
            ),
            (json!({ "maxLength": 2 }), json!("aaa"), true),
            (list.clone(), json!("a"), false),
            (list.clone(), json!(null), false),
            (
                json!({ "anyOf": [list, { "type": "integer" }] }),
                json!("a"),
                false,
            ),
            (json!({ "type": "integer" }), json!(["a"]), true),
        ] {
            let refuses = Validator::of(&schema, &Work::of(10_000)).unwrap();
            assert_eq!(
                is_refused(&schema, &refuses, &value, true),
                expected,
                "{schema} {value}"
            );
        }
    }
}
