//! A rustc wrapper that measures each crate: Cargo starts this program instead of rustc for
//! workspace members (`RUSTC_WORKSPACE_WRAPPER`).

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::limits;

/// The environment variable with the path of the log; if it is set, this program wraps rustc.
const LOG: &str = "CORPUS_RUSTC_LOG";

/// The cost of checking or building a crate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    /// Peak memory of rustc, in kilobytes.
    pub(crate) peak: Option<u64>,
}

impl Cost {
    /// Returns the sum of the seconds, and the larger of the peaks.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            seconds: self.seconds + other.seconds,
            peak: self.peak.max(other.peak),
        }
    }
}

/// Returns the path of the log, if this process is to wrap rustc.
pub(crate) fn log_path() -> Option<PathBuf> {
    std::env::var_os(LOG).map(PathBuf::from)
}

/// Makes `cargo` log the costs of rustc in `log`.
pub(crate) fn log_costs(cargo: &mut Command, log: &Path) -> Result<()> {
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?)
        .env(LOG, log);
    Ok(())
}

/// Runs rustc, whose path and arguments are the arguments of this process, and logs its cost.
pub(crate) fn run_rustc(log: &Path) -> Result<ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let (rustc, rest) = arguments
        .split_first()
        .context("expected the path of rustc as the first argument")?;
    let status = Command::new(rustc)
        .args(rest)
        .status()
        .context("failed to run rustc")?;
    let name = rest
        .iter()
        .position(|argument| argument == "--crate-name")
        .and_then(|at| rest.get(at + 1));
    let is_test = rest.iter().any(|argument| argument == "--test");
    if let (Some(name), Some((seconds, peak))) = (name, limits::children_usage()) {
        let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
        let target = if !is_test && *name == *package.replace('-', "_") {
            Target::Package
        } else {
            Target::Tests
        };
        let mut file = OpenOptions::new().create(true).append(true).open(log)?;
        writeln!(
            file,
            "{package}\t{target:?}\t{}\t{peak}",
            seconds.as_secs_f64()
        )?;
    }
    Ok(ExitCode::from(
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
    ))
}

/// The targets of a package that a cost belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// The library or program of the package.
    Package,
    /// The tests and examples of the package.
    Tests,
}

/// Returns the total cost in `log` of the package `name`.
pub(crate) fn total_cost(log: &Path, name: &str, target: Target) -> Cost {
    let text = fs::read_to_string(log).unwrap_or_default();
    let target = format!("{target:?}");
    let mut cost = Cost::default();
    for line in text.lines() {
        let mut cells = line.split('\t');
        if (cells.next(), cells.next()) == (Some(name), Some(target.as_str())) {
            cost.seconds += cells
                .next()
                .and_then(|cell| cell.parse::<f64>().ok())
                .unwrap_or_default();
            cost.peak = cost
                .peak
                .max(cells.next().and_then(|cell| cell.parse().ok()));
        }
    }
    cost
}
