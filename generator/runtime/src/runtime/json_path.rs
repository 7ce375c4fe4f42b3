//! The way to a value in JSON, while it is read: where an error happened, and what deviates from the description.

use std::borrow::Cow;
use std::fmt;

use super::decode::DecodeError;

/// The way from the top of the JSON to the value that is wrong.
///
/// It is empty while all goes well; an error adds the steps on its way up, so the last one comes first.
pub(super) struct Path {
    pub(super) steps: Vec<Step>,
    /// How many more shapes of unions may be tried in vain: nested unions could otherwise take exponential time.
    pub(super) attempts: u32,
    /// How many more shapes may be tried for values that have none of them strictly.
    pub(super) guesses: u32,
    /// Whether a free place takes also what [`Value`] has no room for.
    pub(super) is_lossy: bool,
    /// How many optional properties were `null` that have no room for it, and are empty now.
    pub(super) emptied: usize,
    /// Whether optional parts may deviate, if nothing else fits.
    pub(super) forgives: bool,
    /// Whether they may here.
    pub(super) is_lenient: bool,
    /// How many unions hold a value that fits none of their shapes.
    pub(super) kept: usize,
    /// What deviates, with the steps that lead there, the last one first.
    pub(super) deviations: Vec<Deviation>,
}

/// A part of a response that is not what the description promises.
pub(super) struct Deviation {
    pub(super) steps: Vec<Step>,
    pub(super) message: String,
}

impl Deviation {
    pub(super) fn to_error(&self) -> DecodeError {
        let mut path = String::new();
        // Writing to a string never fails.
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
    /// Adds the step on which `result` failed, if it did, and to what deviates there: all but the first `known`.
    pub(super) fn at<T, E>(&mut self, step: impl Fn() -> Step, known: usize, result: Result<T, E>) -> Result<T, E> {
        for deviation in self.deviations.iter_mut().skip(known) {
            deviation.steps.push(step());
        }
        if result.is_err() {
            self.steps.push(step());
        }
        result
    }

    /// Records what deviates, at the end of the steps so far; a few hundred are enough for any reader.
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

/// Writes the way from the top: the last step comes first.
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

/// The beginning of a name that the server chose: it may be of any length.
pub(crate) fn shortened(name: &str) -> Cow<'_, str> {
    const MOST: usize = 100;
    match name.char_indices().nth(MOST) {
        Some((end, _)) => Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}
