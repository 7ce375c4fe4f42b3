//! Request bodies end to end: generates a crate from `bodies/bodies.yaml`, and runs
//! `bodies/wire.rs` as its test against a server that records requests.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_kind_of_body_arrives() {
    let ran = wire::run_wire_test("bodies", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    let mut warnings = ran
        .warnings
        .iter()
        .map(|warnings| warnings.lines().next().unwrap_or_default())
        .collect::<Vec<_>>();
    warnings.sort_unstable();
    let expected = [
        "warning[multipart-without-names]: `multipart/form-data` has named parts, but the description does not name them",
        "warning[raw-body]: a body of type `application/yaml` has no typed form here",
    ];
    assert_eq!(
        warnings, expected,
        "YAML is loosened, and parts that nobody names"
    );
    assert!(ran.passed, "{}", ran.output);
}
