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

use super::Report;
use super::finding::Finding;
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
    /// The findings that are shown, and how many are not: those that change nothing, unless all are wanted, and those
    /// beyond the limit.
    fn of<'r>(&self, report: &'r Report) -> (&'r [Finding], usize) {
        // Single findings say little of strangers; who asks for more gets more.
        let is_default = self.0 == Self::default().0;
        let most = if report.is_of_strangers() && is_default { STRANGERS } else { self.0 };
        let shown = report.findings.get(..most).unwrap_or(&report.findings);
        (shown, report.findings.len() - shown.len())
    }
}

/// The place of a finding in a file as it is now: in the new description, or in the old one, unless these are of a
/// commit.
fn in_tree<'f>(report: &Report, finding: &'f Finding) -> Option<&'f Location> {
    let sides = [(&finding.new, report.committed.1), (&finding.old, report.committed.0)];
    sides.into_iter().filter(|(_, is_committed)| !is_committed).find_map(|(place, _)| place.as_ref()?.location.as_ref())
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
