//! A description on the whole road: it becomes a crate, and a program runs beside it, as a test of its own.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use generator::Generator;
use generator::diag::{Report, Severity};

/// What came of a description.
#[derive(Debug)]
pub struct Ran {
    /// What the generator said of it.
    pub warnings: Vec<String>,
    /// Whether the program beside the crate passed.
    pub passed: bool,
    /// What it printed.
    pub output: String,
}

/// Makes a crate of `NAME/NAME.yaml` below `folder`, and runs `NAME/wire.rs` as its test.
///
/// # Errors
/// The description becomes no crate, a file cannot be written, or Cargo cannot be started.
pub fn run(name: &str, folder: &Path) -> Result<Ran, Box<dyn Error>> {
    // Packages have names of their own, and what they stand on is built once.
    let target = folder.join("wire-target");
    let folder = folder.join(name);
    let package = folder.join("client");
    let spec = format!("{name}/{name}.yaml");
    let generated = Generator::new(spec).package(format!("{name}-client")).output(&package).generate()?;

    fs::create_dir_all(package.join("tests/wire"))?;
    fs::copy(format!("{name}/wire.rs"), package.join("tests/wire/main.rs"))?;
    fs::copy("src/server.rs", package.join("tests/wire/server.rs"))?;
    fs::copy("../Cargo.lock", folder.join("Cargo.lock"))?;
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n\n[profile.dev]\ndebug = false\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;

    // Without TLS: the server is on the loopback.
    let speaks_xml = fs::read_to_string(package.join("Cargo.toml"))?.contains("\nxml = ");
    let features = if speaks_xml { "reqwest,xml" } else { "reqwest" };
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--no-default-features", "--features", features, "--tests"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target)
        .output()?;
    Ok(Ran {
        warnings: generated.reports.iter().filter(is_warning).map(ToString::to_string).collect(),
        passed: output.status.success(),
        output: [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat(),
    })
}

/// Notes tell of nothing that is wrong.
fn is_warning(report: &&Report) -> bool {
    report.diagnostic.severity != Severity::Note
}
