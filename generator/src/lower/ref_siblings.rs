//! Keys beside a `$ref`.
//!
//! In 3.1 they narrow the target: the `$ref` becomes the last member of `allOf`, and the schema is marked
//! `x-ref-siblings: true`. Annotations do not narrow it, so beside them a `$ref` remains a plain `$ref`. In 3.0
//! siblings are ignored, except for `nullable`, `readOnly` and `writeOnly`, because authors expect them to work.

use super::context::LowerContext;
use crate::diag::Diagnostic;
use crate::source::keywords::is_annotation_keyword;
use serde_json::{Map, Value, json};

/// Siblings that authors of 3.0 expect to work, although the standard ignores them.
pub(super) const MEANT_IN_3_0: [&str; 3] = ["nullable", "readOnly", "writeOnly"];

/// Marks a plain `$ref` with ignored siblings.
const IGNORED: &str = "x-ignored-siblings";

/// `$ref: r, k: v` → `allOf: [{$ref: r}], k: v, x-ref-siblings: true`, unless `k` is an annotation.
pub(super) fn rewrite_ref_siblings(
    schema: &mut Map<String, Value>,
    context: &mut LowerContext<'_>,
) {
    if !schema.get("$ref").is_some_and(Value::is_string) || schema.contains_key(IGNORED) {
        return;
    }
    let (meant, ignored): (Vec<String>, Vec<String>) = schema
        .keys()
        .filter(|key| !is_ignorable(key) && *key != "$ref" && !key.starts_with("x-"))
        .cloned()
        .partition(|key| !context.is_3_0 || MEANT_IN_3_0.contains(&key.as_str()));
    // `type` usually just repeats that of the target.
    for key in ignored.iter().filter(|key| *key != "type") {
        let message = format!("`{key}` is a sibling of `$ref`, which OpenAPI 3.0 does not allow");
        let warning = Diagnostic::warning("reference-sibling", message)
            .instead("it is ignored")
            .help("write `allOf` with the `$ref` as its member, and the other keys beside `allOf`");
        context.warn(key, warning);
        schema.insert(IGNORED.to_owned(), Value::Bool(true));
    }
    if meant.is_empty() {
        return;
    }
    for key in ignored {
        schema.shift_remove(&key);
    }
    wrap_reference(schema);
}

/// Returns whether a key is an annotation that authors do not use as a constraint.
pub(super) fn is_ignorable(key: &str) -> bool {
    // `summary` is a field of the reference object.
    (is_annotation_keyword(key) || key == "summary") && !MEANT_IN_3_0.contains(&key)
}

fn wrap_reference(schema: &mut Map<String, Value>) {
    let Some(reference) = schema.shift_remove("$ref") else {
        return;
    };
    let member = json!({"$ref": reference});
    match schema.get_mut("allOf") {
        Some(Value::Array(members)) => members.push(member),
        _ => drop(schema.insert("allOf".to_owned(), json!([member]))),
    }
    schema.insert("x-ref-siblings".to_owned(), Value::Bool(true));
}
