//! The normalized form of a schema, for detecting equivalent ones.

use std::cell::Cell;

use serde_json::{Map, Value};

use description::keywords::{UNION_KEYWORDS, applies_below, is_unordered_keyword};
use description::only_type_name;

const MAX_SCHEMAS: usize = 20_000;
const MAX_REFERENCES: usize = 32;

/// Inlines references and sorts unordered arrays, down to this level of values; returns `None` if
/// that takes too many schemas.
pub(super) fn normalize_schema(schema: &Value, levels: usize) -> Option<Value> {
    let left = Cell::new(MAX_SCHEMAS);
    Normalizer {
        root: schema,
        left: &left,
    }
    .normalized(schema, levels, MAX_REFERENCES)
}

/// Returns whether a schema accepts only `null`, by its type or by its values.
fn is_null_schema(schema: &Value) -> bool {
    let values = schema.get("enum").and_then(Value::as_array);
    schema.as_object().and_then(only_type_name) == Some("null")
        || values.is_some_and(|values| values.iter().all(Value::is_null))
}

/// Removes `null` from unions.
pub(super) fn without_null(mut normal: Value) -> Value {
    let Some(object) = normal.as_object_mut() else {
        return normal;
    };
    for key in UNION_KEYWORDS {
        if let Some(members) = object.get_mut(key).and_then(Value::as_array_mut) {
            members.retain(|member| !is_null_schema(member));
        }
    }
    match (
        object.len(),
        object.get_mut("anyOf").and_then(Value::as_array_mut),
    ) {
        (1, Some(members)) if members.len() == 1 => members.pop().map_or(Value::Null, without_null),
        _ => normal,
    }
}

struct Normalizer<'v> {
    root: &'v Value,
    left: &'v Cell<usize>,
}

impl Normalizer<'_> {
    fn normalized(&self, value: &Value, levels: usize, references: usize) -> Option<Value> {
        self.left.set(self.left.get().checked_sub(1)?);
        match value {
            Value::Array(items) => items
                .iter()
                .map(|item| self.normalized(item, levels, references))
                .collect(),
            Value::Object(object) => self.object(object, levels, references),
            scalar => Some(scalar.clone()),
        }
    }

    fn object(
        &self,
        object: &Map<String, Value>,
        levels: usize,
        references: usize,
    ) -> Option<Value> {
        if let Some(Value::String(reference)) = object.get("$ref")
            && let Some(target) = reference.strip_prefix('#')
            && object.keys().all(|key| key == "$ref" || key == "$defs")
        {
            return self.normalized(
                self.root.pointer(target)?,
                levels,
                references.checked_sub(1)?,
            );
        }
        let mut out = Map::new();
        for (key, value) in object.iter().filter(|(key, _)| *key != "$defs") {
            let levels = if applies_below(key) {
                levels.checked_sub(1)
            } else {
                Some(levels)
            };
            let Some(levels) = levels else { continue };
            let mut value = self.normalized(value, levels, references)?;
            if let Value::Array(items) = &mut value
                && is_unordered_keyword(key)
            {
                items.sort_by_cached_key(Value::to_string);
            }
            out.insert(key.clone(), value);
        }
        // `allOf` with one member is that member.
        if let (1, Some(Value::Array(members))) = (out.len(), out.get_mut("allOf"))
            && members.len() == 1
        {
            return members.pop();
        }
        out.sort_keys();
        Some(Value::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn null_beside_other_members_is_left_out() {
        let union = json!({ "oneOf": [{ "type": "string" }, { "type": "object" }] });
        let inside =
            json!({ "oneOf": [{ "type": "string" }, { "type": "object" }, { "type": "null" }] });
        let around = json!({ "anyOf": [union, { "type": "null" }] });
        assert_eq!(super::without_null(inside), union);
        assert_eq!(super::without_null(around), union);
        assert_eq!(super::without_null(union.clone()), union);
    }

    #[test]
    fn equivalent_schemas_have_one_normal_form() {
        let schema = json!({
            "oneOf": [{ "$ref": "#/$defs/A" }, { "type": "string" }], "required": ["a", "b"],
            "$defs": { "A": { "type": ["object", "null"], "maxProperties": 1 } },
        });
        let equivalent = json!({
            "required": ["b", "a"], "oneOf": [{ "allOf": [{ "type": "string" }] }, { "maxProperties": 1, "type": ["null", "object"] }],
        });
        assert_eq!(
            super::normalize_schema(&schema, 3),
            super::normalize_schema(&equivalent, 3)
        );
        assert_ne!(
            super::normalize_schema(&schema, 3),
            super::normalize_schema(&json!({ "oneOf": [] }), 3)
        );
        let circle = json!({ "items": { "$ref": "#/$defs/A" }, "$defs": { "A": { "items": { "$ref": "#/$defs/A" } } } });
        assert_eq!(
            super::normalize_schema(&circle, 3),
            Some(json!({ "items": { "items": { "items": {} } } }))
        );
        let endless = json!({ "$ref": "#/$defs/A", "$defs": { "A": { "anyOf": [{ "$ref": "#/$defs/A" }] } } });
        assert_eq!(super::normalize_schema(&endless, 3), None);
    }
}
