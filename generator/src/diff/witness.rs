//! Values that show a finding: good for one description, and not for the other.

use serde_json::Value;

/// A value that was good and is not now, or that can come now and could not before.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The value, as small as one was found.
    pub value: Value,
    /// Whether it is good for the old description; else for the new one.
    pub was_good: bool,
}

impl Witness {
    /// In a line.
    pub fn in_words(&self) -> String {
        match self.was_good {
            true => format!("was good, and is not now: {}", self.value),
            false => format!("can come now, and could not before: {}", self.value),
        }
    }
}
