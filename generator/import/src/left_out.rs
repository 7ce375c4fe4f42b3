//! Keys that an import does not carry over.

use diag::TextLocation;

/// A key that was not carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutKey {
    /// The key, preceded by its enclosing keys, joined by `.`.
    pub key: String,
    /// The key with `*` for names that the author chose; equal for keys of the same kind.
    pub label: String,
    /// The location of the key in the file.
    pub location: Option<TextLocation>,
    /// The value of the key in words, if the reason depends on it.
    pub detail: Option<String>,
    /// Why the key was not carried over, as one sentence.
    pub reason: String,
    /// Whether the result is complete without the key.
    pub needs_nothing: bool,
}
