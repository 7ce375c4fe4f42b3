//! `$ref` next to other keywords, which narrow its target.

use serde_json::{Map, Value, json};

use crate::keywords::is_annotation_keyword;
use crate::raise::context::RaiseContext;

/// Rewrites `$ref: r, k: v` to `allOf: [{$ref: r}], k: v`, unless `k` is an annotation. An existing
/// `allOf` gets the `$ref` as its last member.
pub(crate) fn rewrite_ref_siblings(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    let is_narrowed = schema.get("$ref").is_some_and(Value::is_string)
        && !schema.keys().all(|key| is_kept_beside_ref(key));
    if is_narrowed {
        move_reference_to_all_of(schema, context);
    }
}

/// Returns whether a key may stay next to `$ref`; `nullable` is rewritten later.
pub(crate) fn is_kept_beside_ref(key: &str) -> bool {
    is_ignorable(key) || ["$ref", "nullable"].contains(&key) || key.starts_with("x-")
}

/// Returns whether a key is an annotation that authors do not use as a constraint.
pub(crate) fn is_ignorable(key: &str) -> bool {
    // `summary` belongs to the reference object.
    (is_annotation_keyword(key) || key == "summary") && !["readOnly", "writeOnly"].contains(&key)
}

fn move_reference_to_all_of(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    let Some(reference) = schema.shift_remove("$ref") else {
        return;
    };
    let origin = context.origin();
    let member = json!({ "$ref": reference });
    let index = match schema.get_mut("allOf") {
        Some(Value::Array(members)) => {
            members.push(member);
            members.len() - 1
        }
        _ => {
            schema.insert("allOf".to_owned(), json!([member]));
            0
        }
    };
    let moved = origin.child("allOf").item(index).child("$ref");
    context.move_value(&origin.child("$ref"), &moved);
}
