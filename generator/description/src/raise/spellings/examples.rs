//! `examples` of schemas.

use serde_json::{Map, Value};

use crate::raise::context::RaiseContext;

/// Adds `example: a` next to `examples: [a, b]`, unless `example` exists.
pub(crate) fn rewrite_examples(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    if let Some(Value::Array(examples)) = schema.get("examples")
        && let Some(first) = examples.first().cloned()
        && !schema.contains_key("example")
    {
        schema.insert("example".to_owned(), first);
        let origin = context.origin();
        context.move_value(&origin.child("examples").item(0), &origin.child("example"));
    }
}
