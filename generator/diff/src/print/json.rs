//! JSON, for programs, and its schema. `version` increases when a key changes its meaning.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::Value;

use super::*;
use crate::sides::Side;
use crate::{Counts, Sides};

/// Formats the report as JSON.
///
/// # Errors
/// If the report has a value that JSON cannot have, which is a bug of the generator.
pub fn format_report_json(report: &Report, limit: Limit) -> serde_json::Result<Value> {
    serde_json::to_value(ReportObject::of(report, limit))
}

/// Returns the JSON Schema of the reports.
pub fn json_schema() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<ReportObject<'_>>()
}

/// The comparison of two descriptions, as `sdkwright diff --format json` prints it.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Report of sdkwright diff")]
struct ReportObject<'r> {
    /// Increases when a key here changes its meaning; keys may be added without.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The folder of the client if the configuration lists several, or null.
    client: Option<&'r str>,
    /// The name of the old description.
    old: &'r str,
    /// The name of the new description.
    new: &'r str,
    /// The locks of previous crates, whose names and argument orders were kept.
    locks: LocksObject<'r>,
    /// The worst verdicts, and numbers of findings.
    summary: SummaryObject<'r>,
    /// Groups of findings, the worst first.
    entries: Vec<EntryObject<'r>>,
    /// The findings, in the order of their groups.
    findings: Vec<FindingObject<'r>>,
}

/// `DIFF.md` says what changed in each version.
const VERSION: u32 = 2;

/// The `api.lock.json` of each side.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Locks")]
struct LocksObject<'r> {
    /// The file that was read for the old side, or null.
    old: Option<&'r str>,
    /// The file that was read for the new side, or null.
    new: Option<&'r str>,
    /// Whether the verdicts would depend on such a file, but none was read.
    missed: bool,
}

/// The worst verdicts, and numbers of findings.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Summary")]
struct SummaryObject<'r> {
    /// The worst effect on requests and responses.
    wire: Wire,
    /// The worst effect on programs that use the crate.
    source: Source,
    /// Whether programs that still compile behave differently.
    behaviour: bool,
    /// The version of the old crate.
    version: &'r str,
    /// The version that the next release needs; null if the old one is not a semantic version.
    bump: Option<&'r str>,
    /// The number of findings.
    findings: usize,
    /// The number of findings by their effect on the wire, and of others by their effect on
    /// programs.
    counts: Counts,
    /// How many of the findings `--limit` left out.
    left_out: usize,
    /// The number of further findings whose rules are ignored.
    ignored: usize,
    /// The number of further findings about operations that were not selected.
    unselected: usize,
    /// A remark on the whole report: two different APIs.
    note: Option<String>,
    /// Whether both sides have the same text and were not compared.
    same_text: bool,
}

/// The findings about one type, or about the same operations.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Entry")]
struct EntryObject<'r> {
    /// The type or the operations.
    title: &'r str,
    /// The worst effect on requests and responses.
    wire: Wire,
    /// The worst effect on programs that use the crate.
    source: Source,
    /// Whether programs that still compile behave differently.
    behaviour: bool,
    /// The fingerprints of its findings.
    findings: Vec<String>,
    /// The lines of the other formats.
    lines: Vec<LineObject>,
}

/// A line of the other formats: findings that differ only in a name.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Line")]
struct LineObject {
    /// What changed.
    message: String,
    /// Identifies the line, for `--accept`.
    fingerprint: String,
    /// The fingerprints of its findings.
    findings: Vec<String>,
}

/// One change.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingObject<'r> {
    /// The code of its rule, which `sdkwright explain` documents.
    code: &'static str,
    /// Identifies the change, for `--accept`.
    fingerprint: String,
    /// The changed operation, by method and path; the first one if several share the change or use
    /// the type.
    operation: Option<&'r str>,
    /// All affected operations: those that share the change, or that use the type.
    operations: &'r [String],
    /// The Rust name of the changed type.
    r#type: Option<&'r str>,
    /// The name on the wire of the changed property, parameter or value.
    member: Option<&'r str>,
    /// The direction of the affected values; null if the change applies to both or to none.
    direction: Option<Direction>,
    /// The effect on requests and responses.
    wire: Wire,
    /// The setting that decides if `wire` is `depends`.
    setting: Option<&'static str>,
    /// The effect on programs that use the crate.
    source: Source,
    /// Whether programs that still compile behave differently.
    behaviour: bool,
    /// What changed.
    message: String,
    /// The location in the old description, or null.
    old: Option<PlaceObject<'r>>,
    /// The location in the new description, or null.
    new: Option<PlaceObject<'r>>,
    /// The changed items of the crate.
    items: Vec<ItemObject>,
    /// A value that proves the change, or null.
    witness: Option<WitnessObject<'r>>,
    /// The reason for accepting the finding, or null.
    accepted: Option<&'r str>,
    /// The configured severity of its rule, or null.
    severity: Option<RuleSeverity>,
}

/// A location in a description.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Place")]
struct PlaceObject<'r> {
    /// The JSON pointer.
    pointer: &'r str,
    /// The file; like the line and the column, null if the text has changed meanwhile.
    file: Option<&'r str>,
    /// The line, from 1.
    line: Option<usize>,
    /// The column, from 1.
    column: Option<usize>,
}

/// A changed item of the crate.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Item")]
struct ItemObject {
    /// The path of the item.
    item: Option<String>,
    /// The old signature; null for an added item.
    old: Option<String>,
    /// The new signature; null for a removed item.
    new: Option<String>,
    /// The effect on programs that use the item.
    source: Source,
}

/// A value that is valid in only one version.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Witness")]
struct WitnessObject<'r> {
    /// The value; for a request its method and path, for a response its status.
    value: &'r Value,
    /// The description for which it is valid.
    good_for: Side,
}

impl<'r> ReportObject<'r> {
    fn of(report: &'r Report, limit: Limit) -> Self {
        let shown = limit.of(report, true);
        let summary = &report.summary;
        Self {
            version: VERSION,
            client: report.client.as_deref(),
            old: &report.old,
            new: &report.new,
            locks: LocksObject {
                old: report.locks.old.as_deref(),
                new: report.locks.new.as_deref(),
                missed: report.rests_on_lock,
            },
            summary: SummaryObject {
                wire: summary.wire,
                source: summary.source,
                behaviour: summary.behaviour,
                version: &summary.version,
                bump: summary.bump.as_deref(),
                findings: report.findings.len(),
                counts: summary.counts,
                left_out: shown.left_out,
                ignored: summary.ignored,
                unselected: summary.unselected,
                note: different_apis_note(report),
                same_text: report.is_same_text,
            },
            entries: shown.entries.iter().map(EntryObject::of).collect(),
            findings: shown.findings().map(FindingObject::of).collect(),
        }
    }
}

impl<'r> EntryObject<'r> {
    fn of(group: &ShownEntry<'r>) -> Self {
        let (wire, source, behaviour) = worst_verdicts(group.findings());
        Self {
            title: &group.entry.title,
            wire,
            source,
            behaviour,
            findings: group.findings().map(Finding::fingerprint).collect(),
            lines: group.lines.iter().map(LineObject::of).collect(),
        }
    }
}

impl LineObject {
    fn of(line: &Alike<'_>) -> Self {
        Self {
            message: line.sentence_within(),
            fingerprint: line.fingerprint(),
            findings: line.findings().map(Finding::fingerprint).collect(),
        }
    }
}

impl<'r> FindingObject<'r> {
    fn of(finding: &'r Finding) -> Self {
        let witness = finding.witness.as_ref();
        Self {
            code: finding.code(),
            fingerprint: finding.fingerprint(),
            operation: finding.subject.operation.as_deref(),
            operations: &finding.operations,
            r#type: finding.subject.type_name.as_deref(),
            member: finding.subject.member.as_deref(),
            direction: finding.direction,
            wire: finding.wire,
            setting: finding.wire.setting(),
            source: finding.source,
            behaviour: finding.behaviour,
            message: finding.message.to_string(),
            old: finding.old.as_ref().map(PlaceObject::of),
            new: finding.new.as_ref().map(PlaceObject::of),
            items: finding.items.iter().map(ItemObject::of).collect(),
            witness: witness.map(|Witness { value, was_good }| {
                let good_for = if *was_good { Side::Old } else { Side::New };
                WitnessObject { value, good_for }
            }),
            accepted: finding.accepted.as_deref(),
            severity: finding.severity,
        }
    }
}

impl<'r> PlaceObject<'r> {
    fn of(place: &'r SourceLocation) -> Self {
        let location = place.location.as_ref();
        Self {
            pointer: &place.origin.pointer,
            file: location.map(|location| location.file.as_str()),
            line: location.map(|location| location.line),
            column: location.map(|location| location.column),
        }
    }
}

impl ItemObject {
    fn of(change: &ItemChange) -> Self {
        let Sides { old, new } = change.signatures();
        Self {
            item: change.path(),
            old,
            new,
            source: change.level,
        }
    }
}
