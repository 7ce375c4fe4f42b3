//! Responses, servers and credentials on the whole road: `responses/responses.yaml` becomes a crate, and `responses/wire.rs`
//! runs beside it, as a test of its own, against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_kind_of_response_arrives() {
    let ran = wire::run("responses", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    let said = &ran.warnings;
    let codes: Vec<&str> = said.iter().filter_map(|text| text.split(['[', ']']).nth(1)).collect();
    assert_eq!(codes, ["client-certificate"], "{said:?}");
    assert!(ran.passed, "{}", ran.output);
}
