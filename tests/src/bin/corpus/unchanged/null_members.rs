//! Rewrites nullable schemas as an `anyOf` of the schema without `null`, and `null`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::rewrites;

/// Annotations, which stay next to the `anyOf`.
const WORDS: [&str; 10] = [
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

/// Keywords with data instead of schemas.
const DATA: [&str; 6] = ["const", "default", "enum", "example", "examples", "value"];

/// Returns the description in 3.1 with each nullable schema as an `anyOf`; `None` if nothing
/// changes.
pub(super) fn with_null_members(value: &Value) -> Option<Value> {
    let version = value.get("openapi")?.as_str()?;
    let mut references = BTreeSet::new();
    find_references(value, &mut references);
    let listed = TypeLists {
        references: &references,
    }
    .write(value, "#");
    let listed = if version.starts_with("3.0") {
        rewrites::as_3_1(&listed)?
    } else {
        listed
    };
    (listed != *value).then_some(listed)
}

fn find_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            found.extend(
                object
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            object
                .values()
                .for_each(|value| find_references(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| find_references(value, found)),
        _ => {}
    }
}

struct TypeLists<'v> {
    references: &'v BTreeSet<String>,
}

impl TypeLists<'_> {
    fn write(&self, value: &Value, pointer: &str) -> Value {
        match value {
            Value::Object(object) => {
                let entries = object.iter().map(|(key, value)| {
                    let is_data = DATA.contains(&key.as_str()) || key.starts_with("x-");
                    let written = if is_data {
                        value.clone()
                    } else {
                        let token = key.replace('~', "~0").replace('/', "~1");
                        self.write(value, &format!("{pointer}/{token}"))
                    };
                    (key.clone(), written)
                });
                let written: Map<String, Value> = entries.collect();
                if self.lead_into(pointer) {
                    Value::Object(written)
                } else {
                    beside_null(written)
                }
            }
            Value::Array(list) => list
                .iter()
                .enumerate()
                .map(|(at, value)| self.write(value, &format!("{pointer}/{at}")))
                .collect(),
            other => other.clone(),
        }
    }

    /// Returns whether a reference leads to a location inside this one.
    fn lead_into(&self, pointer: &str) -> bool {
        let inside = format!("{pointer}/");
        self.references
            .range(inside.clone()..)
            .next()
            .is_some_and(|reference| reference.starts_with(&inside))
    }
}

/// Returns the schema as an `anyOf` of itself without `null`, and `null`.
fn beside_null(mut schema: Map<String, Value>) -> Value {
    if !takes_null(&mut schema) {
        return Value::Object(schema);
    }
    let (mut around, inside): (Map<String, Value>, Map<String, Value>) = schema
        .into_iter()
        .partition(|(key, _)| WORDS.contains(&key.as_str()) || key.starts_with("x-"));
    around.insert("anyOf".to_owned(), json!([inside, { "type": "null" }]));
    Value::Object(around)
}

/// If a schema allows `null` and other values, removes `null` from its types and its `enum`;
/// returns whether it allowed `null`.
fn takes_null(schema: &mut Map<String, Value>) -> bool {
    let is_flagged = schema.get("nullable") == Some(&json!(true));
    let types = schema.get("type").and_then(Value::as_array);
    let is_typed = types.is_some_and(|types| {
        types.iter().any(|name| name == "null") && types.iter().any(|name| name != "null")
    });
    let constants = schema.get("enum").and_then(Value::as_array);
    // An `enum` without `null` forbids it, whatever `type` says.
    let is_constant = constants.is_none_or(|constants| constants.contains(&Value::Null));
    let is_value = is_flagged || is_typed && is_constant;
    if !is_value {
        return false;
    }
    schema.retain(|key, _| key != "nullable");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
    }
    if let Some(Value::Array(constants)) = schema.get_mut("enum") {
        constants.retain(|constant| !constant.is_null());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nullable_schemas_get_a_null_member() {
        let value = json!({
            "openapi": "3.0.3",
            "a": { "type": "string", "nullable": true, "description": "D", "maxLength": 3, "default": { "nullable": true } },
        });
        let expected = json!({
            "openapi": "3.1.0",
            "a": {
                "anyOf": [{ "type": "string", "maxLength": 3 }, { "type": "null" }],
                "description": "D",
                "default": { "nullable": true },
            },
        });
        assert_eq!(with_null_members(&value), Some(expected));
        let newer = json!({ "type": ["integer", "null"], "enum": [1, null] });
        let expected =
            json!({ "anyOf": [{ "type": ["integer"], "enum": [1] }, { "type": "null" }] });
        let written = with_null_members(&json!({ "openapi": "3.1.0", "a": newer }));
        assert_eq!(written, Some(json!({ "openapi": "3.1.0", "a": expected })));
    }

    #[test]
    fn targets_of_inner_references_are_unchanged() {
        let schema = json!({ "type": "object", "nullable": true, "properties": { "b": {} } });
        let value = json!({ "openapi": "3.1.0", "a": schema, "c": { "$ref": "#/a/properties/b" } });
        assert_eq!(with_null_members(&value), None);
    }
}
