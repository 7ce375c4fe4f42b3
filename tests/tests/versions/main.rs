//! The history of the client's own API: the findings for each dated change and between successive versions, and whether
//! clients of earlier versions can read later responses, as the comparison predicts.

#![cfg(test)]

mod changes;
mod responses;

use std::collections::BTreeMap;
use std::path::Path;

use sdkwright::diff::{
    DiffOptions, Direction, Finding, Report, Source, Version, Wire, compare_versions,
};
use serde_json::{Value, json};
use tests::own::{State, own_versions};

fn tests_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn compare_states(old: &State, new: &State) -> Report {
    let (old, new) = Version::read_both(&old.generator(), &new.generator());
    compare_versions(
        &old.unwrap(),
        &new.unwrap(),
        &DiffOptions {
            today: "2026-11-20".parse().unwrap(),
        },
    )
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

/// Compares the actual result with a file in `tests/diff/own`; `UPDATE=1` rewrites it.
fn pin_result(file: &str, found: &Value) {
    let path = tests_folder().join("diff/own").join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{found:#}\n")).unwrap();
    }
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(*found, expected, "{file}");
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
    pin_result("versions.json", &Value::Object(found));
}
