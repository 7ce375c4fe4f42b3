//! Compares versions of descriptions, and writes findings in one line as the pinned files have
//! them.

use sdkwright::diff::{DiffOptions, Finding, Report, Version, compare_versions};

/// Compares two versions as if today were always the same day: findings depend on the sunset dates
/// that have passed.
#[must_use]
#[expect(clippy::unwrap_used, reason = "the day is a date")]
pub fn compare_on_test_day(old: &Version, new: &Version) -> Report {
    let options = DiffOptions {
        today: "2026-11-20".parse().unwrap(),
    };
    compare_versions(old, new, &options)
}

/// Returns the code, direction, verdicts and witness of a finding.
#[must_use]
pub fn finding_line(finding: &Finding) -> String {
    let direction = finding.direction.map_or_else(String::new, |direction| {
        format!(" ({})", direction.as_str())
    });
    let behaviour = if finding.behaviour { ", behaviour" } else { "" };
    let witness = finding
        .witness
        .as_ref()
        .map_or_else(String::new, |witness| {
            format!("; {}", witness.format_witness())
        });
    format!(
        "{}{direction}: {}, {}{behaviour}{witness}",
        finding.code(),
        finding.wire,
        finding.source.as_str()
    )
}
