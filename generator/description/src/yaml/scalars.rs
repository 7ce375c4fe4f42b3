//! The values of scalars: the core schema of YAML 1.2, and binary integers.
//!
//! Values that JSON cannot express remain strings: dates, infinity (`.inf`), and numbers outside of
//! the range of `f64`.

use std::borrow::Cow;

use granit_parser::{ScalarStyle, Tag};
use serde_json::{Number, Value};

/// A scalar that does not fit its YAML tag, such as `!!int x`.
pub(super) struct ScalarMisfit {
    pub(super) text: String,
    pub(super) tag: &'static str,
    pub(super) expected: &'static str,
}

/// Returns the value of a scalar; application-specific tags (`!secret x`) are ignored.
pub(super) fn resolve_scalar(
    text: Cow<'_, str>,
    style: ScalarStyle,
    tag: Option<&Tag>,
) -> Result<Value, ScalarMisfit> {
    let is_plain = style == ScalarStyle::Plain;
    let Some(tag) = tag else {
        return Ok(if is_plain {
            resolve_plain_scalar(text)
        } else {
            Value::String(text.into_owned())
        });
    };
    let (value, tag, expected) = match tag.core_suffix() {
        Some("null") => (null_of(&text), "!!null", "`null`"),
        Some("bool") => (boolean_of(&text), "!!bool", "`true` or `false`"),
        Some("int") => (integer_of(&text), "!!int", "an integer"),
        Some("float") => (float_of(&text), "!!float", "a number"),
        None if is_plain && tag.to_string().starts_with('!') => {
            return Ok(resolve_plain_scalar(text));
        }
        _ => return Ok(Value::String(text.into_owned())),
    };
    value.ok_or_else(|| ScalarMisfit {
        text: text.into_owned(),
        tag,
        expected,
    })
}

fn resolve_plain_scalar(text: Cow<'_, str>) -> Value {
    null_of(&text)
        .or_else(|| boolean_of(&text))
        .or_else(|| number_of(&text))
        .unwrap_or_else(|| Value::String(text.into_owned()))
}

fn null_of(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        _ => None,
    }
}

fn boolean_of(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn number_of(text: &str) -> Option<Value> {
    let is_like_number = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    if !is_like_number || has_leading_zeros(text) {
        return None;
    }
    integer_of(text).or_else(|| float_of(text))
}

/// Returns whether a text has only digits, and begins with an unnecessary zero, like many codes.
fn has_leading_zeros(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn integer_of(text: &str) -> Option<Value> {
    if has_leading_zeros(text) {
        return None;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (digits, radix) = match unsigned.split_at_checked(2) {
        Some(("0x", digits)) => (digits, 16),
        Some(("0o", digits)) => (digits, 8),
        Some(("0b", digits)) => (digits, 2),
        _ => (unsigned, 10),
    };
    if digits.starts_with(['-', '+']) {
        return None;
    }
    let magnitude = u128::from_str_radix(digits, radix).ok()?;
    if text.starts_with('-') {
        let integer = 0_i128.checked_sub_unsigned(magnitude)?;
        return Some(
            i64::try_from(integer).map_or_else(|_| Value::from(integer as f64), Value::from),
        );
    }
    Some(u64::try_from(magnitude).map_or_else(|_| Value::from(magnitude as f64), Value::from))
}

fn float_of(text: &str) -> Option<Value> {
    let positive = text.strip_prefix('+').unwrap_or(text);
    match positive {
        ".inf" | ".Inf" | ".INF" => return Some(Value::from(".inf")),
        "-.inf" | "-.Inf" | "-.INF" if positive == text => return Some(Value::from("-.inf")),
        ".nan" | ".NaN" | ".NAN" if positive == text => return Some(Value::from(".nan")),
        _ if positive != text && positive.starts_with(['-', '+']) => return None,
        _ => {}
    }
    let float: f64 = positive.parse().ok()?;
    Number::from_f64(float).map(Value::Number)
}
