//! The normalized form of a schema, for detecting equivalent ones.

use std::cell::Cell;

use serde_json::{Map, Value};

use crate::source::keywords::applies_below;

const UNORDERED: [&str; 6] = ["allOf", "anyOf", "enum", "oneOf", "required", "type"];
const MOST: usize = 20_000;

#[derive(Clone, Copy)]
struct Step {
    levels: usize,
    references: usize,
}

/// The schema with its definitions in the places of references, and sorted where order says nothing; what is further
/// down than so many levels of a value is left out. `None` where that takes too long.
pub(super) fn of(schema: &Value, levels: usize) -> Option<Value> {
    let left = Cell::new(MOST);
    Spelling { root: schema, left: &left }.written_out(schema, Step { levels, references: 32 })
}

/// The same without `null` beside other members of a list.
pub(super) fn without_null(mut spelt: Value) -> Value {
    let is_null = |member: &Value| member.get("type").is_some_and(|kind| kind == "null");
    let Some(object) = spelt.as_object_mut() else { return spelt };
    for key in ["anyOf", "oneOf"] {
        if let Some(members) = object.get_mut(key).and_then(Value::as_array_mut) {
            members.retain(|member| !is_null(member));
        }
    }
    match (object.len(), object.get_mut("anyOf").and_then(Value::as_array_mut)) {
        (1, Some(members)) if members.len() == 1 => members.pop().map_or(Value::Null, without_null),
        _ => spelt,
    }
}

struct Spelling<'v> {
    root: &'v Value,
    left: &'v Cell<usize>,
}

impl Spelling<'_> {
    fn written_out(&self, value: &Value, step: Step) -> Option<Value> {
        self.left.set(self.left.get().checked_sub(1)?);
        match value {
            Value::Array(items) => items.iter().map(|item| self.written_out(item, step)).collect(),
            Value::Object(object) => self.object(object, step),
            scalar => Some(scalar.clone()),
        }
    }

    fn object(&self, object: &Map<String, Value>, step: Step) -> Option<Value> {
        let target = object.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        if let Some(target) = target.filter(|_| object.keys().all(|key| key == "$ref" || key == "$defs")) {
            let references = step.references.checked_sub(1)?;
            return self.written_out(self.root.pointer(target)?, Step { references, ..step });
        }
        let mut out = Map::new();
        for (key, value) in object.iter().filter(|(key, _)| *key != "$defs") {
            let levels = if applies_below(key) { step.levels.checked_sub(1) } else { Some(step.levels) };
            let Some(levels) = levels else { continue };
            let mut value = self.written_out(value, Step { levels, ..step })?;
            if let Some(items) = value.as_array_mut().filter(|_| UNORDERED.contains(&key.as_str())) {
                items.sort_by_cached_key(Value::to_string);
            }
            out.insert(key.clone(), value);
        }
        // What all of one schema says is what that says.
        if let (1, Some(Value::Array(all))) = (out.len(), out.get_mut("allOf"))
            && all.len() == 1
        {
            return all.pop();
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
        let inside = json!({ "oneOf": [{ "type": "string" }, { "type": "object" }, { "type": "null" }] });
        let around = json!({ "anyOf": [union, { "type": "null" }] });
        assert_eq!(super::without_null(inside), union);
        assert_eq!(super::without_null(around), union);
        assert_eq!(super::without_null(union.clone()), union);
    }

    #[test]
    fn what_means_the_same_is_spelt_the_same() {
        let one = json!({
            "oneOf": [{ "$ref": "#/$defs/A" }, { "type": "string" }], "required": ["a", "b"],
            "$defs": { "A": { "type": ["object", "null"], "maxProperties": 1 } },
        });
        let other = json!({
            "required": ["b", "a"], "oneOf": [{ "allOf": [{ "type": "string" }] }, { "maxProperties": 1, "type": ["null", "object"] }],
        });
        assert_eq!(super::of(&one, 3), super::of(&other, 3));
        assert_ne!(super::of(&one, 3), super::of(&json!({ "oneOf": [] }), 3));
        let circle =
            json!({ "items": { "$ref": "#/$defs/A" }, "$defs": { "A": { "items": { "$ref": "#/$defs/A" } } } });
        assert_eq!(super::of(&circle, 3), Some(json!({ "items": { "items": { "items": {} } } })));
        let endless = json!({ "$ref": "#/$defs/A", "$defs": { "A": { "anyOf": [{ "$ref": "#/$defs/A" }] } } });
        assert_eq!(super::of(&endless, 3), None);
    }
}
