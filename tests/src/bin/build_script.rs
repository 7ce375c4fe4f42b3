//! The build script of `docs/src/guide/builds.md`, which a test runs.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("OUT_DIR")?).join("pets");
    let generator = sdkwright::Generator::from_config("generator.yaml").output(&folder);
    let outcome = generator.generate()?;
    for file in outcome.sources {
        println!("cargo::rerun-if-changed={}", file.display());
    }

    // A file that `include!` reads cannot have attributes and docs of the crate (`#![…]`, `//!`).
    let root = fs::read_to_string(folder.join("src/lib.rs"))?;
    let mut items: Vec<&str> = root.lines().collect();
    items.retain(|line| !line.starts_with("//!") && !line.starts_with("#!["));
    fs::write(folder.join("src/items.rs"), items.join("\n"))?;
    Ok(())
}
