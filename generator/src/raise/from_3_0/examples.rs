//! `example` and `examples` of schemas.

use serde_json::{Map, Value};

use crate::raise::context::RaiseContext;

/// `examples: [a, b]` → `example: a` beside them, unless `example` exists.
pub(crate) fn rewrite_examples(schema: &mut Map<String, Value>, _: &mut RaiseContext) {
    let first = schema
        .get("examples")
        .and_then(Value::as_array)
        .and_then(|examples| examples.first());
    if let Some(first) = first.cloned() {
        schema.entry("example").or_insert(first);
    }
}
