//! A digest of many reports: equal messages are merged, the number of messages for each code is
//! limited, and renamed items of a kind share a line.

use super::codes::all_code_docs;
use super::print::write_title;
use super::{Diagnostic, LocatedDiagnostic, Origin, Severity};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

/// The maximum number of other locations to list with a message.
const MOST_PLACES: usize = 6;
const MOST_OF_A_CODE: usize = 8;

/// The codes of renamed items.
static RENAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let renames = all_code_docs().filter(|docs| docs.is_rename);
    renames.map(|docs| docs.code).collect()
});

/// Reports to print.
#[derive(Clone, Copy, Debug)]
pub struct Digest<'r> {
    reports: &'r [LocatedDiagnostic],
    in_full: bool,
}

/// Reports with the same message.
pub struct EqualDiagnostics<'r> {
    first: &'r LocatedDiagnostic,
    others: Vec<&'r LocatedDiagnostic>,
}

impl<'r> Digest<'r> {
    /// Creates a digest of `reports`; with `in_full`, each one is printed separately.
    pub fn new(reports: &'r [LocatedDiagnostic], in_full: bool) -> Self {
        Self { reports, in_full }
    }

    /// Returns whether the report shares a line with others of the same code.
    fn is_line(&self, report: &LocatedDiagnostic) -> bool {
        !self.in_full && RENAMES.contains(report.diagnostic.code)
    }

    fn renames(&self) -> Vec<EqualDiagnostics<'r>> {
        let mut lines: Vec<EqualDiagnostics<'r>> = Vec::new();
        for report in self.reports.iter().filter(|report| self.is_line(report)) {
            let added = &report.diagnostic;
            let same_line = lines.iter_mut().find(|line| {
                let first = &line.first.diagnostic;
                first.severity == added.severity && first.code == added.code
            });
            match same_line {
                Some(line) => line.others.push(report),
                None => lines.push(EqualDiagnostics {
                    first: report,
                    others: Vec::new(),
                }),
            }
        }
        lines.sort_by_key(|line| line.first.diagnostic.severity);
        lines
    }

    fn groups(&self) -> Vec<EqualDiagnostics<'r>> {
        let mut groups: Vec<EqualDiagnostics<'r>> = Vec::new();
        let mut index_by_key = HashMap::new();
        for report in self.reports.iter().filter(|report| !self.is_line(report)) {
            let diagnostic = &report.diagnostic;
            // The help may contain the location, so it is not compared.
            let key = (diagnostic.code, common_mistake(diagnostic));
            let index = if self.in_full {
                groups.len()
            } else {
                *index_by_key.entry(key).or_insert(groups.len())
            };
            match groups.get_mut(index) {
                Some(group) => group.others.push(report),
                None => groups.push(EqualDiagnostics {
                    first: report,
                    others: Vec::new(),
                }),
            }
        }
        groups.sort_by_key(|group| group.first.diagnostic.severity);
        groups
    }
}

/// Returns the parts that are equal in equal mistakes: the message and the consequence. For items
/// of arrays, the values in backticks are left out, since all values of an `enum` usually have the
/// same mistake.
fn common_mistake(diagnostic: &Diagnostic) -> (Cow<'_, str>, Cow<'_, str>) {
    let is_item = diagnostic.origin.as_ref().is_some_and(Origin::is_item);
    let message = diagnostic.message.as_str();
    let consequence = diagnostic.consequence.as_deref().unwrap_or_default();
    if is_item {
        (
            text_without_values(message),
            text_without_values(consequence),
        )
    } else {
        (message.into(), consequence.into())
    }
}

/// Returns a text without the parts in backticks.
fn text_without_values(text: &str) -> Cow<'_, str> {
    // Every second part is between backticks.
    text.split('`')
        .step_by(2)
        .collect::<Vec<_>>()
        .join("`")
        .into()
}

/// A part of a digest; its `Display` is the output for a terminal.
pub enum DigestPart<'r> {
    /// A message with its location and an excerpt, and the other locations of the same message.
    Message(EqualDiagnostics<'r>),
    /// Renamed items of a kind, on one line.
    Names(EqualDiagnostics<'r>),
    /// The instruction for seeing each renamed item.
    EachName,
    /// The number of messages with a code that are not shown.
    More(&'r str, usize),
}

impl DigestPart<'_> {
    /// Returns the severity of a message or of renamed items.
    pub fn severity(&self) -> Option<Severity> {
        match self {
            Self::Message(group) | Self::Names(group) => Some(group.first.diagnostic.severity),
            Self::EachName | Self::More(..) => None,
        }
    }
}

impl<'r> Digest<'r> {
    /// Returns the parts, in the order in which they are printed.
    pub fn parts(&self) -> Vec<DigestPart<'r>> {
        let mut printed: HashMap<(Severity, &str), usize> = HashMap::new();
        let mut omitted: Vec<(&str, usize)> = Vec::new();
        let mut parts = Vec::new();
        for group in self.groups() {
            let code = group.first.diagnostic.code;
            let count = printed
                .entry((group.first.diagnostic.severity, code))
                .or_default();
            *count += 1;
            if *count <= MOST_OF_A_CODE || self.in_full {
                parts.push(DigestPart::Message(group));
                continue;
            }
            let more = 1 + group.others.len();
            match omitted.iter_mut().find(|(known, _)| *known == code) {
                Some((_, all)) => *all += more,
                None => omitted.push((code, more)),
            }
        }
        let renames = self.renames();
        let are_any = !renames.is_empty();
        parts.extend(renames.into_iter().map(DigestPart::Names));
        if are_any {
            parts.push(DigestPart::EachName);
        }
        parts.extend(
            omitted
                .into_iter()
                .map(|(code, count)| DigestPart::More(code, count)),
        );
        parts
    }
}

impl fmt::Display for Digest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.parts() {
            part.fmt(f)?;
            f.write_str(if matches!(part, DigestPart::Names(_)) {
                "\n"
            } else {
                "\n\n"
            })?;
        }
        Ok(())
    }
}

impl fmt::Display for DigestPart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(group) => group.fmt(f),
            Self::Names(group) => group.write_line(f),
            Self::EachName => {
                f.write_str("`--verbose` shows each of these names and how to change it")
            }
            Self::More(code, count) => {
                write!(f, "{count} more of `{code}`: `--verbose` shows them")
            }
        }
    }
}

impl fmt::Display for EqualDiagnostics<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        if self.others.is_empty() {
            return Ok(());
        }
        let gutter = self
            .first
            .location
            .as_ref()
            .map_or(0, |location| location.line.to_string().len());
        let places = self.others.iter().filter_map(|report| report.place());
        let named: Vec<String> = places
            .take(MOST_PLACES)
            .map(|(file, line, column)| format!("{}:{line}:{column}", super::escape_controls(file)))
            .collect();
        let ellipsis = if self.others.len() > named.len() {
            ", …"
        } else {
            ""
        };
        let count = self.others.len();
        let noun = if count == 1 { "place" } else { "places" };
        write!(
            f,
            "\n{:gutter$} = note: the same at {count} more {noun}: {}{ellipsis}",
            "",
            named.join(", ")
        )
    }
}

impl EqualDiagnostics<'_> {
    /// Writes a line such as ``warning[renamed-value]: `Unknown` is a name that clients have
    /// already: this value is called `UnknownValue`, at a.yaml:3:5; 8 more``.
    fn write_line(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = &self.first.diagnostic;
        write_title(f, first)?;
        if let Some(consequence) = &first.consequence {
            write!(f, ": {}", super::escape_controls(consequence))?;
        }
        if let Some((file, line, column)) = self.first.place() {
            write!(f, ", at {}:{line}:{column}", super::escape_controls(file))?;
        }
        if !self.others.is_empty() {
            write!(f, "; {} more", self.others.len())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, Origin, TextLocation};

    fn report(code: &'static str, message: &str, line: usize) -> LocatedDiagnostic {
        let diagnostic = Diagnostic::warning(code, message).instead("it is ignored");
        LocatedDiagnostic {
            diagnostic,
            location: Some(TextLocation::new("a.yaml", line, 3, "", "")),
            related: None,
        }
    }

    #[test]
    fn equal_messages_are_merged() {
        let reports: Vec<LocatedDiagnostic> = (1..=8)
            .map(|line| report("duplicate-key", "x", line))
            .chain([report("unknown-key", "y", 9)])
            .collect();
        let expected = "\
warning[duplicate-key]: x
 --> a.yaml:1:3
  = note: it is ignored
  = note: the same at 7 more places: a.yaml:2:3, a.yaml:3:3, a.yaml:4:3, a.yaml:5:3, a.yaml:6:3, a.yaml:7:3, …

warning[unknown-key]: y
 --> a.yaml:9:3
  = note: it is ignored

";
        assert_eq!(Digest::new(&reports, false).to_string(), expected);
        assert_eq!(
            Digest::new(&reports, true)
                .to_string()
                .matches("warning[duplicate-key]")
                .count(),
            8
        );
        assert!(
            Digest::new(&reports[..2], false)
                .to_string()
                .contains("at 1 more place: a.yaml:2:3\n")
        );
    }

    #[test]
    fn values_of_an_array_with_one_mistake_are_merged() {
        let of = |list: &str, value: &str, line: usize| {
            let mut report = report(
                "enum-of-another-type",
                &format!("`enum` holds the string `{value}`"),
                line,
            );
            report.diagnostic.origin =
                Some(Origin::new(FileId(0), format!("/{list}/{}", line - 1)));
            report.diagnostic.consequence = Some(format!("the value is `{value}`"));
            report
        };
        let reports: Vec<LocatedDiagnostic> = (1..=7)
            .map(|line| of("enum", &format!("v{line}"), line))
            .collect();
        let printed = Digest::new(&reports, false).to_string();
        assert_eq!(printed.matches("warning[").count(), 1, "{printed}");
        assert!(
            printed.contains("`v1`")
                && printed.contains("at 6 more places: a.yaml:2:3")
                && printed.contains("a.yaml:7:3\n")
        );
        // The same message about two different keys is two mistakes.
        let keys = ["a", "b"].map(|key| {
            let mut report = of("x", key, 1);
            report.diagnostic.origin = Some(Origin::new(FileId(0), format!("/x/{key}")));
            report
        });
        assert_eq!(
            Digest::new(&keys, false)
                .to_string()
                .matches("warning[")
                .count(),
            2
        );
    }

    #[test]
    fn renames_of_one_kind_share_a_line() {
        let note = |line| {
            let mut report = report("renamed-value", "`type` is a keyword of Rust", line);
            report.diagnostic.severity = Severity::Note;
            report
        };
        let reports = [
            note(1),
            report("renamed-value", "`Unknown` is taken", 2),
            report("duplicate-key", "y", 3),
            note(4),
            report("renamed-value", "`Other` is taken", 5),
            report("renamed-type", "`Error` is taken", 6),
        ];
        let expected = "\
warning[duplicate-key]: y
 --> a.yaml:3:3
  = note: it is ignored

warning[renamed-value]: `Unknown` is taken: it is ignored, at a.yaml:2:3; 1 more
warning[renamed-type]: `Error` is taken: it is ignored, at a.yaml:6:3
note[renamed-value]: `type` is a keyword of Rust: it is ignored, at a.yaml:1:3; 1 more
`--verbose` shows each of these names and how to change it

";
        assert_eq!(Digest::new(&reports, false).to_string(), expected);
        assert_eq!(
            Digest::new(&reports, true)
                .to_string()
                .matches("[renamed-value]")
                .count(),
            4
        );
    }

    #[test]
    fn notes_come_last_and_are_not_counted_as_warnings() {
        let note = |line| {
            let mut report = report("duplicate-key", "`type` is a keyword of Rust", line);
            report.diagnostic.severity = Severity::Note;
            report
        };
        let reports = [note(1), report("duplicate-key", "x", 2), note(3)];
        let printed = Digest::new(&reports, false).to_string();
        assert!(
            printed.starts_with("warning[duplicate-key]: x\n"),
            "{printed}"
        );
        assert!(
            printed.contains(
                "\n\nnote[duplicate-key]: `type` is a keyword of Rust\n --> a.yaml:1:3\n"
            ),
            "{printed}"
        );
        assert_eq!(crate::count_warnings(&reports), 1);
    }

    #[test]
    fn frequent_codes_are_cut_short() {
        let reports: Vec<LocatedDiagnostic> = (1..=1_000)
            .map(|line| report("duplicate-key", &format!("x{line}"), line))
            .collect();
        let printed = Digest::new(&reports, false).to_string();
        assert_eq!(
            printed.matches("warning[duplicate-key]").count(),
            MOST_OF_A_CODE
        );
        assert!(
            printed.ends_with("\n992 more of `duplicate-key`: `--verbose` shows them\n\n"),
            "{printed}"
        );
        assert_eq!(
            Digest::new(&reports, true)
                .to_string()
                .matches("warning[duplicate-key]")
                .count(),
            1_000
        );
        assert_eq!(Digest::new(&[], false).to_string(), "");
    }
}
