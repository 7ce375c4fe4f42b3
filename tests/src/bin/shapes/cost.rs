//! Measures the cost of building a crate, in CPU seconds of Cargo and all its child processes; wall-clock time means
//! little on a machine with other users.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};

/// The kinds of builds, and the arguments of Cargo for each.
pub(crate) const MODES: [(&str, &[&str]); 3] = [
    ("check", &["check"]),
    ("debug", &["build"]),
    ("release", &["build", "--release"]),
];

/// Linux reports CPU time in hundredths of a second.
const TICKS: f64 = 100.0;

/// Builds a package of the workspace in `folder`, and everything that is not fresh.
pub(crate) fn build_package(folder: &Path, package: &str, arguments: &[&str]) -> Result<()> {
    let status = Command::new("cargo")
        .args(arguments)
        .args(["--quiet", "--package", package])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "--cap-lints=allow")
        .stdin(Stdio::null())
        .status()
        .context("failed to run cargo")?;
    if !status.success() {
        bail!("cargo {} of `{package}` failed", arguments.join(" "));
    }
    Ok(())
}

/// Returns the CPU seconds to build a package whose dependencies are fresh, without the time that Cargo needs for a
/// fresh package.
pub(crate) fn rebuild_seconds(
    folder: &Path,
    package: &str,
    arguments: &[&str],
    idle: f64,
) -> Result<f64> {
    touch_sources(&folder.join(package).join("src"))?;
    Ok(cpu_seconds(|| build_package(folder, package, arguments))? - idle)
}

/// Returns the CPU seconds that Cargo needs for a fresh package.
pub(crate) fn idle_seconds(folder: &Path, package: &str, arguments: &[&str]) -> Result<f64> {
    build_package(folder, package, arguments)?;
    cpu_seconds(|| build_package(folder, package, arguments))
}

/// Updates the modification time of the sources, so that Cargo builds the crate again.
fn touch_sources(sources: &Path) -> Result<()> {
    for name in ["lib.rs", "main.rs"] {
        let path = sources.join(name);
        if path.exists() {
            File::options()
                .append(true)
                .open(path)?
                .set_modified(SystemTime::now())?;
        }
    }
    Ok(())
}

fn cpu_seconds(run: impl FnOnce() -> Result<()>) -> Result<f64> {
    let before = children_seconds()?;
    run()?;
    Ok(children_seconds()? - before)
}

/// Returns the CPU time, user and system, of all descendants of this process that have ended.
fn children_seconds() -> Result<f64> {
    let text = fs::read_to_string("/proc/self/stat")
        .context("failed to read `/proc/self/stat`, which only Linux has")?;
    // The second field is a name in parentheses and may contain spaces; cutime and cstime are fields 16 and 17.
    let fields = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let ticks: Vec<f64> = fields
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

/// Returns the median.
pub(crate) fn median_of(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
