//! Accepted findings: their fingerprints, each with a reason and an optional end date.

use std::path::Path;

use serde::Deserialize;

use super::Report;
use description::{Document, Failure};
use diag::{Diagnostic, Origin, origin_of_serde_path, reword_serde_error, value_in_words};

/// The accepted findings.
#[derive(Debug, Default)]
pub struct Accepted {
    entries: Vec<AcceptedFinding>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptanceFile {
    accepted: Option<Vec<AcceptedFinding>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptedFinding {
    /// The fingerprint of a finding, as shown in all formats.
    fingerprint: String,
    reason: String,
    /// The last day on which the finding is accepted; without it, the acceptance never ends.
    #[serde(default)]
    until: Option<String>,
}

impl Accepted {
    /// Reads a file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not a list of accepted findings.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = Document::load_settings(path)?;
        // Nothing is accepted yet.
        if text.root().is_null() {
            return Ok(Self::default());
        }
        // From an array, `serde` would read the values of the keys by position.
        if !text.root().is_object() {
            let actual = value_in_words(text.root());
            let message = format!("expected an object with the key `accepted`, found {actual}");
            return Err(refused_acceptance(&text, message, &Origin::default()));
        }
        let file: AcceptanceFile =
            serde_path_to_error::deserialize(text.root()).map_err(|error| {
                refused_acceptance(
                    &text,
                    reword_serde_error(&error.inner().to_string()),
                    &origin_of_serde_path(error.path()),
                )
            })?;
        if text.root().get("accepted").is_none() {
            let message = "expected the key `accepted`, found none".to_owned();
            return Err(refused_acceptance(&text, message, &Origin::default()));
        }
        let entries = file.accepted.unwrap_or_default();
        for (at, entry) in entries.iter().enumerate() {
            let origin = Origin::default().child("accepted").item(at);
            if let Some(until) = &entry.until
                && until.parse::<jiff::civil::Date>().is_err()
            {
                return Err(refused_acceptance(
                    &text,
                    format!("expected a date, YYYY-MM-DD, found `{until}`"),
                    &origin.child("until"),
                ));
            }
            if entry.reason.trim().is_empty() {
                return Err(refused_acceptance(
                    &text,
                    "expected a reason, found none".to_owned(),
                    &origin.child("reason"),
                ));
            }
        }
        Ok(Self { entries })
    }

    /// Marks findings that are accepted today, by the fingerprint of the finding or of its line in
    /// its report. Returns a note for each entry that no report uses, or that has ended.
    pub fn apply(&self, reports: &mut [Report], today: jiff::civil::Date) -> Vec<String> {
        let own: Vec<Fingerprints> = reports.iter().map(fingerprints_of_findings).collect();
        let mut notes = Vec::new();
        // The remaining entries are compared with the fingerprints of lines. Lines are formed here,
        // not earlier, because a finding that was accepted by its own fingerprint no longer shares
        // a line with others.
        let unmatched: Vec<&AcceptedFinding> = self
            .entries
            .iter()
            .filter(|entry| !entry.accept_in_all(reports, &own, today, &mut notes))
            .collect();
        let lines: Vec<Fingerprints> = reports.iter().map(Report::lines).collect();
        for entry in unmatched {
            if !entry.accept_in_all(reports, &lines, today, &mut notes) {
                notes.push(format!(
                    "no finding has the accepted fingerprint {} ({})",
                    entry.fingerprint, entry.reason
                ));
            }
        }
        notes
    }
}

/// Fingerprints, each with the indices of its findings in a report.
type Fingerprints = Vec<(String, Vec<usize>)>;

fn fingerprints_of_findings(report: &Report) -> Fingerprints {
    let findings = report.findings.iter().enumerate();
    findings
        .map(|(at, finding)| (finding.fingerprint(), vec![at]))
        .collect()
}

impl AcceptedFinding {
    /// Marks the findings of all reports with the fingerprint of this entry; returns whether any
    /// report has such findings.
    fn accept_in_all(
        &self,
        reports: &mut [Report],
        fingerprints: &[Fingerprints],
        today: jiff::civil::Date,
        notes: &mut Vec<String>,
    ) -> bool {
        let mut is_used = false;
        for (report, fingerprints) in reports.iter_mut().zip(fingerprints) {
            is_used |= self.accept(report, fingerprints, today, notes);
        }
        notes.dedup();
        is_used
    }

    /// Marks the findings with the fingerprint of this entry, unless the entry has ended; returns
    /// whether the report has such findings.
    fn accept(
        &self,
        report: &mut Report,
        fingerprints: &[(String, Vec<usize>)],
        today: jiff::civil::Date,
        notes: &mut Vec<String>,
    ) -> bool {
        let indices: Vec<usize> = fingerprints
            .iter()
            .filter(|(fingerprint, _)| *fingerprint == self.fingerprint)
            .flat_map(|(_, indices)| indices.clone())
            .collect();
        let until: Option<jiff::civil::Date> =
            self.until.as_ref().and_then(|until| until.parse().ok());
        if let Some(until) = until.filter(|until| *until < today && !indices.is_empty()) {
            notes.push(format!(
                "the acceptance of {} ended on {until} ({})",
                self.fingerprint, self.reason
            ));
            return true;
        }
        for index in &indices {
            if let Some(finding) = report.findings.get_mut(*index) {
                finding.accepted = Some(self.reason.clone());
            }
        }
        !indices.is_empty()
    }
}

/// Returns the failure for a file of accepted findings with a problem at `origin`.
fn refused_acceptance(text: &Document, message: String, origin: &Origin) -> Failure {
    let diagnostic = Diagnostic::error("accepted", message).at(origin);
    let help =
        "write `accepted:`, an array of `fingerprint`, `reason` and optional `until: YYYY-MM-DD`";
    Failure {
        reports: text.report(vec![diagnostic.help(help)]),
    }
}
