//! Rewrites a description without changing its meaning: shuffles keys and unordered lists.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use serde_json::Value;

/// Arrays whose order has no meaning.
const SETS: [&str; 4] = ["enum", "parameters", "required", "type"];

/// Shuffles the keys of all objects, and the items of arrays whose order has no meaning.
pub fn shuffle_description(value: &Value) -> Value {
    // A reference may contain the index of a parameter.
    let text = value.to_string();
    let are_counted = (0..10).any(|at| text.contains(&format!("/parameters/{at}")));
    let sets = SETS
        .into_iter()
        .filter(|key| *key != "parameters" || !are_counted)
        .collect::<Vec<_>>();
    shuffle_value(value, "", &sets, &mut StdRng::seed_from_u64(7))
}

fn shuffle_value(value: &Value, key: &str, sets: &[&str], dice: &mut StdRng) -> Value {
    match value {
        Value::Object(object) => {
            let entries = object.iter().map(|(key, value)| {
                // In data, `required` and `enum` are ordinary names.
                let is_data = matches!(key.as_str(), "example" | "examples" | "default");
                let sets = if is_data { &[] } else { sets };
                (key.clone(), shuffle_value(value, key, sets, dice))
            });
            let mut entries: Vec<(String, Value)> = entries.collect();
            entries.shuffle(dice);
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(list) => {
            let mut items: Vec<Value> = list
                .iter()
                .map(|value| shuffle_value(value, "", sets, dice))
                .collect();
            if sets.contains(&key) && !has_twins(&items) {
                items.shuffle(dice);
            }
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// Returns whether two parameters have the same name and location: then the first counts, although the standard forbids
/// it.
fn has_twins(items: &[Value]) -> bool {
    let keys: Vec<_> = items
        .iter()
        .filter_map(|item| item.get("name").cloned().zip(item.get("in").cloned()))
        .collect();
    keys.iter()
        .enumerate()
        .any(|(at, one)| keys.iter().skip(at + 1).any(|other| other == one))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shuffled_descriptions_have_the_same_content() {
        let value =
            json!({ "a": 1, "b": [1, 2, 3], "c": { "d": 1, "e": 2, "f": 3 }, "g": 4, "h": 5 });
        let other = shuffle_description(&value);
        assert_eq!(other, value);
        assert_ne!(other.to_string(), value.to_string());
    }

    #[test]
    fn in_data_only_keys_are_shuffled() {
        let data =
            json!({ "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "required": [1, 2, 3, 4, 5, 6] });
        for key in ["default", "example", "examples"] {
            let value = json!({ key: data });
            let other = shuffle_description(&value);
            assert_eq!(other, value);
            assert_ne!(other.to_string(), value.to_string());
        }
    }
}
