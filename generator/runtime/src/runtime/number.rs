//! [`Number`]: a JSON number that keeps its digits.

use std::fmt;

use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON number of any size and precision; its digits are sent as they were received.
///
/// Two numbers are equal if their shortest forms are: `1` and `1.0` differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Number(Repr);

#[derive(Clone, Debug, PartialEq)]
enum Repr {
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    /// A number that no other variant can represent, as its digits in the JSON.
    Digits(Box<str>),
}

impl Number {
    /// Parses a JSON number.
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        // `-0` has a sign, which integers cannot keep.
        match text.parse::<i64>() {
            Ok(value) if text != "-0" => return Some(Self(Repr::Integer(value))),
            _ => {}
        }
        if let Ok(value) = text.parse::<u64>() {
            return Some(Self(Repr::Unsigned(value)));
        }
        if !text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            return None;
        }
        let value: f64 = text.parse().ok()?;
        if value.is_finite() && format!("{value:?}") == text {
            return Some(Self(Repr::Float(value)));
        }
        Some(Self(Repr::Digits(text.into())))
    }

    /// Returns the number as an `i64`, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Integer(value) => Some(*value),
            Repr::Unsigned(value) => i64::try_from(*value).ok(),
            Repr::Float(_) | Repr::Digits(_) => None,
        }
    }

    /// Returns the number as a `u64`, if it is one.
    pub fn as_u64(&self) -> Option<u64> {
        match &self.0 {
            Repr::Integer(value) => u64::try_from(*value).ok(),
            Repr::Unsigned(value) => Some(*value),
            Repr::Float(_) | Repr::Digits(_) => None,
        }
    }

    /// Returns the nearest `f64`; infinite for numbers beyond its range.
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Integer(value) => *value as f64,
            Repr::Unsigned(value) => *value as f64,
            Repr::Float(value) => *value,
            Repr::Digits(text) => text.parse().unwrap_or(f64::NAN),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Integer(value) => value.fmt(f),
            Repr::Unsigned(value) => value.fmt(f),
            Repr::Float(value) => write!(f, "{value:?}"),
            Repr::Digits(text) => f.write_str(text),
        }
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self(Repr::Integer(value.into()))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Repr::Integer(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(Repr::Unsigned(value))
    }
}

/// JSON has no infinite numbers: they, and `NaN`, become 0.
impl From<f64> for Number {
    fn from(value: f64) -> Self {
        if value.is_finite() { Self(Repr::Float(value)) } else { Self(Repr::Integer(0)) }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Integer(value) => serializer.serialize_i64(*value),
            Repr::Unsigned(value) => serializer.serialize_u64(*value),
            Repr::Float(value) => serializer.serialize_f64(*value),
            Repr::Digits(text) => match RawValue::from_string(text.to_string()) {
                Ok(raw) => raw.serialize(serializer),
                Err(_) => serializer.serialize_f64(self.as_f64()),
            },
        }
    }
}

/// The digits of an integral float; beyond these, an exponent is equivalent.
pub(crate) fn digits(value: f64) -> Option<i128> {
    // `-0.0` has a sign, which integers cannot keep.
    let is_whole = value.fract() == 0.0 && value.abs() < 1e21 && (value != 0.0 || value.is_sign_positive());
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 70 bits")]
    is_whole.then_some(value as i128)
}

/// The integer value of a float, within the range where floats are exact.
pub(crate) fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = value.fract() == 0.0 && value.abs() <= EXACT;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 53 bits")]
    is_whole.then_some(value as i64)
}
