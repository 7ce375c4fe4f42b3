//! Words for JSON values and serde errors in messages.

use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use std::borrow::Cow;

use super::Origin;

/// Describes a value for a message: a short value by its JSON, any other by its type.
pub fn value_in_words(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("`{value}`"),
        Value::String(text) if text.chars().count() <= 40 => format!("the string `{text}`"),
        Value::String(_) => "a string".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// Rewords a serde error, which names Rust types, for authors of JSON and YAML.
pub fn reword_serde_error(error: &str) -> String {
    let kind = error
        .strip_prefix("invalid type: ")
        .or_else(|| error.strip_prefix("invalid value: "));
    if let Some((unexpected, expected)) = kind.and_then(|values| values.rsplit_once(", expected "))
    {
        return format!(
            "expected {}, found {}",
            expected_in_words(expected),
            unexpected_in_words(unexpected)
        );
    }
    // `serde` reads an array as the fields of a struct.
    if error.starts_with("invalid length ") && error.contains(", expected struct ") {
        return "expected an object, found an array".to_owned();
    }
    if let Some(key) = error.strip_prefix("missing field ") {
        return format!("expected the key {key}, found none");
    }
    let error = error
        .replacen("unknown field ", "unknown key ", 1)
        .replacen("unknown variant ", "unknown value ", 1);
    error.replacen("duplicate field ", "duplicate key ", 1)
}

/// Returns the place of the value that an error of serde is about.
pub fn origin_of_serde_path(path: &Path) -> Origin {
    path.iter()
        .fold(Origin::default(), |origin, segment| match segment {
            Segment::Seq { index } => origin.item(*index),
            Segment::Map { key } => origin.child(key),
            Segment::Enum { variant } => origin.child(variant),
            Segment::Unknown => origin,
        })
}

/// Returns the unknown field that an error of `serde` is about, and the expected ones.
pub fn unknown_field_of_error(error: &str) -> Option<(&str, Vec<&str>)> {
    let quoted_names = error.strip_prefix("unknown field ")?;
    let mut names = quoted_names.split('`').skip(1).step_by(2);
    Some((names.next()?, names.collect()))
}

fn expected_in_words(expected: &str) -> Cow<'_, str> {
    Cow::Borrowed(match expected {
        "path string" => "a path",
        "a boolean" => "`true` or `false`",
        "a sequence" => "an array",
        "a map" => "an object",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number of 0 or more",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        _ if expected.starts_with("struct ") || expected.contains(" enum ") => "an object",
        other => other,
    })
}

fn unexpected_in_words(unexpected: &str) -> Cow<'_, str> {
    if let Some(text) = unexpected.strip_prefix("string ") {
        return Cow::Owned(format!("the string `{}`", text.trim_matches('"')));
    }
    for number in ["integer ", "floating point ", "boolean "] {
        if let Some(value) = unexpected.strip_prefix(number) {
            return Cow::Borrowed(value);
        }
    }
    Cow::Borrowed(match unexpected {
        "map" => "an object",
        "sequence" => "an array",
        "null" | "unit value" => "`null`",
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are looked at")]
    struct Sample {
        #[serde(default)]
        text: String,
        #[serde(default)]
        count: u64,
        #[serde(default)]
        flag: bool,
        #[serde(default)]
        list: Vec<String>,
        #[serde(default)]
        map: BTreeMap<String, String>,
        inner: Option<Box<Sample>>,
        must: u8,
    }

    #[test]
    fn serde_errors_are_reworded_without_rust_types() {
        let rows = [
            (
                json!({"must": 1, "text": 5}),
                "expected a string, found `5`",
            ),
            (
                json!({"must": 1, "text": null}),
                "expected a string, found `null`",
            ),
            (
                json!({"must": 1, "count": -1}),
                "expected a whole number of 0 or more, found `-1`",
            ),
            (
                json!({"must": 1, "count": 1.5}),
                "expected a whole number of 0 or more, found `1.5`",
            ),
            (
                json!({"must": 1, "flag": "yes"}),
                "expected `true` or `false`, found the string `yes`",
            ),
            (
                json!({"must": 1, "list": {}}),
                "expected an array, found an object",
            ),
            (
                json!({"must": 1, "map": []}),
                "expected an object, found an array",
            ),
            (
                json!({"must": 1, "inner": "x"}),
                "expected an object, found the string `x`",
            ),
            (
                json!({"must": 300}),
                "expected a whole number of 0 or more, found `300`",
            ),
            (json!({}), "expected the key `must`, found none"),
            (json!([]), "expected an object, found an array"),
        ];
        for (value, expected) in rows {
            let error = serde_json::from_value::<Sample>(value).unwrap_err();
            assert_eq!(reword_serde_error(&error.to_string()), expected);
        }
        let unknown = serde_json::from_value::<Sample>(json!({"must": 1, "own": 5})).unwrap_err();
        assert!(
            reword_serde_error(&unknown.to_string())
                .starts_with("unknown key `own`, expected one of `text`"),
            "{unknown}"
        );
    }

    #[test]
    fn short_values_are_shown() {
        let rows = [
            (json!(null), "`null`"),
            (json!(1.5), "`1.5`"),
            (json!("a"), "the string `a`"),
            (json!("a".repeat(41)), "a string"),
            (json!([1]), "an array"),
            (json!({}), "an object"),
        ];
        for (value, expected) in rows {
            assert_eq!(value_in_words(&value), expected);
        }
    }
}
