//! Bounds: whole numbers become integers, and invalid bounds are reported.

use serde_json::{Map, Value};

use crate::keywords::{BoundKind, modelled_bounds};
use crate::raise::context::RaiseContext;
use crate::{object_member, only_type_name};
use diag::{Diagnostic, value_in_words};

/// Rewrites `maxLength: 5.0` to `maxLength: 5`. Reports invalid bounds, which are then ignored.
pub(crate) fn rewrite_bounds(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    for keyword in modelled_bounds(BoundKind::Count) {
        rewrite_count(schema, keyword, context);
    }
    for keyword in modelled_bounds(BoundKind::Number) {
        rewrite_bound(schema, keyword, context);
    }
}

fn rewrite_count(schema: &mut Map<String, Value>, keyword: &str, context: &mut RaiseContext) {
    let Some(value) = object_member(schema, keyword).filter(|value| !value.is_u64()) else {
        return;
    };
    match value.as_f64().and_then(to_whole_number) {
        Some(count) if count >= 0 => drop(schema.insert(keyword.to_owned(), Value::from(count))),
        _ => warn_invalid_bound(schema, keyword, "a whole number of 0 or more", context),
    }
}

fn rewrite_bound(schema: &mut Map<String, Value>, keyword: &str, context: &mut RaiseContext) {
    let Some(value) = object_member(schema, keyword) else {
        return;
    };
    let Value::Number(number) = value else {
        let expected = if keyword.starts_with("exclusive") {
            "a number or a boolean"
        } else {
            "a number"
        };
        return warn_invalid_bound(schema, keyword, expected, context);
    };
    if keyword == "multipleOf" && number.as_f64().is_some_and(|step| step <= 0.0) {
        return warn_invalid_bound(schema, keyword, "a number above 0", context);
    }
    let is_integer = only_type_name(schema) == Some("integer");
    if !is_integer || !number.is_f64() {
        return;
    }
    if let Some(whole) = number.as_f64().and_then(to_whole_number) {
        schema.insert(keyword.to_owned(), Value::from(whole));
    }
}

fn warn_invalid_bound(
    schema: &Map<String, Value>,
    keyword: &str,
    expected: &str,
    context: &mut RaiseContext,
) {
    if let Some(value) = object_member(schema, keyword) {
        let message = format!(
            "`{keyword}` is {}, expected {expected}",
            value_in_words(value)
        );
        let warning = Diagnostic::warning("invalid-bound", message).instead("it is not checked");
        context.warn(
            keyword,
            warning.help(format!("write {expected}, or remove it")),
        );
    }
}

/// Converts a float to an integer; returns `None` if it has a fraction, or the integer may be
/// inexact.
pub(super) fn to_whole_number(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        Some(number as i64)
    } else {
        None
    }
}
