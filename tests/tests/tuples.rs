//! Tuples end to end: generates a crate from `tuples/tuples.yaml`, and runs `tuples/wire.rs` as its
//! test against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn tuples_are_typed_and_sent() {
    let ran = wire::run_wire_test("tuples", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
}
