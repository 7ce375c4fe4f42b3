//! Bounds that the types of `openapiv3` cannot represent.
//!
//! Counts such as `maxLength: 5.0` become integers; an integer's bound that is not a 64-bit integer becomes
//! `x-minimum`, `x-maximum` or `x-multiple-of`; invalid bounds are dropped with a warning.

use super::{Context, Rewrite};
use crate::diag::{Diagnostic, found};
use serde_json::{Map, Value};

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "wide-bounds",
    doc: "`maxLength: 5.0` → `maxLength: 5`; bounds beyond 64 bits → `x-minimum`, `x-maximum`, `x-multiple-of`",
    apply,
};

const COUNTS: [&str; 6] = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
const BOUNDS: [(&str, &str); 3] = [("minimum", "x-minimum"), ("maximum", "x-maximum"), ("multipleOf", "x-multiple-of")];
const FLAGS: [&str; 2] = ["exclusiveMinimum", "exclusiveMaximum"];

fn apply(schema: &mut Value, context: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let mut changed = false;
    for keyword in COUNTS {
        changed |= rewrite_count(members, keyword, context);
    }
    for (keyword, aside) in BOUNDS {
        changed |= rewrite_bound(members, keyword, aside, context);
    }
    for keyword in FLAGS {
        if members.get(keyword).is_some_and(|flag| !flag.is_boolean()) {
            changed |= drop_bound(members, keyword, "a number or a boolean", context);
        }
    }
    changed
}

fn rewrite_count(schema: &mut Map<String, Value>, keyword: &str, context: &mut Context<'_>) -> bool {
    let Some(value) = schema.get(keyword) else { return false };
    if value.is_u64() {
        return false;
    }
    match value.as_f64().and_then(whole) {
        Some(count) if count >= 0 => {
            schema.insert(keyword.to_owned(), Value::from(count));
            true
        }
        _ => drop_bound(schema, keyword, "a whole number of 0 or more", context),
    }
}

fn rewrite_bound(schema: &mut Map<String, Value>, keyword: &str, aside: &str, context: &mut Context<'_>) -> bool {
    let Some(value) = schema.get(keyword) else { return false };
    let Value::Number(number) = value else {
        return drop_bound(schema, keyword, "a number", context);
    };
    if keyword == "multipleOf" && number.as_f64().is_some_and(|step| step <= 0.0) {
        return drop_bound(schema, keyword, "a number above 0", context);
    }
    let is_integer = schema.get("type").is_some_and(|ty| ty == "integer");
    if !is_integer || number.is_i64() {
        return false;
    }
    match number.as_f64().filter(|_| number.is_f64()).and_then(whole) {
        Some(whole) => schema.insert(keyword.to_owned(), Value::from(whole)),
        None => schema.shift_remove(keyword).and_then(|value| schema.insert(aside.to_owned(), value)),
    };
    true
}

fn drop_bound(schema: &mut Map<String, Value>, keyword: &str, expected: &str, context: &mut Context<'_>) -> bool {
    if let Some(value) = schema.shift_remove(keyword) {
        let message = format!("`{keyword}` is {}, expected {expected}", found(&value));
        let warning = Diagnostic::warning("invalid-bound", message).instead("it is not checked");
        context.warn(keyword, warning.help(format!("write {expected}, or remove it")));
    }
    true
}

/// Converts a float without a fraction; `None` if it has one or its integer may be inexact.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}
