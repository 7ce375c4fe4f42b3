//! Shrinks witnesses.

use serde_json::{Number, Value, json};

const TRIES: usize = 2_000;

/// Omits and shortens parts of a value while `proves` is true.
pub(super) fn shrunk(value: Value, proves: impl Fn(&Value) -> bool) -> Value {
    let mut smallest = value;
    let mut tries = 0;
    loop {
        let Some(smaller) = simpler(&smallest).take(TRIES).find(|value: &Value| {
            tries += 1;
            tries <= TRIES && proves(value)
        }) else {
            return smallest;
        };
        smallest = smaller;
    }
}

/// Returns values that are one step simpler, the simplest first. Each step omits a part or
/// approaches zero, so the steps end.
fn simpler(value: &Value) -> Box<dyn Iterator<Item = Value> + '_> {
    match value {
        Value::Null | Value::Bool(false) => Box::new(std::iter::empty()),
        Value::Bool(true) => Box::new(std::iter::once(json!(false))),
        Value::Number(number) => Box::new(numbers(number)),
        Value::String(text) => Box::new(strings(text)),
        Value::Array(items) => Box::new(simpler_arrays(items)),
        Value::Object(_) => Box::new(simpler_objects(value)),
    }
}

/// Returns zero, half of the number, and one less.
fn numbers(number: &Number) -> impl Iterator<Item = Value> + use<> {
    let smaller = match number.as_i64() {
        Some(whole) => [0, whole / 2, whole - whole.signum()]
            .map(Value::from)
            .to_vec(),
        None => number
            .as_f64()
            .map_or_else(Vec::new, |float| vec![json!(0), json!(float.trunc())]),
    };
    let own = Value::Number(number.clone());
    smaller.into_iter().filter(move |value| *value != own)
}

/// Returns the empty string, the first half, and all but the last character.
fn strings(text: &str) -> impl Iterator<Item = Value> + use<'_> {
    let length = text.chars().count();
    let lengths = [0, length / 2, length.saturating_sub(1)];
    let shorter = lengths.into_iter().filter(move |shorter| *shorter < length);
    shorter.map(|shorter| Value::String(text.chars().take(shorter).collect()))
}

/// Returns the empty array, the first half, all but one item, and all with one item simpler.
fn simpler_arrays(items: &[Value]) -> impl Iterator<Item = Value> + use<'_> {
    let lengths = [0, items.len() / 2]
        .into_iter()
        .filter(|shorter| *shorter < items.len());
    let first = lengths.map(|length| items.iter().take(length).cloned().collect());
    let without = (0..items.len()).rev().map(|gone| {
        let remaining = items.iter().enumerate().filter(|(at, _)| *at != gone);
        remaining.map(|(_, item)| item.clone()).collect()
    });
    let changed = items.iter().enumerate().flat_map(move |(place, item)| {
        simpler(item).map(move |simpler| {
            let items = items.iter().enumerate();
            items
                .map(|(at, item)| {
                    if at == place {
                        simpler.clone()
                    } else {
                        item.clone()
                    }
                })
                .collect()
        })
    });
    first.chain(without).chain(changed)
}

/// Returns the empty object, all but one property, and all with one property simpler.
fn simpler_objects(object: &Value) -> impl Iterator<Item = Value> + use<'_> {
    let members = || object.as_object().into_iter().flatten();
    let nothing = if members().next().is_some() {
        Some(json!({}))
    } else {
        None
    };
    let without = members().map(move |(gone, _)| {
        let remaining = members().filter(|(name, _)| *name != gone);
        remaining
            .map(|(name, member)| (name.clone(), member.clone()))
            .collect()
    });
    let changed = members().flat_map(move |(name, member)| {
        simpler(member).map(move |simpler| {
            let mut changed = object.clone();
            if let Some(object) = changed.as_object_mut() {
                object.insert(name.clone(), simpler);
            }
            changed
        })
    });
    nothing.into_iter().chain(without).chain(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn witnesses_are_shortened() {
        let long = json!({ "a": 1000, "b": ["x", { "c": "abc", "d": true }], "e": {} });
        let of_long = |proves: fn(&Value) -> bool| shrunk(long.clone(), proves);
        assert_eq!(
            of_long(|value| value["a"].as_i64() > Some(50)),
            json!({ "a": 51 })
        );
        assert_eq!(
            of_long(|value| value["b"].as_array().is_some_and(|list| list.len() > 1)),
            json!({ "b": ["", {}] })
        );
        assert_eq!(of_long(|value| value.is_object()), json!({}));
        assert_eq!(
            of_long(|value| value["b"][1]["c"].as_str().is_some_and(|c| c.len() > 1)),
            json!({ "b": ["", { "c": "ab" }] })
        );
        assert_eq!(
            shrunk(json!(-2.5), |value| value.as_f64() < Some(-1.0)),
            json!(-2.0)
        );
    }
}
