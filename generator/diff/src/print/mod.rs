//! Prints reports: one file for each format.

mod changelog;
mod filters;
mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod text;

pub use changelog::format_report_changelog;
pub use github::format_report_github;
pub use html::{format_report_html, format_reports_html};
pub use json::{format_report_json, json_schema};
pub use junit::{format_report_junit, format_reports_junit};
pub use markdown::format_report_markdown;
pub use text::{TextStyle, format_report_text};

use super::entry::ReportEntry;
use super::finding::{Finding, SourceLocation, first_few, split_at_first_few};
use super::report::{OperationCounts, worst_verdicts};
use super::{
    Alike, Direction, ItemChange, ListedChange, MethodCall, Report, Source, Summary, Threshold,
    Wire, Witness,
};
use config::RuleSeverity;
use diag::TextLocation;

/// The maximum number of lines to show; findings that differ only in a name share a line. Without
/// a number, it depends on the format.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limit(pub Option<usize>);

impl Limit {
    const DEFAULT: usize = 200;
    /// The default if two different APIs are compared: single findings say little then.
    const OF_DIFFERENT_APIS: usize = 20;

    /// Returns the number, or else `default`.
    fn max(self, default: usize) -> usize {
        self.0.unwrap_or(default)
    }

    /// Selects at most this number of lines. Changes of documentation are selected only
    /// `with_words`.
    fn of<'r>(&self, report: &'r Report, with_words: bool) -> ShownReport<'r> {
        let max = self.max(if report.compares_different_apis() {
            Self::OF_DIFFERENT_APIS
        } else {
            Self::DEFAULT
        });
        let mut shown = ShownReport {
            entries: Vec::new(),
            docs_only: 0,
            left_out: 0,
        };
        let mut count = 0;
        for entry in &report.entries {
            let (visible, hidden): (Vec<_>, Vec<_>) = entry
                .findings(&report.findings)
                .partition(|finding| with_words || !finding.is_silent());
            shown.docs_only += hidden.len();
            let mut lines = Alike::joined(visible.into_iter());
            let beyond = lines.split_off(lines.len().min(max.saturating_sub(count)));
            shown.left_out += beyond.iter().map(Alike::count).sum::<usize>();
            count += lines.len();
            if !lines.is_empty() {
                shown.entries.push(ShownEntry { entry, lines });
            }
        }
        shown
    }
}

fn documentation_note(shown: &ShownReport<'_>) -> String {
    let change = if shown.docs_only == 1 {
        "change"
    } else {
        "changes"
    };
    format!("{} more {change} in documentation only", shown.docs_only)
}

struct ShownReport<'r> {
    entries: Vec<ShownEntry<'r>>,
    docs_only: usize,
    left_out: usize,
}

impl<'r> ShownReport<'r> {
    fn findings(&self) -> impl Iterator<Item = &'r Finding> {
        self.entries.iter().flat_map(ShownEntry::findings)
    }
}

struct ShownEntry<'r> {
    entry: &'r ReportEntry,
    lines: Vec<Alike<'r>>,
}

impl<'r> ShownEntry<'r> {
    fn findings(&self) -> impl Iterator<Item = &'r Finding> {
        self.lines.iter().flat_map(Alike::findings)
    }

    fn used_by(&self) -> Option<String> {
        let is_type = self
            .lines
            .first()
            .is_some_and(|line| line.first().subject.type_name.is_some());
        let operations = &self.entry.operations;
        if !is_type || operations.is_empty() {
            return None;
        }
        Some(format!("used by {}", first_few(operations)))
    }
}

/// Selects a value by the configured severity of a finding, or else by its verdicts.
fn by_severity_of<T>(finding: &Finding, of: [T; 4]) -> T {
    match finding.severity {
        None => by_severity(finding.wire, finding.source, of),
        Some(severity) => {
            let [error, warning, info, _] = of;
            match severity {
                RuleSeverity::Error => error,
                RuleSeverity::Warning => warning,
                RuleSeverity::Info | RuleSeverity::Ignore => info,
            }
        }
    }
}

/// Selects a value by the severity of verdicts: breaking or major, possibly breaking, minor, or
/// none of these.
fn by_severity<T>(wire: Wire, source: Source, of: [T; 4]) -> T {
    let [breaking, risky, minor, other] = of;
    match (wire, source) {
        (Wire::Breaking, _) | (_, Source::Major) => breaking,
        (Wire::Risky | Wire::Unknown | Wire::Depends(_), _) => risky,
        (_, Source::Minor) => minor,
        _ => other,
    }
}

/// Returns the location of a finding in the new description, or else in the old one. A description
/// in a commit does not count, since its files may not be in the working tree.
fn location_outside_commit<'f>(report: &Report, finding: &'f Finding) -> Option<&'f TextLocation> {
    let sides = [
        (&finding.new, report.committed.new),
        (&finding.old, report.committed.old),
    ];
    sides
        .into_iter()
        .filter(|(_, is_committed)| !is_committed)
        .find_map(|(place, _)| place.as_ref()?.location.as_ref())
}

/// Returns where to annotate a finding in the working tree: its location, or for a removed part
/// that of the object that the new description has around it.
fn location_to_annotate<'r>(report: &'r Report, finding: &'r Finding) -> Option<&'r TextLocation> {
    location_outside_commit(report, finding).or_else(|| {
        if report.committed.new || finding.new.is_some() {
            return None;
        }
        report.around_removed.get(&finding.old.as_ref()?.origin)
    })
}

fn capitalize_note(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// Returns the beginning of a report that says which of several clients it is about.
fn client_prefix(report: &Report) -> String {
    let client = report.client.as_deref();
    client.map_or_else(String::new, |client| format!("{client}: "))
}

/// States how dangerous the changes are, and the next version.
fn title_line(report: &Report) -> String {
    format!("{}{}", client_prefix(report), danger_in_words(report))
}

fn danger_in_words(report: &Report) -> String {
    let summary = &report.summary;
    if report.findings.is_empty() {
        let title = if has_unreported(report) {
            "No API change to report"
        } else {
            "No API change"
        };
        return title.to_owned();
    }
    let title = match (summary.wire, summary.source) {
        (Wire::Breaking, _) => "Breaking API change",
        (Wire::Risky | Wire::Depends(_) | Wire::Unknown, _) => "Risky API change",
        (_, Source::Major) => "API change that breaks Rust programs",
        _ => "Compatible API change",
    };
    match &summary.bump {
        Some(next) if *next != summary.version => {
            format!("{title}: next version {next}{}", reason_of_version(summary))
        }
        _ => title.to_owned(),
    }
}

/// Returns why a breaking change of the API does not need a major version.
fn reason_of_version(summary: &Summary) -> &'static str {
    if is_breaking_only_on_the_wire(summary) {
        ", as Rust programs still compile"
    } else {
        ""
    }
}

/// Returns whether the API breaks, but not the programs that use the crate, whose version therefore
/// stays compatible.
fn is_breaking_only_on_the_wire(summary: &Summary) -> bool {
    summary.wire == Wire::Breaking && summary.source != Source::Major
}

fn verdict_line(report: &Report) -> String {
    let summary = &report.summary;
    if report.findings.is_empty() {
        return "nothing changed".to_owned();
    }
    format!(
        "wire: {}, source: {}, behaviour: {}",
        summary.wire,
        summary.source.as_str(),
        behaviour_in_words(summary.behaviour)
    )
}

fn behaviour_in_words(is_changed: bool) -> &'static str {
    if is_changed { "changed" } else { "unchanged" }
}

/// Returns all notes about a report.
fn report_notes(report: &Report) -> impl Iterator<Item = String> {
    let notes = [
        unreported_note(report),
        next_version_note(report),
        different_apis_note(report),
        same_text_note(report),
        lock_note(report),
    ];
    notes.into_iter().flatten()
}

fn has_unreported(report: &Report) -> bool {
    report.summary.ignored + report.summary.unselected > 0
}

/// Counts the findings of the report by their effects.
fn counts_line(report: &Report) -> String {
    if report.findings.is_empty() && has_unreported(report) {
        return "nothing to report".to_owned();
    }
    report.summary.counts.to_string()
}

/// Returns a note about findings that the configuration leaves out.
fn unreported_note(report: &Report) -> Option<String> {
    let Summary {
        ignored,
        unselected,
        ..
    } = report.summary;
    let mut parts = Vec::new();
    if ignored > 0 {
        parts.push(format!(
            "{ignored} {} of ignored rules",
            findings_noun(ignored)
        ));
    }
    if unselected > 0 {
        parts.push(format!(
            "{unselected} {} about operations that were not selected",
            findings_noun(unselected)
        ));
    }
    if parts.is_empty() {
        return None;
    }
    let (be, them) = if ignored + unselected == 1 {
        ("is", "it")
    } else {
        ("are", "them")
    };
    Some(format!(
        "{} {be} not shown; the next version takes {them} into account",
        parts.join(" and ")
    ))
}

fn findings_noun(count: usize) -> &'static str {
    if count == 1 { "finding" } else { "findings" }
}

fn next_version_note(report: &Report) -> Option<String> {
    let summary = &report.summary;
    let next = summary
        .bump
        .as_ref()
        .filter(|next| **next != summary.version)?;
    Some(format!(
        "the next version after {} is {next}",
        summary.version
    ))
}

fn same_text_note(report: &Report) -> Option<String> {
    if !report.is_same_text {
        return None;
    }
    let note = "both sides are the same text with the same configuration, so nothing was compared; \
    `inspect` shows the warnings about it";
    Some(note.to_owned())
}

/// Returns a note about the locks whose names and argument orders were kept, or about a missing
/// lock.
fn lock_note(report: &Report) -> Option<String> {
    if report.rests_on_lock {
        let file = lock::FILE;
        return Some(format!(
            "the new crate keeps names, credentials and the order of arguments only if `generate` finds the `{file}` \
            of the old one; none was read here, and without it programs may not compile or may send other requests"
        ));
    }
    let mut files: Vec<&str> = [&report.locks.old, &report.locks.new]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    files.dedup();
    if files.is_empty() {
        return None;
    }
    Some(format!(
        "names and the order of arguments are kept from the existing crates ({})",
        files.join(" and ")
    ))
}

fn different_apis_note(report: &Report) -> Option<String> {
    if !report.compares_different_apis() {
        return None;
    }
    let OperationCounts { old, new, shared } = report.summary.operations;
    Some(format!(
        "these look like different APIs: of {old} old and {new} new operations, only {shared} are in both"
    ))
}
