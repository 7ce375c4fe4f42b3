//! A diagnostic with its location, ready to be printed.

use super::{Diagnostic, Severity};
use serde::{Deserialize, Serialize};

/// The number of characters that are shown before and after the location, since lines of minified
/// files may have megabytes.
const WINDOW: usize = 80;

/// A location as shown to users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLocation {
    /// The file, as the user would write it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line; or the part around the location, if the line is very long.
    pub excerpt: String,
    /// The number of characters of `excerpt` before the location.
    pub caret: usize,
}

impl TextLocation {
    /// Creates a location between the parts `before` and `after` of a line; `line` and `column`
    /// count from 1.
    pub fn new(file: &str, line: usize, column: usize, before: &str, after: &str) -> Self {
        let line_end = after.trim_end_matches(['\r', '\n']);
        let start = before
            .char_indices()
            .rev()
            .nth(WINDOW - 1)
            .map_or(0, |(at, _)| at);
        let end = line_end
            .char_indices()
            .nth(WINDOW)
            .map_or(line_end.len(), |(at, _)| at);
        let head = if start > 0 { "…" } else { "" };
        let tail = if end < line_end.len() { "…" } else { "" };
        let shown_before = format!("{head}{}", before.get(start..).unwrap_or_default());
        let shown_after = line_end.get(..end).unwrap_or_default();
        Self {
            file: file.to_owned(),
            line,
            column,
            caret: shown_before.chars().count(),
            excerpt: format!("{shown_before}{shown_after}{tail}"),
        }
    }
}

/// A diagnostic whose locations were looked up; implements `Display`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocatedDiagnostic {
    /// The diagnostic.
    pub diagnostic: Diagnostic,
    /// The location, if it is in a readable file.
    pub location: Option<TextLocation>,
    /// The related location.
    pub related: Option<TextLocation>,
}

impl LocatedDiagnostic {
    /// Creates a report without a location.
    pub fn of(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostic,
            location: None,
            related: None,
        }
    }

    /// Returns file, line and column, for programs.
    pub fn place(&self) -> Option<(&str, usize, usize)> {
        self.location
            .as_ref()
            .map(|location| (location.file.as_str(), location.line, location.column))
    }
}

/// Returns the number of `reports` that are not notes.
pub fn count_warnings(reports: &[LocatedDiagnostic]) -> usize {
    reports
        .iter()
        .filter(|report| report.diagnostic.severity != Severity::Note)
        .count()
}
