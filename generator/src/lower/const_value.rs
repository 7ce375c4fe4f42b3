//! `const`.
//!
//! Becomes an `enum` of one value, marked `x-const: true`. It replaces an existing `enum`, as `const` is narrower.

use super::{Context, Rewrite};
use crate::diag::Diagnostic;
use serde_json::Value;

pub(super) const REWRITE: Rewrite =
    Rewrite { name: "const-value", doc: "`const: v` → `enum: [v], x-const: true`", apply };

fn apply(schema: &mut Value, context: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let Some(value) = members.shift_remove("const") else { return false };
    if let Some(Value::Array(values)) = members.get("enum")
        && !values.contains(&value)
    {
        let warning = Diagnostic::warning("const-not-in-enum", "the value of `const` is not in `enum`")
            .instead("`enum` is ignored")
            .help("remove one of the two");
        context.warn("const", warning);
    }
    members.insert("enum".to_owned(), Value::Array(vec![value]));
    members.insert("x-const".to_owned(), Value::Bool(true));
    true
}
