//! Prints reports: one file for each format.

mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod text;

pub use github::github;
pub use html::html;
pub use json::{VERSION, json};
pub use junit::junit;
pub use markdown::markdown;
pub use text::{Style, text};

use super::entry::Entry;
use super::finding::{Finding, first_few};
use super::{Report, Source, Wire};
use crate::diag::Location;

/// The greatest number of findings that is shown for two different APIs.
const MAX_OF_DIFFERENT_APIS: usize = 20;

/// The greatest number of findings that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Limit(pub usize);

impl Default for Limit {
    fn default() -> Self {
        Self(200)
    }
}

impl Limit {
    /// Selects the findings to show: at most the limit, and changes of documentation only if they are
    /// wanted.
    fn of<'r>(&self, report: &'r Report, with_words: bool) -> Shown<'r> {
        // Single findings say little about different APIs; an explicit limit still applies.
        let is_default = self.0 == Self::default().0;
        let max = if report.is_of_strangers() && is_default { MAX_OF_DIFFERENT_APIS } else { self.0 };
        let mut shown = Shown { entries: Vec::new(), docs_only: 0, left_out: 0 };
        let mut count = 0;
        for entry in &report.entries {
            let (visible, hidden): (Vec<_>, Vec<_>) =
                entry.findings(&report.findings).partition(|finding| with_words || !finding.is_silent());
            let (all, free) = (visible.len(), max.saturating_sub(count));
            let findings: Vec<&Finding> = visible.into_iter().take(free).collect();
            shown.docs_only += hidden.len();
            shown.left_out += all - findings.len();
            count += findings.len();
            if !findings.is_empty() {
                shown.entries.push(ShownEntry { entry, findings });
            }
        }
        shown
    }
}

/// Describes the number of hidden findings that change documentation only.
fn documentation_note(shown: &Shown<'_>) -> String {
    let change = if shown.docs_only == 1 { "changes" } else { "change" };
    format!("{} more {change} documentation only", shown.docs_only)
}

/// The shown part of a report.
struct Shown<'r> {
    entries: Vec<ShownEntry<'r>>,
    /// The number of hidden findings that change documentation only.
    docs_only: usize,
    /// The number of findings beyond the limit.
    left_out: usize,
}

impl<'r> Shown<'r> {
    fn findings(&self) -> impl Iterator<Item = &'r Finding> {
        self.entries.iter().flat_map(|group| group.findings.iter().copied())
    }
}

/// A shown entry, with its shown findings.
struct ShownEntry<'r> {
    entry: &'r Entry,
    findings: Vec<&'r Finding>,
}

impl<'r> ShownEntry<'r> {
    /// Returns its only finding, which replaces the title of the entry.
    fn only(&self) -> Option<&'r Finding> {
        match self.findings.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Describes the operations that use its type.
    fn used_by(&self) -> Option<String> {
        let is_type = self.findings.iter().any(|finding| finding.subject.type_name.is_some());
        let operations = &self.entry.operations;
        (is_type && !operations.is_empty()).then(|| format!("used by {}", first_few(operations)))
    }
}

/// Returns the location of a finding in a current file: in the new description, or in the old one, unless they are in
/// a commit.
fn in_tree<'f>(report: &Report, finding: &'f Finding) -> Option<&'f Location> {
    let sides = [(&finding.new, report.committed.1), (&finding.old, report.committed.0)];
    sides.into_iter().filter(|(_, is_committed)| !is_committed).find_map(|(place, _)| place.as_ref()?.location.as_ref())
}

/// Returns the worst verdicts of these findings: wire, source and behaviour.
fn worst_verdicts<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> (Wire, Source, bool) {
    (
        findings.clone().map(|finding| finding.wire).max().unwrap_or_default(),
        findings.clone().map(|finding| finding.source).max().unwrap_or_default(),
        findings.clone().any(|finding| finding.behaviour),
    )
}

/// Capitalizes the text.
fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Formats the overall verdicts in a line.
fn verdict_line(report: &Report) -> String {
    let summary = &report.summary;
    if report.findings.is_empty() {
        return "nothing changed".to_owned();
    }
    let behaviour = if summary.behaviour { "yes" } else { "no" };
    format!("wire {}, source {}, behaviour {behaviour}", summary.wire, summary.source.as_str())
}

/// Returns a sentence with the next version.
fn next_version_note(report: &Report) -> Option<String> {
    let summary = &report.summary;
    let next = summary.bump.as_ref().filter(|next| **next != summary.version)?;
    Some(format!("the next version after {} is {next}", summary.version))
}

/// Returns a note if both versions are the same text.
fn same_text_note(report: &Report) -> Option<String> {
    let note = "both sides are the same text with the same configuration, so nothing was compared; \
    `inspect` shows the warnings about it";
    report.is_same_text.then(|| note.to_owned())
}

/// Returns a note about the locks whose names and argument orders are kept, or about a missing one.
fn lock_note(report: &Report) -> Option<String> {
    if report.rests_on_lock {
        let file = crate::lock::FILE;
        return Some(format!(
            "the new crate keeps names, credentials and the order of arguments only if `generate` finds the `{file}` \
            of the old one; none was read here, and without it programs may not compile or may send other requests"
        ));
    }
    let files: Vec<&str> = [&report.locks.0, &report.locks.1].into_iter().flatten().map(String::as_str).collect();
    (!files.is_empty())
        .then(|| format!("names and argument orders of previous crates were read from {}", files.join(" and ")))
}

/// Returns a note if the two are different APIs.
fn different_apis_note(report: &Report) -> Option<String> {
    let (old, new, both) = report.summary.operations;
    report.is_of_strangers().then(|| {
        format!("these look like different APIs: of {old} old and {new} new operations, only {both} are in both")
    })
}
