//! `null` among the values of an `enum`.
//!
//! Becomes `nullable: true`; an `enum` of only `null` becomes `x-types: []`. A `null` before other values is
//! kept, as removing it would change their pointers.

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
    if values.iter().all(Value::is_null) {
        make_null(members);
        return true;
    }
    let before = values.len();
    while values.last().is_some_and(Value::is_null) {
        values.pop();
    }
    let is_shorter = values.len() < before;
    members.insert("nullable".to_owned(), Value::Bool(true)) != Some(Value::Bool(true)) || is_shorter
}
