//! JSON, for programs. `DIFF.md` says what is in it; `version` rises when something there changes its meaning.

use serde_json::{Value, json};

use super::{Limit, strangers};
use crate::diff::Report;
use crate::diff::finding::{Finding, Place};

/// The version of the format.
pub const VERSION: u32 = 1;

/// The report as JSON.
pub fn json(report: &Report, limit: Limit) -> Value {
    let (findings, left_out) = limit.of(report);
    let summary = &report.summary;
    json!({
        "version": VERSION,
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
            "left_out": left_out,
            "note": strangers(report),
        },
        "findings": findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "fingerprint": finding.fingerprint(),
        "operation": finding.subject.operation,
        "type": finding.subject.type_name,
        "member": finding.subject.member,
        "direction": finding.direction.map(super::super::Direction::as_str),
        "wire": finding.wire.as_str(),
        "setting": finding.wire.setting(),
        "source": finding.source.as_str(),
        "behaviour": finding.behaviour,
        "message": finding.message,
        "old": finding.old.as_ref().map(place),
        "new": finding.new.as_ref().map(place),
        "items": finding.items.iter().map(|change| json!({
            "item": change.item().map(crate::render::surface::Item::path),
            "old": change.old.as_ref().map(|item| &item.signature),
            "new": change.new.as_ref().map(|item| &item.signature),
            "source": change.level.as_str(),
        })).collect::<Vec<_>>(),
        "witness": finding.witness.as_ref().map(|witness| json!({
            "value": witness.value,
            "good_for": if witness.was_good { "old" } else { "new" },
        })),
        "accepted": finding.accepted,
    })
}

fn place(place: &Place) -> Value {
    let location = place.location.as_ref();
    json!({
        "pointer": place.origin.pointer.as_str(),
        "file": location.map(|location| &location.file),
        "line": location.map(|location| location.line),
        "column": location.map(|location| location.column),
    })
}
