//! A description on the whole road: it becomes a crate, and a program runs beside it, as a test of its own.

use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use generator::diag::{Report, Severity};
use generator::{Generator, Outcome};

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
    fs::create_dir_all(&folder)?;
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;
    let generated = generate(Path::new(name), name, &format!("{name}-client"), &package)?;

    fs::create_dir_all(package.join("tests/wire"))?;
    fs::copy(format!("{name}/wire.rs"), package.join("tests/wire/main.rs"))?;
    fs::copy("src/server.rs", package.join("tests/wire/server.rs"))?;
    fs::copy("../Cargo.lock", folder.join("Cargo.lock"))?;

    let (passed, output) = cargo_test(&folder, "--tests")?;
    let warnings = generated.reports.iter().filter(is_warning).map(ToString::to_string).collect();
    Ok(Ran { warnings, passed, output })
}

/// Makes a crate of each `FOLDER/NAME/NAME.yaml`, as the `generator.yaml` beside it shapes it if there is one, below
/// `folder`, and runs `FOLDER/NAME/main.rs` with the modules beside it as a test of that crate. All crates are one
/// workspace.
///
/// # Errors
/// A description becomes no crate, a file cannot be written, or Cargo cannot be started.
pub fn run_all(name: &str, packages: &[&str], folder: &Path) -> Result<Ran, Box<dyn Error>> {
    let folder = folder.join(name);
    fs::create_dir_all(&folder)?;
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {packages:?}\n\n[profile.dev]\ndebug = false\n");
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy("../Cargo.lock", folder.join("Cargo.lock"))?;
    let mut warnings = Vec::new();
    for package in packages {
        let source = Path::new(name).join(package);
        let generated = generate(&source, package, package, &folder.join(package))?;
        warnings.extend(generated.reports.iter().filter(is_warning).map(ToString::to_string));
        let tests = folder.join(package).join("tests/wire");
        fs::create_dir_all(&tests)?;
        for file in fs::read_dir(&source)? {
            let file = file?.path();
            if let (Some(name), true) = (file.file_name(), file.extension().is_some_and(|ending| ending == "rs")) {
                fs::copy(&file, tests.join(name))?;
            }
        }
        fs::copy("src/server.rs", tests.join("server.rs"))?;
    }
    let (passed, output) = cargo_test(&folder, "--test=wire")?;
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

/// Generates the crate `package` in `output` from the description in a folder, with the configuration beside it if there
/// is one. The lock file of an earlier run is removed: it would keep that run's names.
fn generate(folder: &Path, name: &str, package: &str, output: &Path) -> Result<Outcome, Box<dyn Error>> {
    match fs::remove_file(output.join("api.lock.json")) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let config = folder.join("generator.yaml");
    let description = folder.join(format!("{name}.yaml"));
    let generator = if config.exists() { Generator::from_config(config) } else { Generator::new(description) };
    Ok(generator.package(package).output(output).generate()?)
}

/// Cargo in a folder of the tests' temporary directory. Dependencies of emitted crates are built once, in a target folder
/// that all of them share.
pub fn cargo(folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    let target = folder.with_file_name("emitted-target");
    cargo.current_dir(folder).env("CARGO_TARGET_DIR", target).env("CARGO_PROFILE_DEV_DEBUG", "0");
    cargo
}

fn cargo_test(folder: &Path, what: &str) -> Result<(bool, String), Box<dyn Error>> {
    // Without TLS: the server is on the loopback.
    let manifest = fs::read_to_string(folder.join("client/Cargo.toml")).unwrap_or_default();
    let speaks_xml = manifest.contains("\nxml = ");
    let features = if speaks_xml { "reqwest,test-util,xml" } else { "reqwest,test-util" };
    let output =
        cargo(folder).args(["test", "--quiet", "--no-default-features", "--features", features, what]).output()?;
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    Ok((output.status.success(), said))
}

/// Notes tell of nothing that is wrong.
fn is_warning(report: &&Report) -> bool {
    report.diagnostic.severity != Severity::Note
}
