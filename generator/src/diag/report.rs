//! A diagnostic together with the place it speaks of, ready to be printed.

use super::Diagnostic;

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
    /// The place `column` (from 1, in characters) of a `line` (from 1) whose text is `text`.
    pub fn new(file: &str, line: usize, column: usize, text: &str) -> Self {
        let text = text.trim_end_matches(['\r', '\n']);
        let before = column.saturating_sub(1);
        let skipped = before.saturating_sub(WINDOW);
        let mut rest = text.chars().skip(skipped);
        let shown: String = rest.by_ref().take(2 * WINDOW).collect();
        let head = if skipped > 0 { "…" } else { "" };
        let tail = if rest.next().is_some() { "…" } else { "" };
        Self {
            file: file.to_owned(),
            line,
            column,
            caret: before - skipped + head.chars().count(),
            excerpt: format!("{head}{shown}{tail}"),
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
