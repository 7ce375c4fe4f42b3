//! JSON beyond the types of Rust: numbers that keep their digits ([`Number`]), values that
//! [`Value`] cannot hold, and the path to a value that does not match the description.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A JSON number of any size and precision; its digits are sent as they were received.
///
/// Numbers are compared as they are written: `1`, `1.0` and `1.00` all differ.
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
    #[expect(
        clippy::cast_precision_loss,
        reason = "the nearest float is what is asked for"
    )]
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
        if value.is_finite() {
            Self(Repr::Float(value))
        } else {
            Self(Repr::Integer(0))
        }
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

/// Returns the integer in a string; `1.0` is an integer.
pub(super) fn integer_of(text: &str) -> Option<i64> {
    text.parse()
        .ok()
        .or_else(|| to_exact_i64(text.parse().ok()?))
}

/// Returns the number in a string; infinity and `NaN` are not numbers.
pub(super) fn float_of(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// Returns an integral float as an integer, unless it is so large that it is written with an
/// exponent in JSON.
pub(crate) fn to_integer(value: f64) -> Option<i128> {
    // `-0.0` has a sign, which integers cannot keep.
    let is_whole =
        value.fract() == 0.0 && value.abs() < 1e21 && (value != 0.0 || value.is_sign_positive());
    if !is_whole {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 70 bits")]
    let digits = value as i128;
    Some(digits)
}

/// Returns the integer value of a float, within the range where floats are exact.
pub(crate) fn to_exact_i64(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() != 0.0 || value.abs() > EXACT {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 53 bits")]
    let whole = value as i64;
    Some(whole)
}

/// JSON that does not match the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The JSON path, such as `$.result[0].name`.
    pub path: String,
    /// The expected and the actual value.
    pub message: String,
}

impl DecodeError {
    /// Creates an error about the whole value.
    pub(crate) fn of(message: String) -> Self {
        Self {
            path: "$".to_owned(),
            message,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for DecodeError {}

/// The path from the root of the JSON to an invalid value. The path is empty until an error adds
/// its steps, the last one first.
#[derive(Default)]
pub struct Path {
    pub(super) steps: Vec<Step>,
    /// The number of failed attempts to read a value as a member of a union.
    pub attempts: u32,
    /// The number of attempts to read a value as a member with deviations, after it matched no
    /// member of the union strictly.
    pub guesses: u32,
    /// Whether values of any type may be read lossily.
    pub(super) is_lossy: bool,
    /// The number of optional properties that were `null` although they are not nullable, and were
    /// read as absent.
    pub(super) emptied: usize,
    /// Whether optional parts may deviate from the description if nothing matches without
    /// deviations.
    pub(super) may_deviate: bool,
    /// Whether optional parts may deviate from the description here.
    pub(super) is_lenient: bool,
    /// Whether the current value is inside of an optional part, where objects may also lack
    /// required properties in lenient reading.
    pub(super) is_in_optional: bool,
    /// Whether numbers here may be in strings.
    pub(super) numbers_in_strings: bool,
    /// The number of unions whose value matches no member.
    pub unmatched_unions: usize,
    /// The deviations. The steps of each are in reverse order, like the steps of the path.
    pub(super) deviations: Vec<Deviation>,
}

pub(super) struct Deviation {
    pub(super) steps: Vec<Step>,
    pub(super) message: String,
}

impl Deviation {
    pub(super) fn to_error(&self) -> DecodeError {
        let mut path = String::new();
        // Writing to a string cannot fail.
        let _ = write_steps(&self.steps, &mut path);
        DecodeError {
            path,
            message: self.message.clone(),
        }
    }
}

impl Path {
    pub(super) fn explain(&self, error: &serde_json::Error) -> DecodeError {
        DecodeError {
            path: self.to_string(),
            message: without_position(error),
        }
    }

    /// Adds a step to the path of a failed `result`, and to all deviations after the first
    /// `deviation_count`.
    #[inline]
    pub(super) fn add_step<T, E>(
        &mut self,
        step: impl Fn() -> Step,
        deviation_count: usize,
        result: Result<T, E>,
    ) -> Result<T, E> {
        if result.is_ok() && self.deviations.len() == deviation_count {
            return result;
        }
        for deviation in self.deviations.iter_mut().skip(deviation_count) {
            deviation.steps.push(step());
        }
        if result.is_err() {
            self.steps.push(step());
        }
        result
    }

    /// Records a deviation at the current path, which is then cleared. After a few hundred, further
    /// ones are dropped.
    pub(super) fn deviate(&mut self, message: String) {
        const MAX: usize = 256;
        if self.deviations.len() >= MAX {
            self.steps.clear();
            return;
        }
        self.deviations.push(Deviation {
            steps: std::mem::take(&mut self.steps),
            message,
        });
    }
}

pub(super) enum Step {
    Name(&'static str),
    Key(String),
    Index(usize),
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_steps(&self.steps, f)
    }
}

/// Writes the path from the root: the last step comes first.
fn write_steps(steps: &[Step], output: &mut dyn fmt::Write) -> fmt::Result {
    output.write_str("$")?;
    for step in steps.iter().rev() {
        match step {
            Step::Name(name) => write!(output, ".{name}")?,
            Step::Key(key) => write!(output, ".{}", shorten_text(key, LONGEST_NAME))?,
            Step::Index(index) => write!(output, "[{index}]")?,
        }
    }
    Ok(())
}

/// The maximum number of characters of a name in a message: the server may choose a name of any
/// length.
pub(crate) const LONGEST_NAME: usize = 100;

/// Returns the first `max` characters of a string; `…` marks the rest.
pub(crate) fn shorten_text(text: &str, max: usize) -> String {
    match text
        .char_indices()
        .nth(max)
        .and_then(|(end, _)| text.get(..end))
    {
        Some(beginning) => format!("{beginning}…"),
        None => text.to_owned(),
    }
}

/// Returns the JSON type of a value, for messages.
pub(crate) fn kind_of(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    }
}

/// Returns the message without the line and column that `serde_json` appends: they are useless next
/// to a path.
pub(crate) fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ").and_then(|end| text.get(..end)) {
        Some(message) if error.is_data() && error.line() > 0 => message.to_owned(),
        _ => text,
    }
}

/// Returns whether lossy reading may avoid this parse error, because it is about a number or escape
/// that no `Value` can hold.
pub(crate) fn may_help(error: &serde_json::Error) -> bool {
    let text = error.to_string();
    let causes = [
        "number out of range",
        "lone leading surrogate",
        "unexpected end of hex escape",
    ];
    causes.iter().any(|cause| text.starts_with(cause))
}

/// The maximum nesting depth; `serde_json` has the same limit, but each union restarts its count.
pub(super) const MAX_DEPTH: usize = 127;

/// Reads a value of any type from valid JSON.
pub(crate) fn lossy_value(json: &str, depth: usize) -> Result<Value, serde_json::Error> {
    let error = match serde_json::from_str(json) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if depth > MAX_DEPTH || !may_help(&error) {
        return Err(error);
    }
    match json.as_bytes().first() {
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json)?;
            items
                .into_iter()
                .map(|item| lossy_value(item.get(), depth + 1))
                .collect()
        }
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(json)?;
            members
                .into_iter()
                .map(|(name, member)| Ok((name, lossy_value(member.get(), depth + 1)?)))
                .collect()
        }
        // A number out of range, or a string with an invalid escape: the text as written.
        _ => Ok(Value::String(json.trim_matches('"').to_owned())),
    }
}

/// Inserts a value at the end of a path, and creates the objects on the path.
pub(crate) fn put_value(
    mut place: &mut Value,
    path: impl Iterator<Item: Into<String>>,
    value: Value,
) {
    for name in path {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(object) = place else { return };
        place = object.entry(name).or_insert(Value::Null);
    }
    *place = value;
}

/// Inserts a value at a JSON pointer, and creates the objects on its path.
pub(crate) fn put_at_pointer(place: &mut Value, pointer: &str, value: Value) {
    put_value(place, names_in_pointer(pointer), value);
}

/// Returns the names in a JSON pointer.
pub(crate) fn names_in_pointer(pointer: &str) -> impl Iterator<Item = String> {
    let names = pointer.split('/').skip(1);
    names.map(|name| name.replace("~1", "/").replace("~0", "~"))
}
