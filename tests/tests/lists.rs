//! Pagination end to end: generates a crate from `lists/lists.yaml`, and runs `lists/wire.rs` as
//! its test against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_kind_of_pagination_works() {
    let ran = wire::run_wire_test("lists", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
}
