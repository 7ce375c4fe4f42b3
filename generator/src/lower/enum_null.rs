//! `null` among the values of an `enum`.
//!
//! Becomes `nullable: true`; an `enum` of nothing but `null` becomes `x-types: []`.

use super::{Context, Rewrite, make_null};
use serde_json::Value;

pub(super) const REWRITE: Rewrite =
    Rewrite { name: "enum-null", doc: "`enum: [a, null]` → `enum: [a], nullable: true`", apply };

fn apply(schema: &mut Value, _: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let Some(Value::Array(values)) = members.get_mut("enum") else { return false };
    if !values.contains(&Value::Null) {
        return false;
    }
    values.retain(|value| !value.is_null());
    if values.is_empty() {
        make_null(members);
    } else {
        members.insert("nullable".to_owned(), Value::Bool(true));
    }
    true
}
