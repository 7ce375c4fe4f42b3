//! Stands between cargo and rustc to measure each crate: cargo starts this program in place of rustc for workspace
//! members (`RUSTC_WORKSPACE_WRAPPER`).

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::limits;

/// Says to this program that it is to measure rustc, and where to note it.
const LOG: &str = "CORPUS_RUSTC_LOG";

/// What checking or building a crate cost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    /// Greatest memory of rustc, in kilobytes.
    pub(crate) peak: Option<u64>,
}

impl Cost {
    /// Both together: the sum of the seconds, and the greater of the peaks.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self { seconds: self.seconds + other.seconds, peak: self.peak.max(other.peak) }
    }
}

/// Where to note what rustc costs, if that is what this process is for.
pub(crate) fn log() -> Option<PathBuf> {
    std::env::var_os(LOG).map(PathBuf::from)
}

/// Has `cargo` note what rustc costs in `log`.
pub(crate) fn measure(cargo: &mut Command, log: &Path) -> Result<()> {
    cargo.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?).env(LOG, log);
    Ok(())
}

/// Runs rustc, whose path and arguments are those of this process.
pub(crate) fn wrap(log: &Path) -> Result<ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let (rustc, rest) = arguments.split_first().context("expected the path of rustc as the first argument")?;
    let status = Command::new(rustc).args(rest).status().context("failed to run rustc")?;
    let name = rest.iter().position(|argument| argument == "--crate-name").and_then(|at| rest.get(at + 1));
    let is_test = rest.iter().any(|argument| argument == "--test");
    if let (Some(name), Some((seconds, peak))) = (name, limits::children()) {
        let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
        let of = if !is_test && *name == *package.replace('-', "_") { Of::Package } else { Of::Beside };
        let mut file = OpenOptions::new().create(true).append(true).open(log)?;
        writeln!(file, "{package}\t{of:?}\t{}\t{peak}", seconds.as_secs_f64())?;
    }
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// What is compiled of a package.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    /// Its library or program.
    Package,
    /// Its tests and examples.
    Beside,
}

/// What `log` says of the package `name`.
pub(crate) fn cost(log: &Path, name: &str, of: Of) -> Cost {
    let text = fs::read_to_string(log).unwrap_or_default();
    let of = format!("{of:?}");
    let mut cost = Cost::default();
    for line in text.lines() {
        let mut cells = line.split('\t');
        if (cells.next(), cells.next()) == (Some(name), Some(of.as_str())) {
            cost.seconds += cells.next().and_then(|cell| cell.parse::<f64>().ok()).unwrap_or_default();
            cost.peak = cost.peak.max(cells.next().and_then(|cell| cell.parse().ok()));
        }
    }
    cost
}
