//! Bounds: exclusive ones as numbers, and those that the types of `openapiv3` cannot represent.

use super::LowerContext;
use crate::diag::{Diagnostic, value_in_words};
use serde_json::{Map, Number, Value};
use std::cmp::Ordering;

const COUNTS: [&str; 6] = [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
];
const BOUNDS: [(&str, &str); 3] = [
    ("minimum", "x-minimum"),
    ("maximum", "x-maximum"),
    ("multipleOf", "x-multiple-of"),
];
/// Exclusive bounds: the mark of a number, the inclusive bound, and how a tighter inclusive bound compares to it.
const EXCLUSIVE: [(&str, &str, &str, Ordering); 2] = [
    (
        "exclusiveMinimum",
        "x-exclusive-minimum",
        "minimum",
        Ordering::Greater,
    ),
    (
        "exclusiveMaximum",
        "x-exclusive-maximum",
        "maximum",
        Ordering::Less,
    ),
];

/// `exclusiveMinimum: 3` → `minimum: 3, exclusiveMinimum: true, x-exclusive-minimum: true`. Of it and an existing
/// `minimum`, keeps the tighter bound.
pub(super) fn rewrite_exclusive_bounds(schema: &mut Map<String, Value>, _: &mut LowerContext<'_>) {
    for (keyword, mark, inclusive, tighter) in EXCLUSIVE {
        let Some(Value::Number(bound)) = schema.get(keyword) else {
            continue;
        };
        let other = schema.get(inclusive).and_then(Value::as_number);
        if other.is_some_and(|other| compare_numbers(other, bound) == Some(tighter)) {
            schema.shift_remove(keyword);
        } else {
            schema.insert(inclusive.to_owned(), Value::Number(bound.clone()));
            schema.insert(keyword.to_owned(), Value::Bool(true));
            schema.insert(mark.to_owned(), Value::Bool(true));
        }
    }
}

fn compare_numbers(a: &Number, b: &Number) -> Option<Ordering> {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}

/// `maxLength: 5.0` → `maxLength: 5`; bounds of integers beyond 64 bits → `x-minimum`, `x-maximum`, `x-multiple-of`.
/// Drops invalid bounds.
pub(super) fn rewrite_wide_bounds(schema: &mut Map<String, Value>, context: &mut LowerContext<'_>) {
    for keyword in COUNTS {
        rewrite_count(schema, keyword, context);
    }
    for (keyword, aside) in BOUNDS {
        rewrite_bound(schema, keyword, aside, context);
    }
    for (keyword, ..) in EXCLUSIVE {
        if schema.get(keyword).is_some_and(|flag| !flag.is_boolean()) {
            drop_bound(schema, keyword, "a number or a boolean", context);
        }
    }
}

fn rewrite_count(schema: &mut Map<String, Value>, keyword: &str, context: &mut LowerContext<'_>) {
    let Some(value) = schema.get(keyword).filter(|value| !value.is_u64()) else {
        return;
    };
    match value.as_f64().and_then(to_whole_number) {
        Some(count) if count >= 0 => drop(schema.insert(keyword.to_owned(), Value::from(count))),
        _ => drop_bound(schema, keyword, "a whole number of 0 or more", context),
    }
}

fn rewrite_bound(
    schema: &mut Map<String, Value>,
    keyword: &str,
    aside: &str,
    context: &mut LowerContext<'_>,
) {
    let Some(value) = schema.get(keyword) else {
        return;
    };
    let Value::Number(number) = value else {
        return drop_bound(schema, keyword, "a number", context);
    };
    if keyword == "multipleOf" && number.as_f64().is_some_and(|step| step <= 0.0) {
        return drop_bound(schema, keyword, "a number above 0", context);
    }
    let is_integer = schema.get("type").is_some_and(|ty| ty == "integer");
    if !is_integer || number.is_i64() {
        return;
    }
    let float = if number.is_f64() {
        number.as_f64()
    } else {
        None
    };
    match float.and_then(to_whole_number) {
        Some(whole) => schema.insert(keyword.to_owned(), Value::from(whole)),
        None => schema
            .shift_remove(keyword)
            .and_then(|value| schema.insert(aside.to_owned(), value)),
    };
}

fn drop_bound(
    schema: &mut Map<String, Value>,
    keyword: &str,
    expected: &str,
    context: &mut LowerContext<'_>,
) {
    if let Some(value) = schema.shift_remove(keyword) {
        let message = format!(
            "`{keyword}` is {}, expected {expected}",
            value_in_words(&value)
        );
        let warning = Diagnostic::warning("invalid-bound", message).instead("it is not checked");
        context.warn(
            keyword,
            warning.help(format!("write {expected}, or remove it")),
        );
    }
}

/// Converts a float without a fraction; `None` if it has one or its integer may be inexact.
fn to_whole_number(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        Some(number as i64)
    } else {
        None
    }
}
