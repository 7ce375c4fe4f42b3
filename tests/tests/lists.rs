//! Lists in pages on the whole road: `lists/lists.yaml` becomes a crate, and `lists/wire.rs` runs beside it, as a test of
//! its own, against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_kind_of_list_is_read_to_its_end() {
    let ran = wire::run("lists", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
}
