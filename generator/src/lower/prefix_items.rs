//! `prefixItems`: tuples. Before 2020 they were written as a list under `items`, with `additionalItems` for the rest.
//!
//! 3.0 knows lists only: `items` becomes `{}`, the tuple rides as `x-prefix-items`, and what `items` said about the rest
//! as `x-rest-items`.

use super::{Context, Rewrite};
use crate::diag::Diagnostic;
use serde_json::{Map, Value, json};

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "prefix-items",
    doc: "`prefixItems: [a], items: b` → `x-prefix-items: [a], x-rest-items: b, items: {}`",
    apply,
};

fn apply(schema: &mut Value, context: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    if members.get("items").is_some_and(Value::is_array) {
        modernise(members);
        let warning = Diagnostic::warning("listed-items", "`items` is a list, expected one schema");
        context.warn(
            "items",
            warning.instead("it is read as `prefixItems`").help("write it as `prefixItems`, in OpenAPI 3.1"),
        );
    }
    let Some(prefix) = members.shift_remove("prefixItems") else { return false };
    members.insert("x-prefix-items".to_owned(), prefix);
    if let Some(rest) = members.insert("items".to_owned(), json!({})) {
        members.insert("x-rest-items".to_owned(), rest);
    }
    true
}

fn modernise(schema: &mut Map<String, Value>) {
    let Some(list) = schema.shift_remove("items") else { return };
    schema.entry("prefixItems").or_insert(list);
    if let Some(rest) = schema.shift_remove("additionalItems") {
        schema.insert("items".to_owned(), rest);
    }
}
