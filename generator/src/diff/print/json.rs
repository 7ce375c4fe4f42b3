//! JSON, for programs. `DIFF.md` documents it; `version` increases when a field changes its meaning.

use serde_json::{Map, Value, json};

use super::*;

/// Formats the report as JSON.
pub fn json(report: &Report, limit: Limit) -> Value {
    let shown = limit.of(report, true);
    let summary = &report.summary;
    let counts: Map<String, Value> =
        summary.counts.0.into_iter().map(|(word, count)| (word.to_owned(), count.into())).collect();
    json!({
        "version": 2,
        "old": report.old,
        "new": report.new,
        "locks": { "old": report.locks.0, "new": report.locks.1, "missed": report.rests_on_lock },
        "summary": {
            "wire": summary.wire.as_str(),
            "source": summary.source.as_str(),
            "behaviour": summary.behaviour,
            "version": summary.version,
            "bump": summary.bump,
            "findings": report.findings.len(),
            "counts": counts,
            "left_out": shown.left_out,
            "ignored": summary.ignored,
            "unselected": summary.unselected,
            "note": different_apis_note(report),
            "same_text": report.is_same_text,
        },
        "entries": shown.entries.iter().map(entry).collect::<Vec<_>>(),
        "findings": shown.findings().map(finding).collect::<Vec<_>>(),
    })
}

fn entry(group: &ShownEntry<'_>) -> Value {
    let (wire, source, behaviour) = worst_verdicts(group.findings());
    json!({
        "title": group.entry.title,
        "wire": wire.as_str(),
        "source": source.as_str(),
        "behaviour": behaviour,
        "findings": group.findings().map(Finding::fingerprint).collect::<Vec<_>>(),
        "lines": group.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

fn line(line: &Alike<'_>) -> Value {
    json!({
        "message": line.sentence_within(),
        "fingerprint": line.fingerprint(),
        "findings": line.findings().map(Finding::fingerprint).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code(),
        "fingerprint": finding.fingerprint(),
        "operation": finding.subject.operation,
        "operations": *finding.operations,
        "type": finding.subject.type_name,
        "member": finding.subject.member,
        "direction": finding.direction.map(Direction::as_str),
        "wire": finding.wire.as_str(),
        "setting": finding.wire.setting(),
        "source": finding.source.as_str(),
        "behaviour": finding.behaviour,
        "message": finding.message,
        "old": finding.old.as_ref().map(place),
        "new": finding.new.as_ref().map(place),
        "items": finding.items.iter().map(item).collect::<Vec<_>>(),
        "witness": finding.witness.as_ref().map(|witness| json!({
            "value": witness.value,
            "good_for": if witness.was_good { "old" } else { "new" },
        })),
        "accepted": finding.accepted,
        "severity": finding.severity.map(RuleSeverity::as_str),
    })
}

fn item(change: &Change) -> Value {
    let (path, old, new) = change.parts();
    json!({ "item": path, "old": old, "new": new, "source": change.level.as_str() })
}

fn place(place: &SourceLocation) -> Value {
    let location = place.location.as_ref();
    json!({
        "pointer": place.origin.pointer.as_ref(),
        "file": location.map(|location| &location.file),
        "line": location.map(|location| location.line),
        "column": location.map(|location| location.column),
    })
}
