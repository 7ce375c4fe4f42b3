//! Parameters end to end: generates a crate from `parameters/parameters.yaml`, and runs
//! `parameters/wire.rs` as its test against a server that records requests.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_style_arrives() {
    let ran = wire::run_wire_test("parameters", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    assert!(
        ran.warnings
            .iter()
            .all(|warning| warning.contains("[renamed")),
        "{:?}",
        ran.warnings
    );
    assert!(ran.passed, "{}", ran.output);
}
