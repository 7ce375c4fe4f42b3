//! Parameters on the whole road: `parameters/parameters.yaml` becomes a crate, and `parameters/wire.rs` runs beside it,
//! as a test of its own, against a server that keeps what arrives.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_style_arrives() {
    let ran = wire::run("parameters", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    assert!(ran.warnings.iter().all(|warning| warning.contains("[renamed")), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
}
