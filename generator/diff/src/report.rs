//! The report of a comparison: all findings in order, and a summary.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::alike::Alike;
use super::bump;
use super::calls::{self, MethodCall};
use super::entry::{self, ReportEntry};
use super::finding::{Finding, SourceLocation};
use super::rules::ADDED_OPERATION;
use super::sides::Sides;
use super::verdict::{Source, Threshold, Wire};
use super::version::Version;
use config::RuleSeverity;
use description::{Failure, Passage, display_name};
use diag::{FileId, Origin, TextLocation};
use reading::Project;

/// The result of a comparison.
#[derive(Clone, Debug)]
pub struct Report {
    /// The name of the old description.
    pub old: String,
    /// The name of the new description.
    pub new: String,
    /// The lock of the previous crate, whose names and argument orders were kept.
    pub locks: Sides<Option<String>>,
    /// Whether the new crate keeps argument orders or names of the old crate although the lock of
    /// the old crate was not read.
    pub rests_on_lock: bool,
    /// Whether the files of each version are in a commit, not in the working tree.
    pub committed: Sides<bool>,
    /// Where the new description has the objects around removed parts, by the locations of these
    /// parts in the old one.
    pub(super) around_removed: HashMap<Origin, TextLocation>,
    /// Whether both versions have the same text, so that they were not compared further.
    pub is_same_text: bool,
    /// The overall verdicts.
    pub summary: Summary,
    /// The findings, worst first.
    pub findings: Vec<Finding>,
    /// The findings, grouped by type or operation.
    pub entries: Vec<ReportEntry>,
    /// The methods of the crate that call the operations, by HTTP method and path.
    pub calls: BTreeMap<String, MethodCall>,
    /// The folder of the client, if several clients are compared in one run.
    pub client: Option<String>,
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
    /// The numbers of operations.
    pub operations: OperationCounts,
    /// The number of findings of each kind.
    pub counts: Counts,
    /// The number of findings left out because their rules are ignored.
    pub ignored: usize,
    /// The number of findings left out because their operations were not selected.
    pub unselected: usize,
}

/// The numbers of operations in both descriptions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OperationCounts {
    /// The number of operations in the old description.
    pub old: usize,
    /// The number of operations in the new description.
    pub new: usize,
    /// The number of operations of the new description that the old one has, too.
    pub shared: usize,
}

/// The numbers of findings: by wire verdict, or by their other effects if they have none on the
/// wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Findings with the wire verdict `breaking`.
    pub breaking: usize,
    /// Findings with the wire verdict `risky`.
    pub risky: usize,
    /// Findings with the wire verdict `unknown`.
    pub unknown: usize,
    /// Findings with the wire verdict `depends`.
    pub depends: usize,
    /// Findings with the wire verdict `compatible`.
    pub compatible: usize,
    /// Findings without effect on the wire that change the behaviour of programs.
    pub behaviour: usize,
    /// Findings without effect on the wire that change the Rust API only.
    #[serde(rename = "crate")]
    pub rust_api: usize,
    /// Deprecations.
    pub deprecated: usize,
    /// Findings that change documentation only.
    pub documentation: usize,
}

impl Counts {
    fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            *match finding.wire {
                Wire::Breaking => &mut counts.breaking,
                Wire::Risky => &mut counts.risky,
                Wire::Unknown => &mut counts.unknown,
                Wire::Depends(_) => &mut counts.depends,
                Wire::Compatible => &mut counts.compatible,
                Wire::None if finding.is_silent() => &mut counts.documentation,
                Wire::None if finding.is_deprecation() => &mut counts.deprecated,
                Wire::None if finding.behaviour => &mut counts.behaviour,
                Wire::None => &mut counts.rust_api,
            } += 1;
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.breaking, "breaking"),
            (self.risky, "risky"),
            (self.unknown, "unknown"),
            (self.depends, "depending on how the client is configured"),
            (self.compatible, "compatible"),
            (self.behaviour, "in behaviour only"),
            (self.rust_api, "in the Rust API only"),
            (self.deprecated, "deprecated"),
            (self.documentation, "in documentation only"),
        ];
        let phrases: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        f.write_str(&if phrases.is_empty() {
            "nothing changed".to_owned()
        } else {
            phrases.join(", ")
        })
    }
}

impl Report {
    pub(super) fn new(old: &Version, new: &Version, mut findings: Vec<Finding>) -> Self {
        let around_removed = locate_removed_parts(old, new, &findings);
        locate_findings(
            old,
            findings
                .iter_mut()
                .filter_map(|finding| finding.old.as_mut())
                .collect(),
        );
        locate_findings(
            new,
            findings
                .iter_mut()
                .filter_map(|finding| finding.new.as_mut())
                .collect(),
        );
        sort_findings(&mut findings);
        let version = old.api().package.version.clone();
        let sides = Sides { old, new };
        let total = sides.map(|version| version.api().operations.len());
        let added = findings
            .iter()
            .filter(|finding| finding.code() == ADDED_OPERATION.code)
            .count();
        let operations = OperationCounts {
            old: total.old,
            new: total.new,
            shared: total.new.saturating_sub(added),
        };
        Self {
            old: old.name(),
            new: new.name(),
            locks: sides.map(|version| {
                // A version without a configuration is for the crate of the other version, whose
                // folder then has the lock.
                let lock = old.shown_lock(version.lock()?);
                Some(new.shown_lock(&lock))
            }),
            rests_on_lock: new.rests_on_lock(),
            committed: sides.map(Version::is_committed),
            around_removed,
            is_same_text: false,
            summary: Summary::of(&findings, version, operations),
            entries: entry::group_into_entries(&findings),
            calls: calls::find_calls(old, new, &findings),
            client: None,
            findings,
        }
    }

    /// Keeps only some of the findings. The next version still results from all of them.
    pub(super) fn with_findings(
        self,
        mut findings: Vec<Finding>,
        ignored: usize,
        unselected: usize,
    ) -> Self {
        sort_findings(&mut findings);
        let Summary {
            version,
            bump,
            operations,
            ..
        } = self.summary;
        let summary = Summary {
            bump,
            ignored,
            unselected,
            ..Summary::of(&findings, version, operations)
        };
        Self {
            summary,
            entries: entry::group_into_entries(&findings),
            findings,
            ..self
        }
    }

    /// Creates the report for two versions with the same text.
    pub(super) fn unchanged(
        names: Sides<String>,
        locks: Sides<Option<String>>,
        version: &str,
    ) -> Self {
        Self {
            old: names.old,
            new: names.new,
            locks,
            rests_on_lock: false,
            committed: Sides::default(),
            around_removed: HashMap::new(),
            is_same_text: true,
            summary: Summary::of(&[], version.to_owned(), OperationCounts::default()),
            entries: Vec::new(),
            findings: Vec::new(),
            calls: BTreeMap::new(),
            client: None,
        }
    }

    /// Replaces the file names of the two versions.
    #[must_use]
    pub fn shown(self, old: impl Fn(&str) -> String, new: impl Fn(&str) -> String) -> Self {
        let locks = Sides {
            old: self.locks.old.as_deref().map(&old),
            // A new version without a configuration is for the crate of the old one, whose folder
            // then has the lock.
            new: self.locks.new.map(|lock| new(&old(&lock))),
        };
        Self {
            old: old(&self.old),
            new: new(&self.new),
            locks,
            ..self
        }
    }

    /// Names the client that the report is about, in all formats.
    #[must_use]
    pub fn of_client(self, folder: &Path) -> Self {
        Self {
            client: Some(display_name(folder)),
            ..self
        }
    }

    /// Returns the fingerprints of its lines, and the indices of their findings.
    pub(super) fn lines(&self) -> Vec<(String, Vec<usize>)> {
        self.entries
            .iter()
            .flat_map(|entry| Alike::joined(entry.findings(&self.findings)))
            .map(|line| {
                (
                    line.fingerprint(),
                    line.findings()
                        .filter_map(|own| {
                            self.findings
                                .iter()
                                .position(|finding| std::ptr::eq(finding, own))
                        })
                        .collect(),
                )
            })
            .collect()
    }

    /// Returns whether a finding that was not accepted reaches the threshold.
    pub fn fails(&self, threshold: Threshold) -> bool {
        self.findings.iter().any(|finding| finding.fails(threshold))
    }

    /// Returns whether the two descriptions share hardly any operation, so that single findings
    /// mean little.
    pub fn compares_different_apis(&self) -> bool {
        let OperationCounts { old, new, shared } = self.summary.operations;
        let is_empty = old == 0 || new == 0;
        !is_empty && (shared == 0 || old.max(new) >= 10 && shared * 10 < old.min(new))
    }
}

fn sort_findings(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        danger_order(a)
            .cmp(&danger_order(b))
            .then_with(|| a.subject.cmp(&b.subject))
            .then_with(|| a.direction.cmp(&b.direction))
            .then_with(|| a.code().cmp(b.code()))
            .then_with(|| a.message.to_string().cmp(&b.message.to_string()))
    });
}

/// Orders findings by danger: the least is the most dangerous.
pub(super) fn danger_order(finding: &Finding) -> (u8, Reverse<Wire>, Reverse<Source>, bool) {
    let severity = match finding.severity {
        Some(RuleSeverity::Error) => 0,
        None | Some(RuleSeverity::Warning) => 1,
        Some(RuleSeverity::Info | RuleSeverity::Ignore) => 2,
    };
    (
        severity,
        Reverse(finding.wire),
        Reverse(finding.source),
        !finding.behaviour,
    )
}

/// Returns where the new description has the innermost object around each removed part.
fn locate_removed_parts(
    old: &Version,
    new: &Version,
    findings: &[Finding],
) -> HashMap<Origin, TextLocation> {
    let mut removed: Vec<&Origin> = Vec::new();
    let mut around: Vec<Origin> = Vec::new();
    for finding in findings {
        let (Some(place), None) = (&finding.old, &finding.new) else {
            continue;
        };
        let mut outer = place.origin.parent();
        while let Some(origin) = outer {
            // The numbers of other files depend on the order of references.
            if origin.file == FileId(0) && new.document().value(&origin).is_some() {
                removed.push(&place.origin);
                around.push(origin);
                break;
            }
            outer = origin.parent();
        }
    }
    let located = new.locate_all(&around.iter().collect::<Vec<_>>());
    let mut locations = HashMap::new();
    for (origin, location) in removed.into_iter().zip(located) {
        if let Some(location) = location {
            locations.insert(old.written_at(origin), location);
        }
    }
    locations
}

fn locate_findings(side: &Version, places: Vec<&mut SourceLocation>) {
    let passages = side.passages(&places.iter().map(|place| &place.origin).collect::<Vec<_>>());
    for (place, passage) in places.into_iter().zip(passages) {
        place.origin = side.written_at(&place.origin);
        let Some(Passage { location, lines }) = passage else {
            continue;
        };
        place.location = Some(location);
        place.lines = lines;
    }
}

impl Summary {
    fn of(findings: &[Finding], version: String, operations: OperationCounts) -> Self {
        let (wire, source, behaviour) = worst_verdicts(findings.iter());
        let bump = bump::next_version(&version, source, !findings.is_empty());
        let counts = Counts::of(findings.iter());
        Self {
            wire,
            source,
            behaviour,
            bump,
            version,
            operations,
            counts,
            ignored: 0,
            unselected: 0,
        }
    }
}

/// Returns the worst verdicts on the wire, the source and the behaviour.
pub(super) fn worst_verdicts<'f>(
    findings: impl Iterator<Item = &'f Finding>,
) -> (Wire, Source, bool) {
    findings.fold(Default::default(), |(wire, source, behaviour), finding| {
        (
            finding.wire.max(wire),
            finding.source.max(source),
            finding.behaviour || behaviour,
        )
    })
}

/// Returns a report if both versions have the same text, overlays, configuration and previous
/// crate; otherwise `None`.
///
/// The text is still parsed, so that an unusable description is refused. Warnings, and problems of
/// the configuration with this description, are not detected.
///
/// # Errors
/// If the description or the configuration cannot be used.
pub fn unchanged_report(
    old: &impl AsRef<Project>,
    new: &impl AsRef<Project>,
) -> Result<Option<Report>, Failure> {
    let Sides { old, new } = Sides {
        old: old.as_ref(),
        new: new.as_ref(),
    };
    let before = old.settings()?;
    let after = new.settings()?;
    let inputs = old.inputs(&before);
    if inputs.is_none() || inputs != new.inputs(&after) {
        return Ok(None);
    }
    drop(inputs);
    old.lock(&before)?;
    let (document, _) = new.load(&after)?;
    let specs = Sides {
        old: old.files()?.spec,
        new: new.files()?.spec,
    };
    // Files with the same name may differ between two folders, and remote files may change at any
    // time.
    let is_whole = document.is_one_file()
        || document.is_local() && specs.old.canonicalize().ok() == specs.new.canonicalize().ok();
    if !is_whole {
        return Ok(None);
    }
    let names = specs.map(|spec| display_name(&spec));
    let locks = Sides {
        old: old.lock_file(&before),
        new: new.lock_file(&after),
    }
    .map(|file| file.map(|file| file.display().to_string()));
    let version = after.config.package.version();
    Ok(Some(Report::unchanged(names, locks, version)))
}
