//! The additions of OpenAPI 3.2 end to end: generates a crate from `additions/additions.yaml`, and
//! runs `additions/wire.rs` as its test against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_addition_is_sent_and_read() {
    let ran = wire::run_wire_test("additions", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    let warnings = &ran.warnings;
    let codes: Vec<&str> = warnings
        .iter()
        .filter_map(|text| text.split(['[', ']']).nth(1))
        .collect();
    // The parts of `/album` are decoded by the caller, one by one.
    assert_eq!(codes, ["raw-response"], "{warnings:?}");
    assert!(ran.passed, "{}", ran.output);
}
