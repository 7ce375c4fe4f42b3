//! Keys beside a `$ref`.
//!
//! In 3.1 they narrow the target: the `$ref` becomes the last member of `allOf`. Annotations do not narrow it, so beside
//! them a `$ref` remains a plain `$ref`. 3.0 ignores siblings, which are removed, except for `nullable`, `readOnly` and
//! `writeOnly`, because authors expect them to work.

use super::context::LowerContext;
use crate::diag::Diagnostic;
use crate::source::keywords::is_annotation_keyword;
use serde_json::{Map, Value, json};

/// Siblings that authors of 3.0 expect to work, although the standard ignores them.
pub(super) const MEANT_IN_3_0: [&str; 3] = ["nullable", "readOnly", "writeOnly"];

/// `$ref: r, k: v` → `allOf: [{$ref: r}], k: v`, unless `k` is an annotation.
pub(super) fn rewrite_ref_siblings(schema: &mut Map<String, Value>, context: &mut LowerContext) {
    if !schema.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    let (meant, ignored): (Vec<String>, Vec<String>) = schema
        .keys()
        .filter(|key| !is_ignorable(key) && !is_kept(key))
        .cloned()
        .partition(|key| !context.is_3_0 || MEANT_IN_3_0.contains(&key.as_str()));
    for key in ignored {
        schema.shift_remove(&key);
        // `type` usually just repeats that of the target.
        if key == "type" {
            continue;
        }
        let message = format!("`{key}` is a sibling of `$ref`, which OpenAPI 3.0 does not allow");
        let warning = Diagnostic::warning("reference-sibling", message)
            .instead("it is ignored")
            .help("write `allOf` with the `$ref` as its member, and the other keys beside `allOf`");
        context.warn(&key, warning);
    }
    if !meant.is_empty() {
        move_reference_to_all_of(schema, context);
    }
}

/// Returns whether a key remains beside `$ref`.
fn is_kept(key: &str) -> bool {
    ["$ref", "nullable"].contains(&key) || key.starts_with("x-")
}

/// Returns whether a key is an annotation that authors do not use as a constraint.
pub(super) fn is_ignorable(key: &str) -> bool {
    // `summary` is a field of the reference object.
    (is_annotation_keyword(key) || key == "summary") && !MEANT_IN_3_0.contains(&key)
}

fn move_reference_to_all_of(schema: &mut Map<String, Value>, context: &mut LowerContext) {
    let Some(reference) = schema.shift_remove("$ref") else {
        return;
    };
    let place = context.place();
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
    let moved = place.child("allOf").item(index).child("$ref");
    context.move_value(&place.child("$ref"), &moved);
}
