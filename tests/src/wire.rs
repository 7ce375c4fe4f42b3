//! Tests a description end to end: generates its crate, and runs a program as an integration test
//! of that crate.

use std::error::Error;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::Command;

use sdkwright::diag::{LocatedDiagnostic, Severity};
use sdkwright::{Generator, Outcome};

/// Descriptions that need, together, each module of the runtime.
pub const CLIENTS: [&str; 9] = [
    "additions",
    "bodies",
    "configured",
    "lists",
    "oauth2",
    "parameters",
    "responses",
    "webhooks_github",
    "xml",
];

/// The result of generating and testing a crate.
#[derive(Debug)]
pub struct TestRun {
    /// Warnings of the generator.
    pub warnings: Vec<String>,
    /// Whether the program passed.
    pub passed: bool,
    /// The output of the program.
    pub output: String,
}

/// Generates a crate from `NAME/NAME.yaml` below `folder`, with `NAME/generator.yaml` if it exists,
/// and runs `NAME/wire.rs` as its integration test.
///
/// # Errors
/// If generation fails, a file cannot be written, or Cargo cannot be started.
pub fn run_wire_test(name: &str, folder: &Path) -> Result<TestRun, Box<dyn Error>> {
    let folder = folder.join(name);
    let package = folder.join("client");
    fs::create_dir_all(&folder)?;
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;
    let generated = generate_client(Path::new(name), name, &format!("{name}-client"), &package)?;

    fs::create_dir_all(package.join("tests/wire"))?;
    fs::copy(
        format!("{name}/wire.rs"),
        package.join("tests/wire/main.rs"),
    )?;
    fs::copy("src/server.rs", package.join("tests/wire/server.rs"))?;
    fs::copy("../Cargo.lock", folder.join("Cargo.lock"))?;

    let (passed, output) = cargo_test(&folder, "--test=*")?;
    let warnings = generated
        .reports
        .iter()
        .filter(is_warning)
        .map(ToString::to_string)
        .collect();
    Ok(TestRun {
        warnings,
        passed,
        output,
    })
}

/// Generates a crate from each `FOLDER/NAME/NAME.yaml` below `folder`, with the `generator.yaml`
/// next to it if it exists, and runs `FOLDER/NAME/main.rs` with its modules as a test of that
/// crate. All crates form one workspace.
///
/// # Errors
/// If generation fails, a file cannot be written, or Cargo cannot be started.
pub fn run_all(name: &str, packages: &[&str], folder: &Path) -> Result<TestRun, Box<dyn Error>> {
    let folder = folder.join(name);
    fs::create_dir_all(&folder)?;
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {packages:?}\n\n[profile.dev]\ndebug = false\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy("../Cargo.lock", folder.join("Cargo.lock"))?;
    let mut warnings = Vec::new();
    for package in packages {
        let source = Path::new(name).join(package);
        let generated = generate_client(&source, package, package, &folder.join(package))?;
        warnings.extend(
            generated
                .reports
                .iter()
                .filter(is_warning)
                .map(ToString::to_string),
        );
        let tests = folder.join(package).join("tests/wire");
        fs::create_dir_all(&tests)?;
        for file in fs::read_dir(&source)? {
            let file = file?.path();
            if let (Some(name), true) = (
                file.file_name(),
                file.extension().is_some_and(|ending| ending == "rs"),
            ) {
                fs::copy(&file, tests.join(name))?;
            }
        }
        fs::copy("src/server.rs", tests.join("server.rs"))?;
    }
    let (passed, output) = cargo_test(&folder, "--test=wire")?;
    Ok(TestRun {
        warnings,
        passed,
        output,
    })
}

/// Runs the doctests of a crate that [`run_wire_test`] made, including its README; returns whether
/// they passed, and their output.
///
/// # Errors
/// If the crate does not exist, or Cargo cannot be started.
pub fn run_examples(name: &str, folder: &Path) -> Result<(bool, String), Box<dyn Error>> {
    cargo_test(&folder.join(name), "--doc")
}

/// Removes the lock of an earlier run, which would keep that run's names.
///
/// # Errors
/// If the lock exists and cannot be removed.
pub fn remove_lock(output: &Path) -> io::Result<()> {
    match fs::remove_file(output.join("api.lock.json")) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Generates the crate `package` into `output` from the description in a folder, with the
/// configuration next to it if it exists.
fn generate_client(
    folder: &Path,
    name: &str,
    package: &str,
    output: &Path,
) -> Result<Outcome, Box<dyn Error>> {
    remove_lock(output)?;
    let config = folder.join("generator.yaml");
    let description = folder.join(format!("{name}.yaml"));
    let generator = if config.exists() {
        Generator::from_config(config)
    } else {
        Generator::new(description)
    };
    Ok(generator.package(package).output(output).generate()?)
}

/// Returns Cargo in a folder of the tests' temporary directory. All emitted crates share one target
/// folder, so that their dependencies are built once.
pub fn cargo_command(folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    let target = folder.with_file_name("emitted-target");
    cargo
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    cargo
}

fn cargo_test(folder: &Path, what: &str) -> Result<(bool, String), Box<dyn Error>> {
    // The crate is built without TLS, since the server is on the loopback interface.
    let manifest = fs::read_to_string(folder.join("client/Cargo.toml")).unwrap_or_default();
    let speaks_xml = manifest.contains("\nxml = ");
    let features = if speaks_xml {
        "reqwest,test-util,xml"
    } else {
        "reqwest,test-util"
    };
    let output = cargo_command(folder)
        .args([
            "test",
            "--quiet",
            "--no-default-features",
            "--features",
            features,
            what,
        ])
        .output()?;
    let printed = [output.stdout, output.stderr]
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .concat();
    Ok((output.status.success(), printed))
}

/// Returns whether a report is a warning or an error: notes report no problem.
fn is_warning(report: &&LocatedDiagnostic) -> bool {
    report.diagnostic.severity != Severity::Note
}
