//! A diagnostic together with the place it speaks of, ready to be printed.

use super::{Diagnostic, Severity};

/// How many characters of a line are shown on either side of the place: minified files have lines of megabytes.
const WINDOW: usize = 80;

/// A place as people and editors name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file, as the user would write it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line, or what surrounds the place where the line is very long.
    pub excerpt: String,
    /// How many characters of `excerpt` stand before the place.
    pub caret: usize,
}

impl Location {
    /// The place in `line` (from 1) that stands behind `before` and in front of `after`, both parts of that line;
    /// `column` counts from 1.
    pub fn new(file: &str, line: usize, column: usize, (before, after): (&str, &str)) -> Self {
        let after = after.trim_end_matches(['\r', '\n']);
        let start = before.char_indices().rev().nth(WINDOW - 1).map_or(0, |(at, _)| at);
        let end = after.char_indices().nth(WINDOW).map_or(after.len(), |(at, _)| at);
        let (head, tail) = (if start > 0 { "…" } else { "" }, if end < after.len() { "…" } else { "" });
        let before = format!("{head}{}", before.get(start..).unwrap_or_default());
        Self {
            file: file.to_owned(),
            line,
            column,
            caret: before.chars().count(),
            excerpt: format!("{before}{}{tail}", after.get(..end).unwrap_or_default()),
        }
    }
}

/// A diagnostic whose places were looked up; prints itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What is said.
    pub diagnostic: Diagnostic,
    /// Where, when it has a place in a file that could be read.
    pub location: Option<Location>,
    /// The place of the second culprit.
    pub related: Option<Location>,
}

impl Report {
    /// A report on something that has no place.
    pub fn of(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, location: None, related: None }
    }

    /// File, line and column, for programs.
    pub fn place(&self) -> Option<(&str, usize, usize)> {
        self.location.as_ref().map(|at| (at.file.as_str(), at.line, at.column))
    }
}

/// How many of `reports` are more than notes.
pub fn warnings(reports: &[Report]) -> usize {
    reports.iter().filter(|report| report.diagnostic.severity != Severity::Note).count()
}
