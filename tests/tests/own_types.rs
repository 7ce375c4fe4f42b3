//! Types as `generator.yaml` wants them, end to end: generates a crate from
//! `own_types/own_types.yaml` and its `generator.yaml`, and runs `own_types/wire.rs` as its test.

#![cfg(test)]

use std::fs;
use std::path::Path;

use tests::wire;

/// Copies a crate of `own_types` beside the client.
fn copy_crate(name: &str, folder: &Path) {
    let source = Path::new("own_types").join(name);
    let target = folder.join("own_types").join(name);
    fs::create_dir_all(target.join("src")).unwrap();
    for file in ["Cargo.toml", "src/lib.rs"] {
        fs::copy(source.join(file), target.join(file)).unwrap();
    }
}

#[test]
fn types_are_as_the_user_wants_them() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    copy_crate("described", folder);
    let ran = wire::run_wire_test("own_types", folder).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
    let (passed, output) = wire::run_examples("own_types", folder).unwrap();
    assert!(passed, "{output}");
}
