//! The history of the client's own API: the findings for each dated change and between successive
//! versions, and whether clients of earlier versions can read later responses, as the comparison
//! predicts.

#![cfg(test)]

mod changes;
mod responses;

use std::collections::BTreeMap;
use std::path::Path;

use sdkwright::diff::{Direction, Finding, Report, Sides, Source, Version, Wire};
use serde_json::{Value, json};
use tests::findings::compare_on_test_day;
use tests::own::{State, own_versions};
use tests::pinned::pin_json;

fn tests_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn compare_states(old: &State, new: &State) -> Report {
    let Sides { old, new } = Version::read_both(&old.generator(), &new.generator());
    compare_on_test_day(&old.unwrap(), &new.unwrap())
}

/// Findings about responses.
fn of_responses(report: &Report) -> impl Iterator<Item = &Finding> {
    report
        .findings
        .iter()
        .filter(|finding| finding.direction == Some(Direction::Response))
}

/// Returns the gravest verdict on responses.
fn gravest_verdict(report: &Report) -> Wire {
    of_responses(report)
        .map(|finding| finding.wire)
        .max()
        .unwrap_or_default()
}

#[test]
fn each_version_is_compared_with_the_next() {
    let versions = own_versions().unwrap();
    let mut found = serde_json::Map::new();
    for (old, new) in [(0, 1), (1, 2), (2, 3), (3, 4), (1, 4), (4, 1)] {
        let ((from, old_state), (to, new_state)) = (&versions[old], &versions[new]);
        let report = compare_states(old_state, new_state);
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &report.findings {
            *codes.entry(finding.code()).or_default() += 1;
        }
        let verdicts = json!({
            "wire": report.summary.wire.as_str(), "source": report.summary.source.as_str(),
            "behaviour": report.summary.behaviour, "responses": gravest_verdict(&report).as_str(), "findings": codes,
        });
        found.insert(format!("{from} to {to}"), verdicts);
        if old < new {
            assert!(
                report.summary.source >= Source::Minor,
                "each version adds something"
            );
        }
    }
    pin_json(
        &tests_folder().join("diff/own/versions.json"),
        &Value::Object(found),
    )
    .unwrap();
}
