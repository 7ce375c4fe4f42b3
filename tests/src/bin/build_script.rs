//! The build script of `docs/src/guide/module.md`, which a test runs.
#![expect(clippy::expect_used, reason = "as on the page")]

use std::path::Path;

fn main() {
    let folder = Path::new(&std::env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR")).join("api");
    let generator = sdkwright::Generator::new("pets.yaml").module(folder, ["test-util"]);
    match generator.generate() {
        Ok(outcome) => {
            for file in outcome.sources {
                println!("cargo::rerun-if-changed={}", file.display());
            }
        }
        Err(failure) => {
            eprintln!("{failure}");
            std::process::exit(1);
        }
    }
}
