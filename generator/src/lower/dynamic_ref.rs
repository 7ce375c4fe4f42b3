//! `$dynamicRef`: a reference whose target depends on the dynamic scope.
//!
//! Becomes a `$ref` to its anchor, which is equivalent unless an outer schema overrides that anchor.

use super::{Context, Rewrite};
use crate::diag::Diagnostic;
use serde_json::Value;

pub(super) const REWRITE: Rewrite = Rewrite { name: "dynamic-ref", doc: "`$dynamicRef: '#a'` → `$ref: '#a'`", apply };

fn apply(schema: &mut Value, context: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    if members.contains_key("$ref") || !members.get("$dynamicRef").is_some_and(Value::is_string) {
        return false;
    }
    let Some(reference) = members.shift_remove("$dynamicRef") else { return false };
    members.insert("$ref".to_owned(), reference);
    let warning = Diagnostic::warning("dynamic-reference", "`$dynamicRef` may refer to different schemas by context")
        .instead("it is read as `$ref`")
        .help("write `$ref` if one schema is meant");
    context.warn("$dynamicRef", warning);
    true
}
