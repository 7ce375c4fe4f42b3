//! Request bodies on the whole road: `bodies/bodies.yaml` becomes a crate, and `bodies/wire.rs` runs beside it, as a
//! test of its own, against a server that keeps what arrives.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_kind_of_body_arrives() {
    let ran = wire::run("bodies", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    let said = &ran.warnings;
    assert_eq!(said.len(), 1, "only YAML is loosened: {said:?}");
    assert!(said[0].starts_with("warning[raw-body]: values cannot be written as `application/yaml`"), "{said:?}");
    assert!(ran.passed, "{}", ran.output);
}
