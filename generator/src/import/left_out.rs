//! What an import does not carry over.

use crate::diag::TextLocation;

/// A key that was not carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutKey {
    /// The key, with those around it, joined by `.`.
    pub key: String,
    /// The key with `*` for chosen names; equal for keys of the same kind.
    pub label: String,
    /// Its location in the file.
    pub location: Option<TextLocation>,
    /// What the key says, if the reason depends on it.
    pub detail: Option<String>,
    /// Why it was not carried over: one sentence.
    pub reason: String,
    /// Whether the result is complete without it.
    pub needs_nothing: bool,
}
