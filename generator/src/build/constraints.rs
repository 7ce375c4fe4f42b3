//! Constraints of a schema: the tightest constraints of its parts.

use openapiv3::AnySchema;
use serde_json::{Map, Number, Value};

use crate::model::{Bound, Constraints};

/// Adds the constraints of one part.
pub(crate) fn add(constraints: &mut Constraints, keywords: &AnySchema, object: &Map<String, Value>) {
    greater(&mut constraints.min_length, keywords.min_length);
    smaller(&mut constraints.max_length, keywords.max_length);
    greater(&mut constraints.min_items, keywords.min_items);
    smaller(&mut constraints.max_items, keywords.max_items);
    greater(&mut constraints.min_properties, keywords.min_properties);
    smaller(&mut constraints.max_properties, keywords.max_properties);
    constraints.unique_items |= keywords.unique_items.unwrap_or(false);
    constraints.pattern = constraints.pattern.take().or_else(|| keywords.pattern.clone());
    if let Some(step) = number(object, "multipleOf", "x-multiple-of") {
        constraints.multiple_of = Some(step);
    }
    if let Some(value) = number(object, "minimum", "x-minimum") {
        let bound = Bound { value, exclusive: keywords.exclusive_minimum.unwrap_or(false) };
        keep(&mut constraints.minimum, bound, |new, old| new >= old);
    }
    if let Some(value) = number(object, "maximum", "x-maximum") {
        let bound = Bound { value, exclusive: keywords.exclusive_maximum.unwrap_or(false) };
        keep(&mut constraints.maximum, bound, |new, old| new <= old);
    }
}

/// The number at `key`, or at `kept`, where `lower` keeps numbers beyond 64 bits.
fn number(object: &Map<String, Value>, key: &str, kept: &str) -> Option<Number> {
    match object.get(key).or_else(|| object.get(kept)) {
        Some(Value::Number(number)) => Some(number.clone()),
        _ => None,
    }
}

fn keep(place: &mut Option<Bound>, bound: Bound, tighter: fn(f64, f64) -> bool) {
    let float = |bound: &Bound| bound.value.as_f64().unwrap_or(f64::NAN);
    if place.as_ref().is_none_or(|old| tighter(float(&bound), float(old))) {
        *place = Some(bound);
    }
}

fn greater(place: &mut Option<u64>, value: Option<usize>) {
    *place = (*place).max(value.map(widened));
}

fn smaller(place: &mut Option<u64>, value: Option<usize>) {
    let value = value.map(widened);
    *place = match (*place, value) {
        (Some(old), Some(new)) => Some(old.min(new)),
        (old, new) => old.or(new),
    };
}

fn widened(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}
