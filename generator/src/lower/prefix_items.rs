//! Tuples: `prefixItems`, or, before 2020, an array under `items` with `additionalItems` for further items.
//!
//! 3.0 has no tuples: they become `x-prefix-items` or `x-listed-items`; `items` or `additionalItems` keep the schema of
//! further items.

use super::{Context, Rewrite};
use crate::diag::Diagnostic;
use serde_json::{Map, Value};

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "prefix-items",
    doc: "`prefixItems: [a]` → `x-prefix-items: [a]`, `items: [a]` → `x-listed-items: [a]`",
    apply,
};

fn apply(schema: &mut Value, context: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let listed = members.get("items").is_some_and(Value::is_array);
    if listed {
        let warning = Diagnostic::warning("listed-items", "`items` is an array, expected one schema");
        context.warn(
            "items",
            warning.instead("it is read as `prefixItems`").help("write it as `prefixItems`, in OpenAPI 3.1"),
        );
        keep_aside(members, "items", "x-listed-items");
    }
    keep_aside(members, "prefixItems", "x-prefix-items") || listed
}

fn keep_aside(schema: &mut Map<String, Value>, written: &str, kept: &str) -> bool {
    let Some(value) = schema.shift_remove(written) else { return false };
    schema.insert(kept.to_owned(), value);
    true
}
