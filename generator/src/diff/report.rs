//! The report of a comparison: all findings in order, and a summary.

use std::cmp::Reverse;
use std::fmt;

use super::bump;
use super::entry::{self, Entry};
use super::finding::{Finding, SourceLocation};
use super::rules::ADDED_OPERATION;
use super::verdict::{Source, Threshold, Wire};
use super::version::Version;

/// The result of a comparison.
#[derive(Clone, Debug)]
pub struct Report {
    /// The name of the old description.
    pub old: String,
    /// The name of the new description.
    pub new: String,
    /// For the old and the new version, the lock of the previous crate whose names and argument orders were kept.
    pub locks: (Option<String>, Option<String>),
    /// Whether the new crate keeps an order or a name of the old one without such a lock.
    pub rests_on_lock: bool,
    /// Whether the old and the new version are in a commit, not in current files.
    pub committed: (bool, bool),
    /// Whether both versions are the same text, which was not compared further.
    pub is_same_text: bool,
    /// The overall verdicts.
    pub summary: Summary,
    /// The findings, worst first.
    pub findings: Vec<Finding>,
    /// The findings, grouped by type or operation.
    pub entries: Vec<Entry>,
}

/// The overall verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The worst wire verdict.
    pub wire: Wire,
    /// The worst source verdict.
    pub source: Source,
    /// Whether programs that still compile behave differently.
    pub behaviour: bool,
    /// The version of the crate for the old description.
    pub version: String,
    /// The version of the next release; `None` if the old one is not a semantic version.
    pub bump: Option<String>,
    /// The numbers of operations in the old description, in the new one, and in both.
    pub operations: (usize, usize, usize),
    /// The number of findings of each kind.
    pub counts: Counts,
}

/// The numbers of findings by wire verdict, and without effect on the wire by their other effects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that break requests or responses.
    pub breaking: usize,
    /// Those that may break them.
    pub risky: usize,
    /// Those with unknown effect.
    pub unknown: usize,
    /// Those that depend on a setting of the client.
    pub depends: usize,
    /// Those that break nothing on the wire.
    pub compatible: usize,
    /// Those that change only the behaviour of programs.
    pub behaviour: usize,
    /// Those that change the Rust API only.
    pub of_crate: usize,
    /// Those that deprecate something.
    pub deprecated: usize,
    /// Those that change documentation only.
    pub words: usize,
}

impl Counts {
    fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            let count = match finding.wire {
                Wire::Breaking => &mut counts.breaking,
                Wire::Risky => &mut counts.risky,
                Wire::Unknown => &mut counts.unknown,
                Wire::Depends(_) => &mut counts.depends,
                Wire::Compatible => &mut counts.compatible,
                Wire::None if finding.is_silent() => &mut counts.words,
                Wire::None if finding.is_deprecation() => &mut counts.deprecated,
                Wire::None if finding.behaviour => &mut counts.behaviour,
                Wire::None => &mut counts.of_crate,
            };
            *count += 1;
        }
        counts
    }

    /// Returns the name and number of each kind.
    pub fn by_word(&self) -> [(&'static str, usize); 9] {
        [
            ("breaking", self.breaking),
            ("risky", self.risky),
            ("unknown", self.unknown),
            ("depends", self.depends),
            ("compatible", self.compatible),
            ("behaviour", self.behaviour),
            ("crate", self.of_crate),
            ("deprecated", self.deprecated),
            ("words", self.words),
        ]
    }
}

/// `8 breaking, 14 risky, 31 compatible`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phrase = |(word, count): (&str, usize)| match word {
            "depends" => format!("{count} depending on a setting"),
            "behaviour" => format!("{count} in behaviour only"),
            "crate" => format!("{count} in the Rust API only"),
            "words" => format!("{count} in documentation only"),
            word => format!("{count} {word}"),
        };
        let phrases: Vec<String> = self.by_word().into_iter().filter(|(_, count)| *count > 0).map(phrase).collect();
        f.write_str(&if phrases.is_empty() { "nothing changed".to_owned() } else { phrases.join(", ") })
    }
}

impl Report {
    pub(super) fn new(old: &Version, new: &Version, mut findings: Vec<Finding>) -> Self {
        locate(old, new, &mut findings);
        sort(&mut findings);
        let summary = Summary::of(old, new, &findings);
        let locks = (old.lock().map(str::to_owned), new.lock().map(str::to_owned));
        let rests_on_lock = new.rests_on_lock();
        let committed = (old.is_committed(), new.is_committed());
        let is_same_text = false;
        let (old, new, entries) = (old.name(), new.name(), entry::entries(&findings));
        Self { old, new, locks, rests_on_lock, committed, is_same_text, summary, findings, entries }
    }

    /// Creates the report for two versions with the same text.
    pub(super) fn unchanged(
        (old, new): (String, String),
        locks: (Option<String>, Option<String>),
        version: &str,
    ) -> Self {
        let summary = Summary {
            wire: Wire::None,
            source: Source::Patch,
            behaviour: false,
            version: version.to_owned(),
            bump: bump::next(version, Source::Patch, false),
            operations: (0, 0, 0),
            counts: Counts::default(),
        };
        let (rests_on_lock, committed, is_same_text) = (false, (false, false), true);
        let (findings, entries) = (Vec::new(), Vec::new());
        Self { old, new, locks, rests_on_lock, committed, is_same_text, summary, findings, entries }
    }

    /// Replaces file names of the old and the new version.
    #[must_use]
    pub fn shown(self, old: impl Fn(&str) -> String, new: impl Fn(&str) -> String) -> Self {
        let locks = (self.locks.0.as_deref().map(&old), self.locks.1.as_deref().map(&new));
        Self { old: old(&self.old), new: new(&self.new), locks, ..self }
    }

    /// Returns whether a finding that was not accepted reaches the threshold.
    pub fn fails(&self, threshold: Threshold) -> bool {
        let mut counted = self.findings.iter().filter(|finding| finding.accepted.is_none());
        counted.any(|finding| threshold.is_reached(finding.wire, finding.source, finding.behaviour))
    }

    /// Returns whether the two descriptions share hardly any operation: single findings mean little then.
    pub fn is_of_strangers(&self) -> bool {
        let (old, new, both) = self.summary.operations;
        let is_alone = old == 0 || new == 0;
        !is_alone && (both == 0 || old.max(new) >= 10 && both * 10 < old.min(new))
    }
}

/// Sorts findings: worst first, then by subject.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let rank = |finding: &Finding| (Reverse(finding.wire), Reverse(finding.source), !finding.behaviour);
        let name =
            |finding: &Finding| (finding.subject.clone(), finding.direction, finding.code(), finding.message.clone());
        rank(a).cmp(&rank(b)).then_with(|| name(a).cmp(&name(b)))
    });
}

/// Looks up line and column of all locations, in one pass over each file.
fn locate(old: &Version, new: &Version, findings: &mut [Finding]) {
    for (side, pick) in [
        (old, (|finding| finding.old.as_mut()) as fn(&mut Finding) -> Option<&mut SourceLocation>),
        (new, |finding| finding.new.as_mut()),
    ] {
        let mut places: Vec<&mut SourceLocation> = findings.iter_mut().filter_map(pick).collect();
        let origins: Vec<_> = places.iter().map(|place| place.origin.clone()).collect();
        let found = side.locate(&origins.iter().collect::<Vec<_>>());
        for (place, location) in places.iter_mut().zip(found) {
            place.location = location;
        }
    }
}

impl Summary {
    fn of(old: &Version, new: &Version, findings: &[Finding]) -> Self {
        let wire = findings.iter().map(|finding| finding.wire).max().unwrap_or_default();
        let source = findings.iter().map(|finding| finding.source).max().unwrap_or_default();
        let behaviour = findings.iter().any(|finding| finding.behaviour);
        let version = old.api().package.version.clone();
        let total = (old.api().operations.len(), new.api().operations.len());
        let added = findings.iter().filter(|finding| finding.code() == ADDED_OPERATION.code).count();
        let both = total.1.saturating_sub(added);
        Self {
            wire,
            source,
            behaviour,
            bump: bump::next(&version, source, !findings.is_empty()),
            version,
            operations: (total.0, total.1, both),
            counts: Counts::of(findings),
        }
    }
}
