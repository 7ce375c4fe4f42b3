//! The dated changes, one by one.

use serde_json::{Value, json};
use tests::findings::finding_line;
use tests::own::own_changes;
use tests::pinned::pin_json;

use super::{compare_states, tests_folder};

/// For each kind of change in the history of the API: the code of the finding that it must give,
/// and the changes of this kind; 1 is the change `CH-01`.
const IMPLIED: [(&str, &[u32]); 16] = [
    // The first version.
    ("operation-added", &[1]),
    // Documentation only.
    ("parameter-docs-changed", &[2, 36]),
    ("operation-docs-changed", &[9]),
    ("property-docs-changed", &[28]),
    ("type-docs-changed", &[36, 38]),
    ("property-example-changed", &[10, 37]),
    // The account was a setting of the client, and then became an argument of each method again.
    ("binding-changed", &[15, 16]),
    // Properties were added and removed.
    (
        "property-added-optional",
        &[4, 5, 6, 7, 14, 17, 18, 19, 22, 26, 27, 31, 32, 33, 35],
    ),
    ("property-added-required", &[8, 11, 29]),
    ("property-became-optional", &[12]),
    ("property-removed-optional", &[23, 24, 25]),
    ("property-deprecated", &[20, 34]),
    // Types.
    ("type-removed", &[3]),
    ("map-became-object", &[13]),
    ("type-added", &[21]),
    ("enum-added", &[30]),
];

#[test]
fn each_dated_change_is_found() {
    let mut found = serde_json::Map::new();
    let changes = own_changes().unwrap();
    let numbers: Vec<String> = (1..=38).map(|number| format!("CH-{number:02}")).collect();
    assert_eq!(
        changes
            .iter()
            .map(|change| change.name.as_str())
            .collect::<Vec<_>>(),
        numbers
    );
    for (number, change) in (1..).zip(&changes) {
        let report = compare_states(&change.old, &change.new);
        let codes: Vec<&str> = report
            .findings
            .iter()
            .map(|finding| finding.code())
            .collect();
        let implied: Vec<&str> = IMPLIED
            .iter()
            .filter(|(_, dates)| dates.contains(&number))
            .map(|(code, _)| *code)
            .collect();
        assert!(!implied.is_empty(), "{}: {codes:?}", change.name);
        for code in implied {
            assert!(
                codes.contains(&code),
                "{}: {codes:?}, expected {code}",
                change.name
            );
        }
        let findings: Vec<String> = report.findings.iter().map(finding_line).collect();
        found.insert(
            change.name.clone(),
            json!({ "source": report.summary.source.as_str(), "findings": findings }),
        );
    }
    pin_json(
        &tests_folder().join("diff/own/expected.json"),
        &Value::Object(found),
    )
    .unwrap();
}
