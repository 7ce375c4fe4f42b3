//! `FEATURES.md` has an answer in each row and an existing test for each claim.

#![cfg(test)]

use std::fs;
use std::path::Path;

use tests::named::{Tests, names_in};

/// The number of rows that the table must answer.
const ROWS: usize = 79;

fn workspace_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Returns the rows of all tables of the file, as cells.
fn feature_rows() -> Vec<Vec<String>> {
    let text = fs::read_to_string(workspace_folder().join("generator/FEATURES.md")).unwrap();
    let lines = text
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    lines
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}

#[test]
fn every_row_is_answered() {
    let mut number = 0;
    for row in feature_rows()
        .iter()
        .filter(|row| row[0].parse::<usize>().is_ok())
    {
        number += 1;
        let [own, _feature, answer, how, tests] = row.as_slice() else {
            panic!("five cells: {row:?}")
        };
        assert_eq!(own, &number.to_string());
        match answer.as_str() {
            "yes" => assert!(
                names_in(tests).next().is_some(),
                "row {number} names no test"
            ),
            "no" => assert!(how.len() > 20, "row {number} does not say why"),
            "open" => assert!(
                names_in(tests).next().is_none(),
                "row {number} has a test, is it open?"
            ),
            other => panic!("row {number}: `{other}`, expected `yes`, `no` or `open`"),
        }
    }
    assert_eq!(number, ROWS);
}

#[test]
fn the_summary_matches_the_rows() {
    let rows = feature_rows();
    let [yes, no, open] = ["yes", "no", "open"].map(|answer| {
        rows.iter()
            .filter(|row| row.get(2).is_some_and(|cell| cell == answer))
            .count()
    });
    let sum = format!("{yes} yes, {no} no, {open} open.");
    let text = fs::read_to_string(workspace_folder().join("generator/FEATURES.md")).unwrap();
    assert!(text.contains(&sum), "expected `{sum}` at the top");
}

#[test]
fn every_named_test_exists() {
    let tests = Tests::of(workspace_folder()).unwrap();
    assert!(
        tests.has("features::every_named_test_exists")
            && tests.has("client::wire::retries_are_exhausted")
    );
    assert!(
        !tests.has("features::rows") && !tests.has("wire::nothing"),
        "functions that are no tests do not count"
    );
    let rows = feature_rows();
    let named: Vec<&str> = rows
        .iter()
        .flat_map(|row| names_in(row.last().unwrap()))
        .collect();
    let missing: Vec<&&str> = named.iter().filter(|name| !tests.has(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
