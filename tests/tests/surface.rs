//! Programs as users would write them, end to end. For each folder of `surface/`, generates a crate
//! from its excerpt of a real description, and runs the tests in its `checks.rs` with the program
//! next to that file.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn programs_against_real_apis_work() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let packages = [
        "discord",
        "github",
        "kubernetes",
        "openai",
        "slack",
        "stripe",
    ];
    let ran = wire::run_all("surface", &packages, folder).unwrap();
    assert!(ran.passed, "{}", ran.output);
}
