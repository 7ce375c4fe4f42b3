//! The build script of `docs/src/guide/module.md`, which a test runs.

use std::path::Path;

fn main() {
    let folder = Path::new(&std::env::var_os("OUT_DIR").unwrap_or_default()).join("api");
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
