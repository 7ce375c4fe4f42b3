//! What building a crate costs, in CPU seconds of cargo and all that it starts; the wall clock means little on a machine
//! that others use too.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};

/// The ways to build, and the arguments that ask cargo for them.
pub(crate) const MODES: [(&str, &[&str]); 3] =
    [("check", &["check"]), ("debug", &["build"]), ("release", &["build", "--release"])];

/// Linux counts the CPU time of processes in hundredths of a second.
const TICKS: f64 = 100.0;

/// Builds a package of the workspace in `folder` with whatever else is fresh.
pub(crate) fn build(folder: &Path, package: &str, arguments: &[&str]) -> Result<()> {
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

/// CPU seconds to build a package whose dependencies are fresh, less what cargo takes to find that nothing is to do.
pub(crate) fn rebuild(folder: &Path, package: &str, arguments: &[&str], idle: f64) -> Result<f64> {
    touch(&folder.join(package).join("src"))?;
    Ok(cpu_seconds(|| build(folder, package, arguments))? - idle)
}

/// CPU seconds that cargo takes for a package that is fresh.
pub(crate) fn idle(folder: &Path, package: &str, arguments: &[&str]) -> Result<f64> {
    build(folder, package, arguments)?;
    cpu_seconds(|| build(folder, package, arguments))
}

/// Makes cargo believe that the crate changed.
fn touch(sources: &Path) -> Result<()> {
    for name in ["lib.rs", "main.rs"] {
        let path = sources.join(name);
        if path.exists() {
            File::options().append(true).open(path)?.set_modified(SystemTime::now())?;
        }
    }
    Ok(())
}

fn cpu_seconds(run: impl FnOnce() -> Result<()>) -> Result<f64> {
    let before = children_seconds()?;
    run()?;
    Ok(children_seconds()? - before)
}

/// CPU time, user and system, of all processes that this one started and that have ended, and of theirs.
fn children_seconds() -> Result<f64> {
    let text =
        fs::read_to_string("/proc/self/stat").context("failed to read `/proc/self/stat`, which only Linux has")?;
    // The second field is the name in brackets and may hold spaces; the two that count are the 16th and 17th of all.
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: Vec<f64> = fields.skip(13).take(2).filter_map(|field| field.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

/// The middle of several figures.
pub(crate) fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
