//! A report on paper: one file a format.

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

/// How many findings are shown of two descriptions that hardly have an operation in common.
const STRANGERS: usize = 20;

/// How many findings of a report are shown.
#[derive(Clone, Copy, Debug)]
pub struct Limit(pub usize);

impl Default for Limit {
    fn default() -> Self {
        Self(200)
    }
}

impl Limit {
    /// The findings that are shown: no more than the limit, and those that change nothing but words only if they are
    /// wanted as well.
    fn of<'r>(&self, report: &'r Report, with_words: bool) -> Shown<'r> {
        // Single findings say little of strangers; who asks for more gets more.
        let is_default = self.0 == Self::default().0;
        let most = if report.is_of_strangers() && is_default { STRANGERS } else { self.0 };
        let mut shown = Shown { entries: Vec::new(), silent: 0, left_out: 0 };
        let mut count = 0;
        for entry in &report.entries {
            let (told, silent): (Vec<_>, Vec<_>) =
                entry.findings(report).partition(|finding| with_words || !finding.is_silent());
            let (all, free) = (told.len(), most.saturating_sub(count));
            let parts: Vec<&Finding> = told.into_iter().take(free).collect();
            shown.silent += silent.len();
            shown.left_out += all - parts.len();
            count += parts.len();
            if !parts.is_empty() {
                shown.entries.push(Told { entry, parts });
            }
        }
        shown
    }
}

/// How many findings are not shown because they change nothing but words.
fn silent(shown: &Shown<'_>) -> String {
    let change = if shown.silent == 1 { "changes" } else { "change" };
    format!("{} more {change} nothing but words", shown.silent)
}

/// What of a report is shown.
struct Shown<'r> {
    entries: Vec<Told<'r>>,
    /// How many findings are not, since they change nothing but words.
    silent: usize,
    /// How many are not, since they are too many.
    left_out: usize,
}

impl<'r> Shown<'r> {
    fn findings(&self) -> impl Iterator<Item = &'r Finding> {
        self.entries.iter().flat_map(|told| told.parts.iter().copied())
    }
}

/// An entry that is shown, and which of its findings are.
struct Told<'r> {
    entry: &'r Entry,
    parts: Vec<&'r Finding>,
}

impl<'r> Told<'r> {
    /// The gravest of its findings; if it is the only one, the entry is told in its words.
    fn only(&self) -> Option<&'r Finding> {
        match self.parts.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Which operations use its type.
    fn used_by(&self) -> Option<String> {
        let is_type = self.parts.iter().any(|finding| finding.subject.type_name.is_some());
        let operations = &self.entry.operations;
        (is_type && !operations.is_empty()).then(|| format!("used by {}", first_few(operations)))
    }
}

/// The place of a finding in a file as it is now: in the new description, or in the old one, unless these are of a
/// commit.
fn in_tree<'f>(report: &Report, finding: &'f Finding) -> Option<&'f Location> {
    let sides = [(&finding.new, report.committed.1), (&finding.old, report.committed.0)];
    sides.into_iter().filter(|(_, is_committed)| !is_committed).find_map(|(place, _)| place.as_ref()?.location.as_ref())
}

/// The gravest verdicts of these findings: on the wire, on the source, and whether programs do something else.
fn gravest<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> (Wire, Source, bool) {
    (
        findings.clone().map(|finding| finding.wire).max().unwrap_or_default(),
        findings.clone().map(|finding| finding.source).max().unwrap_or_default(),
        findings.clone().any(|finding| finding.behaviour),
    )
}

/// The text with a capital letter.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The verdicts as a whole, in a line.
fn in_a_line(report: &Report) -> String {
    let summary = &report.summary;
    if report.findings.is_empty() {
        return "nothing changed".to_owned();
    }
    let behaviour = if summary.behaviour { "yes" } else { "no" };
    format!("wire {}, source {}, behaviour {behaviour}", summary.wire, summary.source.as_str())
}

/// What the next version must be, in a sentence.
fn next_version(report: &Report) -> Option<String> {
    let summary = &report.summary;
    let next = summary.bump.as_ref().filter(|next| **next != summary.version)?;
    Some(format!("the next version after {} is {next}", summary.version))
}

/// That both sides are one text, and what was not looked at for that reason.
fn same_text(report: &Report) -> Option<String> {
    let said = "both sides are the same text with the same configuration: it was read once, and nothing was compared; what \
                the generator has to say about it is told by `inspect`";
    report.is_same_text.then(|| said.to_owned())
}

/// Where it stands what the crates offered before, if names or orders were kept; or that it must stand somewhere.
fn kept(report: &Report) -> Option<String> {
    if report.rests_on_lock {
        let file = crate::lock::FILE;
        return Some(format!(
            "the new crate keeps what the old one has (the order of arguments, credentials, names) where `generate` finds \
             its `{file}`; none was read here, and without it programs may send other things or not compile"
        ));
    }
    let said: Vec<&str> = [&report.locks.0, &report.locks.1].into_iter().flatten().map(String::as_str).collect();
    (!said.is_empty()).then(|| format!("what the crates offered before is read from {}", said.join(" and ")))
}

/// That the two are different APIs, if they are.
fn strangers(report: &Report) -> Option<String> {
    let (old, new, both) = report.summary.operations;
    report.is_of_strangers().then(|| {
        format!(
            "these are different APIs: of {old} and {new} operations {both} are in both; single findings say little"
        )
    })
}
