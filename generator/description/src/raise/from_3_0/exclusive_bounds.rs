//! `exclusiveMinimum` and `exclusiveMaximum`, which were booleans.

use serde_json::{Map, Value};

use crate::object_member;
use crate::raise::context::RaiseContext;

/// Exclusive bounds, and the inclusive bound that becomes exclusive next to `true`.
const EXCLUSIVE: [(&str, &str); 2] = [
    ("exclusiveMinimum", "minimum"),
    ("exclusiveMaximum", "maximum"),
];

/// Rewrites `minimum: 3, exclusiveMinimum: true` to `exclusiveMinimum: 3`.
pub(crate) fn rewrite_exclusive_bounds(
    schema: &mut Map<String, Value>,
    context: &mut RaiseContext,
) {
    for (keyword, inclusive) in EXCLUSIVE {
        let Some(&Value::Bool(is_exclusive)) = object_member(schema, keyword) else {
            continue;
        };
        schema.shift_remove(keyword);
        if is_exclusive && let Some(bound) = schema.shift_remove(inclusive) {
            schema.insert(keyword.to_owned(), bound);
            let origin = context.origin();
            context.move_value(&origin.child(inclusive), &origin.child(keyword));
        }
    }
}
