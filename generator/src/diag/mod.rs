//! What the generator has to say about a description: one [`Diagnostic`] for each cause.
//!
//! A diagnostic knows *where* as a file and a JSON pointer; line and column are looked up only when it is printed
//! (see `source::locate`), so that a clean run pays nothing for them. A [`Report`] is a diagnostic whose place was
//! looked up; its `Display` is the text a user reads.
//!
//! Knows no document and reads no file.

pub mod codes;
mod digest;
mod print;
mod report;
mod wording;

pub use digest::Digest;
pub use print::{escape_controls, escape_json};
pub use report::{Location, Report, warnings};
pub(crate) use wording::{found, reworded};

use std::fmt;
use std::sync::Arc;

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document cannot be used; nothing is written.
    Error,
    /// A piece was typed looser, renamed or left out; the message says which and what happens instead.
    Warning,
    /// Nothing is lost and nothing is wrong, but something is not called what its author would expect.
    Note,
}

impl Severity {
    /// The word that is printed: `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Index of a file in the document that was read; 0 is the root document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in the description: a file and a JSON pointer (RFC 6901, without a leading `#`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The JSON pointer; empty for the whole file.
    pub pointer: Pointer,
}

/// A JSON pointer. Places are many, and each is kept in several tables: copies share the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Arc<str>);

impl Pointer {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Pointer {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: Into<Arc<str>>> From<T> for Pointer {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl Origin {
    /// The place `pointer` in `file`.
    pub fn new(file: FileId, pointer: impl Into<Pointer>) -> Self {
        Self { file, pointer: pointer.into() }
    }

    /// The place one step below this one; `key` is escaped here.
    pub fn child(&self, key: &str) -> Self {
        let mut pointer = String::with_capacity(self.pointer.len() + key.len() + 1);
        pointer.push_str(&self.pointer);
        pointer.push('/');
        push_escaped(&mut pointer, key);
        Self::new(self.file, pointer)
    }

    /// The place around this one; `None` for a whole file.
    pub fn parent(&self) -> Option<Self> {
        let (around, _) = self.pointer.rsplit_once('/')?;
        Some(Self::new(self.file, around))
    }

    /// Whether it is this place, or one in it.
    pub fn is_within(&self, place: &Self) -> bool {
        let rest = self.pointer.strip_prefix(&*place.pointer).filter(|_| self.file == place.file);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The place of the item `index` of the array at this place.
    pub fn item(&self, index: usize) -> Self {
        Self::new(self.file, format!("{}/{index}", self.pointer))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pointer)
    }
}

fn push_escaped(pointer: &mut String, key: &str) {
    for c in key.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// One thing to say about the description.
///
/// `message` is a fact in one clause (lower case, no full stop), understandable alone in a log: what was found, what
/// was expected. `consequence` says what the generator did instead, `help` what the author can do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable, greppable name of the cause, in kebab case (`dangling-reference`).
    pub code: &'static str,
    /// The fact.
    pub message: String,
    /// Where, when it has a place in a document.
    pub origin: Option<Origin>,
    /// A second culprit, where two places disagree.
    pub related: Option<(String, Origin)>,
    /// What was done instead; printed as `note:`.
    pub consequence: Option<String>,
    /// What to do; printed as `help:`.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic that makes the document unusable.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A diagnostic about a piece that was loosened, renamed or left out.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    /// A diagnostic about a piece that is complete, but not as one might expect; it is no warning.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        #[cfg(test)]
        assert!(codes::is_explained(code), "`{code}` is not explained in diag/codes.txt");
        Self { severity, code, message, origin: None, related: None, consequence: None, help: None }
    }

    /// Says where.
    pub fn at(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    /// Names a second place that has a part in it.
    pub fn related(mut self, label: impl Into<String>, origin: &Origin) -> Self {
        self.related = Some((label.into(), origin.clone()));
        self
    }

    /// Says what was done instead.
    pub fn instead(mut self, consequence: impl Into<String>) -> Self {
        self.consequence = Some(consequence.into());
        self
    }

    /// Says what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
