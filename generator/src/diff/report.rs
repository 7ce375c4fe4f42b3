//! All findings of a comparison, in order, and what they come to.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::bump;
use super::finding::{Finding, Place, Subject};
use super::side::Side;
use super::verdict::{Source, Threshold, Wire};

/// What a comparison came to.
#[derive(Clone, Debug)]
pub struct Report {
    /// The name of the old description.
    pub old: String,
    /// The name of the new description.
    pub new: String,
    /// For the old side and the new one, the file of the crate of before, of which names and orders were kept.
    pub locks: (Option<String>, Option<String>),
    /// Whether the new crate keeps an order or a name of the old one, and no such file says so.
    pub rests_on_lock: bool,
    /// Whether the old side and the new one stand in a commit, and not in files as they are now.
    pub committed: (bool, bool),
    /// The verdicts as a whole.
    pub summary: Summary,
    /// The findings, the gravest first.
    pub findings: Vec<Finding>,
}

/// The verdicts on all findings together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The gravest on the wire.
    pub wire: Wire,
    /// The gravest on the source.
    pub source: Source,
    /// Whether a program that still compiles does something else.
    pub behaviour: bool,
    /// The version of the crate for the old description.
    pub version: String,
    /// The version that the next release must get; `None` where the old one is no version.
    pub bump: Option<String>,
    /// How many operations the old and the new description have, and how many of them are the same.
    pub operations: (usize, usize, usize),
}

impl Report {
    pub(super) fn new(old: &Side, new: &Side, mut findings: Vec<Finding>) -> Self {
        locate(old, new, &mut findings);
        sort(&mut findings);
        let summary = Summary::of(old, new, &findings);
        let locks = (old.lock().map(str::to_owned), new.lock().map(str::to_owned));
        let rests_on_lock = new.rests_on_lock();
        let committed = (old.is_committed(), new.is_committed());
        Self { old: old.name(), new: new.name(), locks, rests_on_lock, committed, summary, findings }
    }

    /// Whether a finding that was not accepted reaches the threshold.
    pub fn fails(&self, threshold: Threshold) -> bool {
        let mut counted = self.findings.iter().filter(|finding| finding.accepted.is_none());
        counted.any(|finding| threshold.is_reached(finding.wire, finding.source, finding.behaviour))
    }

    /// Whether the two descriptions hardly have an operation in common: then single findings say little.
    pub fn is_of_strangers(&self) -> bool {
        let (old, new, both) = self.summary.operations;
        let is_alone = old == 0 || new == 0;
        !is_alone && (both == 0 || old.max(new) >= 10 && both * 10 < old.min(new))
    }
}

/// The gravest first; among equals, those of one subject together. Twins (a type that is reached in the same direction
/// on two ways) are told once, the gravest.
fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let rank = |finding: &Finding| (Reverse(finding.wire), Reverse(finding.source), !finding.behaviour);
        let name =
            |finding: &Finding| (finding.subject.clone(), finding.direction, finding.code, finding.message.clone());
        rank(a).cmp(&rank(b)).then_with(|| name(a).cmp(&name(b)))
    });
    let mut seen = HashSet::new();
    findings.retain(|finding| {
        let Subject { operation, type_name, member } = finding.subject.clone();
        let owner = if type_name.is_some() { type_name } else { operation };
        let place = finding.new.as_ref().or(finding.old.as_ref()).map(|place| place.origin.clone());
        seen.insert((finding.code, owner, member, finding.direction, finding.message.clone(), place))
    });
}

/// Looks up line and column of all places, with one pass over each file.
fn locate(old: &Side, new: &Side, findings: &mut [Finding]) {
    for (side, pick) in [
        (old, (|finding| finding.old.as_mut()) as fn(&mut Finding) -> Option<&mut Place>),
        (new, |finding| finding.new.as_mut()),
    ] {
        let mut places: Vec<&mut Place> = findings.iter_mut().filter_map(pick).collect();
        let origins: Vec<_> = places.iter().map(|place| place.origin.clone()).collect();
        let found = side.locate(&origins.iter().collect::<Vec<_>>());
        for (place, location) in places.iter_mut().zip(found) {
            place.location = location;
        }
    }
}

/// What the next release is: calls that compile and say something else are as bad as those that do not.
fn release(source: Source, findings: &[Finding]) -> Source {
    let is_swap = |finding: &Finding| ["arguments-reordered", "credentials-changed"].contains(&finding.code);
    if findings.iter().any(is_swap) { Source::Major } else { source }
}

impl Summary {
    fn of(old: &Side, new: &Side, findings: &[Finding]) -> Self {
        let wire = findings.iter().map(|finding| finding.wire).max().unwrap_or_default();
        let source = findings.iter().map(|finding| finding.source).max().unwrap_or_default();
        let behaviour = findings.iter().any(|finding| finding.behaviour);
        let version = old.api().package.version.clone();
        let count = |code: &str| findings.iter().filter(|finding| finding.code == code).count();
        let total = (old.api().operations.len(), new.api().operations.len());
        let both = total.1.saturating_sub(count("operation-added"));
        Self {
            wire,
            source,
            behaviour,
            bump: bump::next(&version, release(source, findings), !findings.is_empty()),
            version,
            operations: (total.0, total.1, both),
        }
    }
}
