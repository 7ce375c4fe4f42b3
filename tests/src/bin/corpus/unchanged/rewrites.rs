//! Rewrites of a description that preserve its meaning.

use serde_json::{Map, Value, json};

/// Converts a description of 3.0 to 3.1.
pub(super) fn as_3_1(value: &Value) -> Option<Value> {
    let is_old = value.get("openapi")?.as_str()?.starts_with("3.0");
    is_old.then(|| {
        let mut value = upgrade_to_3_1(value);
        if let Some(version) = value.get_mut("openapi") {
            *version = json!("3.1.0");
        }
        value
    })
}

fn upgrade_to_3_1(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let entries = object.iter().map(|(key, value)| {
                // Examples, defaults and enums are data, not schemas.
                let is_data = matches!(key.as_str(), "example" | "default")
                    || key == "enum" && value.is_array();
                (
                    key.clone(),
                    if is_data {
                        value.clone()
                    } else {
                        upgrade_to_3_1(value)
                    },
                )
            });
            let mut out: Map<String, Value> = entries.collect();
            upgrade_reference(&mut out);
            upgrade_null(&mut out);
            upgrade_bounds(&mut out);
            upgrade_formats(&mut out);
            upgrade_bytes(&mut out);
            Value::Object(out)
        }
        Value::Array(list) => list.iter().map(upgrade_to_3_1).collect(),
        other => other.clone(),
    }
}

/// Removes the siblings of a `$ref` that 3.0 ignores and 3.1 does not, except for annotations. A
/// sibling `nullable` becomes an `anyOf`.
fn upgrade_reference(schema: &mut Map<String, Value>) {
    const WORDS: [&str; 8] = [
        "$ref",
        "default",
        "deprecated",
        "description",
        "example",
        "readOnly",
        "title",
        "writeOnly",
    ];
    if !schema.get("$ref").is_some_and(Value::is_string)
        || schema.keys().any(|key| key.starts_with("x-"))
    {
        return;
    }
    let is_nullable = schema.get("nullable") == Some(&json!(true));
    schema.retain(|key, _| WORDS.contains(&key.as_str()));
    if is_nullable && let Some(reference) = schema.remove("$ref") {
        schema.insert(
            "anyOf".to_owned(),
            json!([{ "$ref": reference }, { "type": "null" }]),
        );
    }
}

fn upgrade_null(schema: &mut Map<String, Value>) {
    if schema.get("nullable") != Some(&json!(true))
        || !schema.get("type").is_some_and(Value::is_string)
    {
        return;
    }
    schema.remove("nullable");
    if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
    if let Some(Value::Array(constants)) = schema.get_mut("enum")
        && !constants.contains(&Value::Null)
    {
        constants.push(Value::Null);
    }
}

fn upgrade_bounds(schema: &mut Map<String, Value>) {
    for (bound, flag) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        match (schema.get(flag).cloned(), schema.get(bound).cloned()) {
            (Some(Value::Bool(true)), Some(limit @ Value::Number(_))) => {
                schema.remove(bound);
                schema.insert(flag.to_owned(), limit);
            }
            (Some(Value::Bool(_)), _) => drop(schema.remove(flag)),
            _ => {}
        }
    }
}

/// Converts the formats that became keywords for the content of a string in 3.1.
fn upgrade_formats(schema: &mut Map<String, Value>) {
    if schema.get("type") != Some(&json!("string")) {
        return;
    }
    let (keyword, media) = match schema.get("format").and_then(Value::as_str) {
        Some("byte") => ("contentEncoding", "base64"),
        Some("binary") => ("contentMediaType", "application/octet-stream"),
        _ => return,
    };
    schema.remove("format");
    schema.insert(keyword.to_owned(), json!(media));
}

/// Removes the schemas of binary bodies, which 3.1 does not need.
fn upgrade_bytes(object: &mut Map<String, Value>) {
    let Some(Value::Object(content)) = object.get_mut("content") else {
        return;
    };
    let binary = json!({ "type": "string", "contentMediaType": "application/octet-stream" });
    for media_type in [
        "application/octet-stream",
        "application/pdf",
        "application/zip",
        "image/png",
    ] {
        if let Some(Value::Object(media)) = content.get_mut(media_type)
            && media.get("schema") == Some(&binary)
        {
            media.remove("schema");
        }
    }
}

/// The maximum size of the added text, in multiples of the description.
const MAX_GROWTH: usize = 4;

/// Replaces references by their targets, recursively. Keeps circular references, references whose
/// name has a meaning (to members of a union with a discriminator, and to schemas that extend such
/// a union), and those that would exceed the size limit.
pub(super) fn inline_references(value: &Value) -> Option<Value> {
    // In XML, the name of a component is the name of the element.
    if value.to_string().contains("xml\":{") {
        return None;
    }
    let mut inlining = Inlining {
        root: value,
        open: Vec::new(),
        left: value.to_string().len() * MAX_GROWTH,
    };
    Some(inlining.write(value, false))
}

struct Inlining<'v> {
    root: &'v Value,
    /// Pointers of the references that are being replaced.
    open: Vec<String>,
    /// The number of bytes that may still be added.
    left: usize,
}

impl Inlining<'_> {
    fn write(&mut self, value: &Value, is_named: bool) -> Value {
        match value {
            Value::Object(object) if is_named => self.members(object),
            Value::Object(object) => match self.target(object) {
                Some((pointer, target)) => {
                    self.open.push(pointer);
                    let written = self.write(&target, false);
                    self.open.pop();
                    written
                }
                None => self.members(object),
            },
            Value::Array(list) => list
                .iter()
                .map(|value| self.write(value, is_named))
                .collect(),
            other => other.clone(),
        }
    }

    fn members(&mut self, object: &Map<String, Value>) -> Value {
        let has_tag = object.contains_key("discriminator");
        let entries = object.iter().map(|(key, value)| {
            let is_data = matches!(
                key.as_str(),
                "example" | "examples" | "default" | "enum" | "mapping"
            );
            let is_named = has_tag && matches!(key.as_str(), "oneOf" | "anyOf");
            (
                key.clone(),
                if is_data {
                    value.clone()
                } else {
                    self.write(value, is_named)
                },
            )
        });
        Value::Object(entries.collect())
    }

    fn target(&mut self, object: &Map<String, Value>) -> Option<(String, Value)> {
        if object.len() != 1 {
            return None;
        }
        let pointer = object.get("$ref")?.as_str()?.strip_prefix('#')?;
        if pointer.contains('%') {
            return None;
        }
        let target = self
            .root
            .pointer(pointer)
            .filter(|target| !says_its_name(target))?;
        let size = target.to_string().len();
        if self.open.iter().any(|open| open == pointer) || size > self.left {
            return None;
        }
        self.left -= size;
        Some((pointer.to_owned(), target.clone()))
    }
}

/// Returns whether the name of a schema has a meaning, since the schema has a discriminator, or
/// extends one that may have a discriminator.
fn says_its_name(target: &Value) -> bool {
    target.get("discriminator").is_some()
        || target.get("allOf").is_some() && target.to_string().contains("\"$ref\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_circular_references_are_inlined() {
        let value = json!({
            "a": { "$ref": "#/b" },
            "b": { "c": { "$ref": "#/d" } },
            "d": { "e": 1, "d": { "$ref": "#/d" } },
        });
        let d = json!({ "e": 1, "d": { "e": 1, "d": { "$ref": "#/d" } } });
        let once = json!({ "e": 1, "d": { "$ref": "#/d" } });
        assert_eq!(
            inline_references(&value),
            Some(json!({ "a": { "c": once }, "b": { "c": once }, "d": d }))
        );
    }

    #[test]
    fn descriptions_of_3_0_become_3_1() {
        let bytes = json!({ "content": { "image/png": { "schema": { "type": "string", "format": "binary" } } } });
        let expected = json!({ "openapi": "3.1.0", "a": { "content": { "image/png": {} } } });
        assert_eq!(
            as_3_1(&json!({ "openapi": "3.0.3", "a": bytes })),
            Some(expected)
        );
        let schema = json!({ "type": "string", "nullable": true, "enum": ["a"] });
        let value = json!({ "openapi": "3.0.3", "a": schema, "b": { "minimum": 1, "exclusiveMinimum": true } });
        let expected = json!({
            "openapi": "3.1.0",
            "a": { "type": ["string", "null"], "enum": ["a", null] },
            "b": { "exclusiveMinimum": 1 },
        });
        assert_eq!(as_3_1(&value), Some(expected));
        assert_eq!(as_3_1(&json!({ "openapi": "3.1.0" })), None);
    }
}
