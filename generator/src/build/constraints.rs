//! Constraints of a schema: the tightest constraints of its parts.

use openapiv3::AnySchema;
use serde_json::{Map, Number, Value};

use crate::model::{Bound, Constraints};

pub(crate) fn add_constraints(
    constraints: &mut Constraints,
    keywords: &AnySchema,
    object: &Map<String, Value>,
) {
    tighten_count(&mut constraints.min_length, keywords.min_length, u64::max);
    tighten_count(&mut constraints.max_length, keywords.max_length, u64::min);
    tighten_count(&mut constraints.min_items, keywords.min_items, u64::max);
    tighten_count(&mut constraints.max_items, keywords.max_items, u64::min);
    tighten_count(
        &mut constraints.min_properties,
        keywords.min_properties,
        u64::max,
    );
    tighten_count(
        &mut constraints.max_properties,
        keywords.max_properties,
        u64::min,
    );
    constraints.unique_items |= keywords.unique_items.unwrap_or(false);
    constraints.pattern = constraints
        .pattern
        .take()
        .or_else(|| keywords.pattern.clone());
    constraints.multiple_of =
        number_keyword(object, "multipleOf", "x-multiple-of").or(constraints.multiple_of.take());
    let (minimum, maximum) = (
        number_keyword(object, "minimum", "x-minimum"),
        number_keyword(object, "maximum", "x-maximum"),
    );
    tighten_bound(
        &mut constraints.minimum,
        minimum,
        keywords.exclusive_minimum,
        f64::ge,
    );
    tighten_bound(
        &mut constraints.maximum,
        maximum,
        keywords.exclusive_maximum,
        f64::le,
    );
}

/// The number at `key`, or at `kept`, where `lower` keeps numbers beyond 64 bits.
fn number_keyword(object: &Map<String, Value>, key: &str, kept: &str) -> Option<Number> {
    object
        .get(key)
        .or_else(|| object.get(kept))?
        .as_number()
        .cloned()
}

fn tighten_bound(
    known: &mut Option<Bound>,
    value: Option<Number>,
    exclusive: Option<bool>,
    tighter: fn(&f64, &f64) -> bool,
) {
    let Some(value) = value else { return };
    if let Some(old) = known {
        let [new, old] = [&value, &old.value].map(|number| number.as_f64().unwrap_or(f64::NAN));
        if !tighter(&new, &old) {
            return;
        }
    }
    *known = Some(Bound {
        value,
        exclusive: exclusive.unwrap_or(false),
    });
}

fn tighten_count(known: &mut Option<u64>, value: Option<usize>, tighter: fn(u64, u64) -> u64) {
    if let Some(value) = value.map(|value| u64::try_from(value).unwrap_or(u64::MAX)) {
        *known = Some(known.map_or(value, |old| tighter(old, value)));
    }
}
