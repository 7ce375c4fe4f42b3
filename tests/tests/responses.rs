//! Responses, servers and credentials end to end: generates a crate from
//! `responses/responses.yaml`, and runs `responses/wire.rs` as its test against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_kind_of_response_arrives() {
    let ran = wire::run_wire_test("responses", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    let warnings = &ran.warnings;
    let codes: Vec<&str> = warnings
        .iter()
        .filter_map(|text| text.split(['[', ']']).nth(1))
        .collect();
    assert_eq!(codes, ["client-certificate"], "{warnings:?}");
    assert!(ran.passed, "{}", ran.output);
}
