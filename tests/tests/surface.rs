//! Programs as users would write them, on the whole road: cuts of real descriptions in `surface/` become crates, and the
//! tests in `checks.rs` run the program beside each of them.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn programs_against_real_apis_work() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let packages = ["discord", "github", "kubernetes", "openai", "slack", "stripe"];
    let ran = wire::run_all("surface", &packages, folder).unwrap();
    assert!(ran.passed, "{}", ran.output);
}
