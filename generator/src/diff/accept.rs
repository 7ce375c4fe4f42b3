//! Findings that are known and accepted: by their fingerprints, with a reason and an end.

use std::path::Path;

use serde::Deserialize;

use super::Report;
use crate::diag::{Diagnostic, Origin};
use crate::source::{Document, Failure};

/// What is accepted.
#[derive(Debug, Default)]
pub struct Accepted {
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// None, as long as nothing is accepted.
    accepted: Option<Vec<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// That of a finding, as all formats show it.
    fingerprint: String,
    /// Why it is accepted.
    reason: String,
    /// The last day of it; forever, if nothing is said.
    #[serde(default)]
    until: Option<String>,
}

impl Accepted {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or says something else than what is accepted.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = Document::load_settings(path)?;
        let refuse = |message: String, origin: &Origin| {
            let diagnostic = Diagnostic::error("accepted", message).at(origin);
            let help = "write `accepted:`, a list of `fingerprint`, `reason` and, if it ends, `until: YYYY-MM-DD`";
            Failure { reports: text.report(vec![diagnostic.help(help)]) }
        };
        // Nothing is accepted yet.
        if text.root().is_null() {
            return Ok(Self::default());
        }
        let file: File = serde_path_to_error::deserialize(text.root())
            .map_err(|error| refuse(error.inner().to_string(), &Origin::default()))?;
        let entries = file.accepted.unwrap_or_default();
        for (at, entry) in entries.iter().enumerate() {
            let origin = Origin::default().child("accepted").item(at);
            let wrong = entry.until.as_ref().filter(|until| until.parse::<jiff::civil::Date>().is_err());
            if let Some(until) = wrong {
                return Err(refuse(format!("expected a day like 2026-12-31, found `{until}`"), &origin.child("until")));
            }
            if entry.reason.trim().is_empty() {
                return Err(refuse("expected a reason, found none".to_owned(), &origin.child("reason")));
            }
        }
        Ok(Self { entries })
    }

    /// Marks what is accepted today; what of it is no longer needed, or has ended, a line each.
    pub fn apply(&self, report: &mut Report, today: jiff::civil::Date) -> Vec<String> {
        let mut notes = Vec::new();
        for entry in &self.entries {
            let mut found =
                report.findings.iter_mut().filter(|finding| finding.fingerprint() == entry.fingerprint).peekable();
            if found.peek().is_none() {
                notes.push(format!("no finding has the accepted fingerprint {} ({})", entry.fingerprint, entry.reason));
                continue;
            }
            let until: Option<jiff::civil::Date> = entry.until.as_ref().and_then(|until| until.parse().ok());
            if let Some(until) = until.filter(|until| *until < today) {
                notes.push(format!("what was accepted as {} ended on {until} ({})", entry.fingerprint, entry.reason));
                continue;
            }
            found.for_each(|finding| finding.accepted = Some(entry.reason.clone()));
        }
        notes
    }
}
