//! Compares the sent JSON with the returned JSON, as values.

use serde_json::{Number, Value};

/// Returns the difference between the sent JSON and the answer, in one line.
pub(crate) fn answer_difference(sent: &str, answer: &Result<String, String>) -> Option<String> {
    let back = match answer {
        Ok(back) => back,
        Err(message) => return Some(format!("not decoded: {message}")),
    };
    let sent: Value = serde_json::from_str(sent).ok()?;
    match serde_json::from_str(back) {
        Ok(value) => first_difference(&sent, &value, "$")
            .map(|place| format!("{place}; came back as {back}")),
        Err(error) => Some(format!("came back as no JSON: {error}: {back}")),
    }
}

/// Returns the first location where two values differ.
fn first_difference(sent: &Value, back: &Value, path: &str) -> Option<String> {
    match (sent, back) {
        (Value::Number(a), Value::Number(b)) if is_same_number(a, b) => None,
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(at, (a, b))| first_difference(a, b, &format!("{path}[{at}]")))
        }
        (Value::Object(a), Value::Object(b)) => {
            let missing = a
                .keys()
                .find(|key| !b.contains_key(*key))
                .map(|key| format!("{path}: `{key}` is lost"));
            missing
                .or_else(|| {
                    b.keys()
                        .find(|key| !a.contains_key(*key))
                        .map(|key| format!("{path}: `{key}` is new"))
                })
                .or_else(|| {
                    a.iter().find_map(|(key, a)| {
                        first_difference(a, b.get(key)?, &format!("{path}.{key}"))
                    })
                })
        }
        (a, b) if a == b => None,
        (a, b) => Some(format!("{path}: {a} became {b}")),
    }
}

/// Returns whether two values are equal, as JSON Schema defines it.
pub(crate) fn same_value(a: &Value, b: &Value) -> bool {
    first_difference(a, b, "$").is_none()
}

/// Returns whether two numbers are the same `f64`, however they are written.
fn is_same_number(a: &Number, b: &Number) -> bool {
    a.as_f64() == b.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_compared_by_value() {
        for (sent, back, same) in [
            (r#"{"a":1,"b":[2.0]}"#, r#"{"b":[2],"a":1}"#, true),
            (r#"{"a":null}"#, "{}", false),
            ("{}", r#"{"a":null}"#, false),
            ("[1]", "[1,1]", false),
            ("9007199254740993", "9007199254740992", true),
            (r#""1""#, "1", false),
            ("[]", "]", false),
        ] {
            assert_eq!(
                answer_difference(sent, &Ok(back.to_owned())).is_none(),
                same,
                "{sent} {back}"
            );
        }
        assert!(answer_difference("1", &Err("no".to_owned())).is_some());
    }
}
