//! Replies, servers and credentials on the whole road: `replies/replies.yaml` becomes a crate, and `replies/wire.rs`
//! runs beside it, as a test of its own, against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_kind_of_reply_arrives() {
    let ran = wire::run("replies", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    let said = &ran.warnings;
    let codes: Vec<&str> = said.iter().filter_map(|text| text.split(['[', ']']).nth(1)).collect();
    assert_eq!(codes, ["client-certificate"], "{said:?}");
    assert!(ran.passed, "{}", ran.output);
}
