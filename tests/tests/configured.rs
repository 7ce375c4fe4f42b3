//! Waiters and idempotency keys on the whole road: `configured/configured.yaml` and its `generator.yaml` become a crate,
//! and `configured/wire.rs` runs beside it, as a test of its own.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn what_a_configuration_adds_works() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let ran = wire::run("configured", folder).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
    let readme = std::fs::read_to_string(folder.join("configured/client/README.md")).unwrap();
    for part in ["\n## Waiting\n", "\n## Idempotency keys\n", ".wait_until_done(", ".idempotency_key("] {
        assert!(readme.contains(part), "no {part:?}");
    }
    let (passed, output) = wire::examples("configured", folder).unwrap();
    assert!(passed, "{output}");
}
