//! `examples` of a schema, an array in 3.1.
//!
//! The first one is copied to `example`, unless that exists.

use super::{Context, Rewrite};
use serde_json::Value;

pub(super) const REWRITE: Rewrite =
    Rewrite { name: "examples", doc: "`examples: [a, b]` → `example: a` beside them", apply };

fn apply(schema: &mut Value, _: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    if members.contains_key("example") {
        return false;
    }
    let Some(first) = members.get("examples").and_then(Value::as_array).and_then(|examples| examples.first()) else {
        return false;
    };
    let first = first.clone();
    members.insert("example".to_owned(), first);
    true
}
