//! Compares two parts of descriptions as written, together with the parts that they refer to.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::sides::Sides;
use description::Document;
use description::keywords::{KeywordSchemas, applied_schemas, is_annotation_keyword};
use diag::Origin;

const MAX_PAIRS: usize = 100_000;

/// Returns whether two parts differ at most in annotations, names of components, and the order of
/// unordered lists.
pub(super) fn parts_have_same_content(documents: Sides<&Document>, places: Sides<&Origin>) -> bool {
    let Sides { old, new } = documents;
    let mut waiting = vec![(places.old.clone(), places.new.clone(), false)];
    let mut seen = HashSet::new();
    while let Some((old_origin, new_origin, are_names)) = waiting.pop() {
        if seen.len() >= MAX_PAIRS {
            return false;
        }
        if !seen.insert((old_origin.clone(), new_origin.clone())) {
            continue;
        }
        match (old.value(&old_origin), new.value(&new_origin)) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                let mut keys = compared_keys(before, are_names);
                let mut others = compared_keys(after, are_names);
                if let Some((target, other)) = old.target(&old_origin).zip(new.target(&new_origin))
                {
                    waiting.push((target, other, false));
                    keys.remove("$ref");
                    others.remove("$ref");
                }
                if keys != others {
                    return false;
                }
                let children = keys.iter().map(|key| {
                    (
                        old_origin.child(key),
                        new_origin.child(key),
                        !are_names && is_map(key),
                    )
                });
                waiting.extend(children);
            }
            (Some(Value::Array(before)), Some(Value::Array(after))) => {
                let is_set = before
                    .iter()
                    .chain(after)
                    .all(|item| !item.is_object() && !item.is_array());
                if before.len() != after.len() {
                    return false;
                }
                if is_set {
                    if texts_of_values(before) != texts_of_values(after) {
                        return false;
                    }
                } else {
                    waiting.extend(
                        (0..before.len())
                            .map(|at| (old_origin.item(at), new_origin.item(at), false)),
                    );
                }
            }
            (before, after) if before != after => return false,
            _ => {}
        }
    }
    true
}

fn texts_of_values(values: &[Value]) -> BTreeSet<String> {
    values.iter().map(Value::to_string).collect()
}

/// Returns whether the keys of the object at this key are names from the description, not keywords.
fn is_map(key: &str) -> bool {
    matches!(key, "content" | "headers") || applied_schemas(key) == Some(KeywordSchemas::Map)
}

fn compared_keys(object: &Map<String, Value>, are_names: bool) -> BTreeSet<&str> {
    object
        .keys()
        .map(String::as_str)
        .filter(|key| are_names || !is_annotation_keyword(key))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use diag::FileId;

    fn is_same(old: Value, new: Value) -> bool {
        let read = |part: Value| {
            let whole = json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "components": part });
            Document::from_text("api.json", whole.to_string())
                .unwrap()
                .0
        };
        let place = Origin::new(FileId(0), "/components/schemas/A");
        let documents = Sides { old, new }.map(|schemas| read(json!({ "schemas": schemas })));
        let places = Sides {
            old: &place,
            new: &place,
        };
        parts_have_same_content(documents.as_ref(), places)
    }

    #[test]
    fn content_behind_references_counts_and_annotations_do_not() {
        let schema = |inner: Value| json!({ "A": { "properties": { "title": { "$ref": "#/components/schemas/B" } } }, "B": inner });
        let old = schema(json!({ "type": "string", "description": "d", "enum": ["a", "b"] }));
        assert!(is_same(
            old.clone(),
            schema(json!({ "enum": ["b", "a"], "type": "string" }))
        ));
        assert!(!is_same(
            old.clone(),
            schema(json!({ "enum": ["b", "c"], "type": "string" }))
        ));
        assert!(!is_same(old, json!({ "A": { "properties": {} } })));
        let renamed = json!({ "A": { "items": { "$ref": "#/components/schemas/C" } }, "C": { "type": "string" } });
        let original = json!({ "A": { "items": { "$ref": "#/components/schemas/B" } }, "B": { "type": "string" } });
        assert!(is_same(original, renamed));
    }

    #[test]
    fn circular_references_end() {
        let schema = json!({ "A": { "items": { "$ref": "#/components/schemas/A" } } });
        assert!(is_same(schema.clone(), schema));
    }
}
