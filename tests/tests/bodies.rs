//! Request bodies on the whole road: `bodies/bodies.yaml` becomes a crate, and `bodies/wire.rs` runs beside it, as a
//! test of its own, against a server that keeps what arrives.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn every_kind_of_body_arrives() {
    let ran = wire::run("bodies", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    let mut said = ran.warnings.iter().map(|said| said.lines().next().unwrap_or_default()).collect::<Vec<_>>();
    said.sort_unstable();
    let expected = [
        "warning[multipart-without-names]: `multipart/form-data` has named parts, but the description does not name them",
        "warning[raw-body]: the generator cannot write values as `application/yaml`",
    ];
    assert_eq!(said, expected, "YAML is loosened, and parts that nobody names");
    assert!(ran.passed, "{}", ran.output);
}
