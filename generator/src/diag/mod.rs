//! Errors, warnings and notes about a description: one [`Diagnostic`] for each cause.
//!
//! A diagnostic is located by a file and a JSON pointer. Line and column are looked up only for printing (see
//! `source::locate`), so that a run without reports needs no work for them. A [`LocatedDiagnostic`] is a diagnostic
//! whose location was looked up; its `Display` is the text for users.
//!
//! This module does not depend on documents and reads no files.

pub mod codes;
mod digest;
mod print;
mod report;
mod wording;

pub use digest::{Digest, DigestPart};
pub use print::{escape_controls, escape_json};
pub(crate) use print::{escape_json_where, write_counted_title};
pub use report::{LocatedDiagnostic, TextLocation, count_warnings};
pub(crate) use wording::{
    origin_of_serde_path, reword_serde_error, unknown_field_of_error, value_in_words,
};

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document cannot be used; nothing is written.
    Error,
    /// An item accepts more values than described (is loosened), has another name, or was left out.
    Warning,
    /// The description was read completely, but an item may differ from what its author expects, such as a new name.
    Note,
}

impl Severity {
    /// Returns the printed name: `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// The index of a file of the description; 0 is the root file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A location in the description: a file and a JSON pointer (RFC 6901, without a leading `#`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The JSON pointer; empty for the whole file. Clones share it, since each pointer is in several tables.
    pub pointer: Arc<str>,
}

impl Origin {
    /// Creates the location at `pointer` in `file`.
    pub fn new(file: FileId, pointer: impl Into<Arc<str>>) -> Self {
        Self {
            file,
            pointer: pointer.into(),
        }
    }

    /// Returns the location of the member `key`, which this function escapes.
    pub fn child(&self, key: &str) -> Self {
        let mut pointer = String::with_capacity(self.pointer.len() + key.len() + 1);
        pointer.push_str(&self.pointer);
        push_segment(&mut pointer, key);
        Self::new(self.file, pointer)
    }

    /// Returns the enclosing location; `None` for a whole file.
    pub fn parent(&self) -> Option<Self> {
        let (around, _) = self.pointer.rsplit_once('/')?;
        Some(Self::new(self.file, around))
    }

    /// Returns whether this location is `place`, or inside of it.
    pub fn is_within(&self, place: &Self) -> bool {
        let rest = self.pointer.strip_prefix(&*place.pointer);
        self.file == place.file && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns the location of the item `index` of the array at this location.
    pub fn item(&self, index: usize) -> Self {
        Self::new(self.file, format!("{}/{index}", self.pointer))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pointer)
    }
}

/// Appends `/` and the escaped segment to a JSON pointer.
pub(crate) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    if !segment.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        return pointer.push_str(segment);
    }
    pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
}

/// Decodes a segment of a JSON pointer.
pub(crate) fn unescape_segment(segment: &str) -> Cow<'_, str> {
    let Some((start, mut rest)) = segment.split_once('~') else {
        return Cow::Borrowed(segment);
    };
    let mut plain = start.to_owned();
    loop {
        let (decoded, after) = match rest.as_bytes().first() {
            Some(b'0') => ('~', rest.get(1..)),
            Some(b'1') => ('/', rest.get(1..)),
            _ => ('~', Some(rest)),
        };
        plain.push(decoded);
        let after = after.unwrap_or_default();
        let Some((text, next)) = after.split_once('~') else {
            return Cow::Owned(plain + after);
        };
        plain.push_str(text);
        rest = next;
    }
}

/// One error, warning or note about the description.
///
/// `message` is one clause (lower case, no full stop) that is clear even on its own in a log. It states the value found
/// and the expected one. `consequence` states how the generator continued, and `help` how the author can resolve the
/// problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its severity.
    pub severity: Severity,
    /// The stable name of the cause, in kebab case (`dangling-reference`).
    pub code: &'static str,
    /// The value found, and the expected one.
    pub message: String,
    /// Its location, if it is in a file.
    pub origin: Option<Origin>,
    /// The second of two conflicting locations, with a label.
    pub related: Option<(String, Origin)>,
    /// How the generator continued; printed as `note:`.
    pub consequence: Option<String>,
    /// How the author can resolve it; printed as `help:`.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic that makes the description unusable.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// Creates a diagnostic about an item that accepts more values than described, was renamed, or was left out.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    /// Creates a diagnostic about an item that is complete, but may differ from what its author expects.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        #[cfg(test)]
        assert!(
            codes::tests::is_explained(code),
            "`{code}` is not explained in diag/codes.txt"
        );
        Self {
            severity,
            code,
            message,
            origin: None,
            related: None,
            consequence: None,
            help: None,
        }
    }

    /// Sets the location.
    pub fn at(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    /// Sets the related location.
    pub fn related(mut self, label: impl Into<String>, origin: &Origin) -> Self {
        self.related = Some((label.into(), origin.clone()));
        self
    }

    /// Sets the consequence: how the generator continues.
    pub fn instead(mut self, consequence: impl Into<String>) -> Self {
        self.consequence = Some(consequence.into());
        self
    }

    /// Sets the help: how the author can resolve it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
