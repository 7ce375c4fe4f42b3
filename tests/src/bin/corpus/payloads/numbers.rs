//! Random numbers within the bounds of schemas.

use serde_json::{Map, Number, Value, json};

use crate::dice::Dice;

/// Integers that careless decoding would change.
const INTEGERS: [i64; 12] = [
    0,
    1,
    -1,
    7,
    255,
    65_536,
    -2_147_483_649,
    4_294_967_296,
    9_007_199_254_740_993,
    i64::MAX,
    i64::MIN,
    1_700_000_000,
];

/// Non-negative integers; the last one exceeds `i64`.
const NATURALS: [u64; 5] = [0, 1, 255, 9_007_199_254_740_993, u64::MAX];

/// The maximum distance from a bound, in steps, if there is no other bound.
const SPAN: f64 = 1000.0;

/// Returns an integer that all schemas allow.
pub(super) fn random_integer(all: &[&Map<String, Value>], dice: &mut Dice) -> Value {
    let low = greatest_number(all, "minimum")
        .into_iter()
        .chain(greatest_number(all, "exclusiveMinimum").map(|low| low + 1.0));
    let high = least_number(all, "maximum")
        .into_iter()
        .chain(least_number(all, "exclusiveMaximum").map(|high| high - 1.0));
    let (low, high) = (low.reduce(f64::max), high.reduce(f64::min));
    let step = greatest_number(all, "multipleOf")
        .filter(|step| step.fract() == 0.0 && *step > 1.0)
        .unwrap_or(1.0);
    if low.is_none() && high.is_none() && step == 1.0 {
        // A response may have any `i64`, whatever the format says, and a greater integer if the
        // format is `uint64`.
        let wide = all
            .iter()
            .any(|schema| schema.get("format") == Some(&json!("uint64")));
        let natural = wide && dice.below(2) == 0;
        return if natural {
            json!(dice.pick(&NATURALS))
        } else {
            json!(dice.pick(&INTEGERS))
        };
    }
    let low = low.unwrap_or_else(|| high.map_or(0.0, |high| high - SPAN * step));
    let high = high.unwrap_or(low + SPAN * step);
    json!(on_step(low, high, step, dice) as i64)
}

/// Returns a number that all schemas allow.
pub(super) fn random_number(all: &[&Map<String, Value>], dice: &mut Dice) -> Value {
    let low = ["minimum", "exclusiveMinimum"]
        .into_iter()
        .filter_map(|key| greatest_number(all, key))
        .reduce(f64::max);
    let high = ["maximum", "exclusiveMaximum"]
        .into_iter()
        .filter_map(|key| least_number(all, key))
        .reduce(f64::min);
    let step = greatest_number(all, "multipleOf").filter(|step| *step > 0.0);
    if step.is_none() && dice.below(3) == 0 {
        return random_integer(all, dice);
    }
    let span = SPAN * step.unwrap_or(1.0);
    let (low, high) = match (low, high) {
        (None, None) => (-span, span),
        (Some(low), None) => (low, low + span),
        (None, Some(high)) => (high - span, high),
        (Some(low), Some(high)) => (low, high),
    };
    let value = match step {
        Some(step) => on_step(low, high, step, dice),
        None => low + (high - low) * (dice.below(100_001) as f64 / 100_000.0),
    };
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// Returns a multiple of `step`, with as many decimal places as `step`.
fn on_step(low: f64, high: f64, step: f64, dice: &mut Dice) -> f64 {
    let first = (low / step).ceil();
    let count = ((high / step).floor() - first).clamp(0.0, 1_000_000.0);
    let value = (first + dice.below(count as usize + 1) as f64) * step;
    let digits = step
        .to_string()
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    format!("{value:.digits$}").parse().unwrap_or(value)
}

/// Returns the largest number for `key` among the schemas.
pub(super) fn greatest_number(all: &[&Map<String, Value>], key: &str) -> Option<f64> {
    all.iter()
        .filter_map(|schema| schema.get(key)?.as_f64())
        .reduce(f64::max)
}

/// Returns the smallest number for `key` among the schemas.
pub(super) fn least_number(all: &[&Map<String, Value>], key: &str) -> Option<f64> {
    all.iter()
        .filter_map(|schema| schema.get(key)?.as_f64())
        .reduce(f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_within_their_bounds() {
        for schema in [
            json!({ "type": "integer", "minimum": 3, "maximum": 4 }),
            json!({ "type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5 }),
            json!({ "type": "integer", "minimum": 7, "multipleOf": 5 }),
            json!({ "type": "integer", "maximum": -7 }),
            json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 0.01 }),
            json!({ "type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.01 }),
        ] {
            let validator = jsonschema::draft202012::new(&schema).unwrap();
            let mut dice = Dice::new(1, 1);
            let all = [schema.as_object().unwrap()];
            let make = if schema["type"] == "integer" {
                random_integer
            } else {
                random_number
            };
            let fine = (0..50)
                .map(|_| make(&all, &mut dice))
                .filter(|number| validator.is_valid(number))
                .count();
            assert!(fine > 20, "{schema}: {fine}");
        }
    }
}
