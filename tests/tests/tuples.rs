//! Tuples on the whole road: `tuples/tuples.yaml` becomes a crate, and `tuples/wire.rs` runs beside it, as a test of its
//! own, against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_place_of_a_tuple_is_typed() {
    let ran = wire::run("tuples", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
}
