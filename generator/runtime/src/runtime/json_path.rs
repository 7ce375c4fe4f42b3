//! The JSON path while decoding: the location of an error, and deviations from the description.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// JSON that does not match the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The JSON path, such as `$.result[0].name`.
    pub path: String,
    /// The expected and the actual value.
    pub message: String,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for DecodeError {}

/// The path from the root of the JSON to the invalid value.
///
/// It is empty while decoding succeeds; an error adds the steps on its way up, so the last one comes first.
pub struct Path {
    pub(super) steps: Vec<Step>,
    /// The number of union members that may still be tried in vain, to avoid exponential time in nested unions.
    pub attempts: u32,
    /// The number of members that may still be tried for values that match none strictly.
    pub guesses: u32,
    /// Whether values of any type may be read lossily.
    pub(super) is_lossy: bool,
    /// The number of optional properties that were `null` without being nullable, and are absent now.
    pub(super) emptied: usize,
    /// Whether optional parts may deviate if nothing else matches.
    pub(super) forgives: bool,
    /// Whether they may deviate here.
    pub(super) is_lenient: bool,
    /// The number of unions whose value matches no member.
    pub kept: usize,
    /// The deviations with their steps, the last one first.
    pub(super) deviations: Vec<Deviation>,
}

/// A part of a response that does not match the description.
pub(super) struct Deviation {
    pub(super) steps: Vec<Step>,
    pub(super) message: String,
}

impl Deviation {
    pub(super) fn to_error(&self) -> DecodeError {
        let mut path = String::new();
        // Writing to a string cannot fail.
        let _ = write_steps(&self.steps, &mut path);
        DecodeError { path, message: self.message.clone() }
    }
}

impl Default for Path {
    fn default() -> Self {
        Self {
            steps: Vec::new(),
            attempts: 10_000,
            guesses: 10_000,
            is_lossy: false,
            emptied: 0,
            forgives: false,
            is_lenient: false,
            kept: 0,
            deviations: Vec::new(),
        }
    }
}

impl Path {
    /// Adds a step to a failed `result`, and to new deviations: all but the first `known`.
    pub(super) fn at<T, E>(&mut self, step: impl Fn() -> Step, known: usize, result: Result<T, E>) -> Result<T, E> {
        for deviation in self.deviations.iter_mut().skip(known) {
            deviation.steps.push(step());
        }
        if result.is_err() {
            self.steps.push(step());
        }
        result
    }

    /// Records a deviation at the end of the current steps; a few hundred are enough.
    pub(super) fn deviate(&mut self, message: String) {
        const MOST: usize = 256;
        if self.deviations.len() >= MOST {
            self.steps.clear();
            return;
        }
        self.deviations.push(Deviation { steps: std::mem::take(&mut self.steps), message });
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
fn write_steps(steps: &[Step], out: &mut dyn fmt::Write) -> fmt::Result {
    out.write_str("$")?;
    for step in steps.iter().rev() {
        match step {
            Step::Name(name) => write!(out, ".{name}")?,
            Step::Key(key) => write!(out, ".{}", shortened(key))?,
            Step::Index(index) => write!(out, "[{index}]")?,
        }
    }
    Ok(())
}

/// The beginning of a name that the server chose, which may be of any length.
pub(crate) fn shortened(name: &str) -> Cow<'_, str> {
    const MOST: usize = 100;
    match name.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}

/// The type of a value, for messages.
pub(crate) fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
