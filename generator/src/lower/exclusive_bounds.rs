//! `exclusiveMinimum` and `exclusiveMaximum` as numbers.
//!
//! `exclusiveMinimum: 3` becomes `minimum: 3, exclusiveMinimum: true`, marked `x-exclusive-minimum: true`. Of
//! it and an existing `minimum`, the tighter bound is kept.

use super::{Context, Rewrite};
use serde_json::{Map, Number, Value};
use std::cmp::Ordering;

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "exclusive-bounds",
    doc: "`exclusiveMinimum: 3` → `minimum: 3, exclusiveMinimum: true`, the same for the maximum",
    apply,
};

fn apply(schema: &mut Value, _: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let lower = rewrite(members, ("exclusiveMinimum", "x-exclusive-minimum"), "minimum", Ordering::Greater);
    let upper = rewrite(members, ("exclusiveMaximum", "x-exclusive-maximum"), "maximum", Ordering::Less);
    lower || upper
}

/// Rewrites one exclusive bound; an inclusive bound that compares to it as `tighter` is the tighter one.
fn rewrite(
    schema: &mut Map<String, Value>,
    (exclusive, mark): (&str, &str),
    inclusive: &str,
    tighter: Ordering,
) -> bool {
    let Some(Value::Number(bound)) = schema.get(exclusive) else { return false };
    let bound = bound.clone();
    let inclusive_decides =
        schema.get(inclusive).and_then(Value::as_number).is_some_and(|other| compare(other, &bound) == Some(tighter));
    if inclusive_decides {
        schema.shift_remove(exclusive);
    } else {
        schema.insert(inclusive.to_owned(), Value::Number(bound));
        schema.insert(exclusive.to_owned(), Value::Bool(true));
        schema.insert(mark.to_owned(), Value::Bool(true));
    }
    true
}

fn compare(a: &Number, b: &Number) -> Option<Ordering> {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}
