//! Errors, warnings and notes about a description: one [`Diagnostic`] for each cause.
//!
//! A diagnostic is located by a file and a JSON pointer. Line and column are looked up only for
//! printing (see `source::locate`), so that a run without reports needs no work for them. A
//! [`LocatedDiagnostic`] is a diagnostic whose location was looked up; its `Display` is the text
//! for users.
//!
//! This module does not depend on documents and reads no files.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

pub mod codes;
mod components;
mod digest;
mod origin;
pub mod page;
mod print;
pub mod progress;
mod report;
mod wording;

pub use components::{component_schema_name, is_component_schema, of_component};
pub use digest::{Digest, DigestPart};
pub use origin::{
    FileId, Origin, is_json_pointer, pointer_below, pointer_prefixes, pointer_segments,
    push_segment, split_last_segment, unescape_segment,
};
pub use print::{escape_controls, escape_json, escape_json_where, write_counted_title};
pub use report::{LocatedDiagnostic, TextLocation, count_warnings};
pub use wording::{
    origin_of_serde_path, reword_serde_error, unknown_field_of_error, value_in_words,
};

use serde::{Deserialize, Serialize};

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The document cannot be used; nothing is written.
    Error,
    /// An item accepts more values than described (is loosened), has another name, or was left out.
    Warning,
    /// The description was read completely, but an item may differ from what its author expects,
    /// such as a new name.
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

/// Hides the reference from the derived `Deserialize`, which would borrow it from its input.
type StaticStr = &'static str;

/// One error, warning or note about the description.
///
/// `message` is one clause (lower case, no full stop) that is clear even on its own in a log:
/// `message` states the value found and the expected one. `consequence` states how the generator
/// continued, and `help` how the author can resolve the problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How severe the problem is.
    pub severity: Severity,
    /// The stable name of the cause, in kebab case (`dangling-reference`).
    #[serde(deserialize_with = "codes::deserialize_code")]
    pub code: StaticStr,
    /// The value found, and the expected one.
    pub message: String,
    /// The location of the problem, if it is in a file.
    pub origin: Option<Origin>,
    /// The second of two conflicting locations, with a label.
    pub related: Option<(String, Origin)>,
    /// How the generator continued; printed as `note:`.
    pub consequence: Option<String>,
    /// How the author can resolve the problem; printed as `help:`.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic that makes the description unusable.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// Creates a diagnostic about an item that accepts more values than described, was renamed, or
    /// was left out.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    /// Creates a diagnostic about an item that is complete, but may differ from what its author
    /// expects.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message.into())
    }

    fn new(severity: Severity, code: &'static str, message: String) -> Self {
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
