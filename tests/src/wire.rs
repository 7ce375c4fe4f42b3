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

/// Makes a crate of `NAME/NAME.yaml`, as `NAME/generator.yaml` shapes it if there is one, below `folder`, and runs `NAME/wire.rs` as its test.
///
/// # Errors
/// The description becomes no crate, a file cannot be written, or Cargo cannot be started.
pub fn run(name: &str, folder: &Path) -> Result<Ran, Box<dyn Error>> {
    let folder = folder.join(name);
    let package = folder.join("client");
    let config = format!("{name}/generator.yaml");
    let generator = if Path::new(&config).exists() {
        Generator::from_config(config)
    } else {
        Generator::new(format!("{name}/{name}.yaml"))
    };
    fs::create_dir_all(&folder)?;
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n\n[profile.dev]\ndebug = false\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;
    let generated = generator.package(format!("{name}-client")).output(&package).generate()?;

    fs::create_dir_all(package.join("tests/wire"))?;
    fs::copy(format!("{name}/wire.rs"), package.join("tests/wire/main.rs"))?;
    fs::copy("src/server.rs", package.join("tests/wire/server.rs"))?;
    fs::copy("../Cargo.lock", folder.join("Cargo.lock"))?;

    let (passed, output) = cargo_test(&folder, "--tests")?;
    let warnings = generated.reports.iter().filter(is_warning).map(ToString::to_string).collect();
    Ok(Ran { warnings, passed, output })
}

/// Runs the examples of a crate that [`run`] made, those of its README among them; says whether they passed, and what
/// was printed.
///
/// # Errors
/// There is no such crate, or Cargo cannot be started.
pub fn examples(name: &str, folder: &Path) -> Result<(bool, String), Box<dyn Error>> {
    cargo_test(&folder.join(name), "--doc")
}

fn cargo_test(folder: &Path, what: &str) -> Result<(bool, String), Box<dyn Error>> {
    // Packages have names of their own, and what they stand on is built once.
    let target = folder.with_file_name("wire-target");
    // Without TLS: the server is on the loopback.
    let speaks_xml = fs::read_to_string(folder.join("client/Cargo.toml"))?.contains("\nxml = ");
    let features = if speaks_xml { "reqwest,test-util,xml" } else { "reqwest,test-util" };
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--no-default-features", "--features", features, what])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()?;
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    Ok((output.status.success(), said))
}

/// Notes tell of nothing that is wrong.
fn is_warning(report: &&Report) -> bool {
    report.diagnostic.severity != Severity::Note
}
