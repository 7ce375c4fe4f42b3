//! The records of runs: where they are, and runs that need not be repeated.

use std::env;
use std::path::PathBuf;

use super::{CacheArgs, VERSION, results};
use crate::{Generator, Outcome, inspect};
use description::Failure;
use diag::count_warnings;
use pipeline::{Records, RunReport};

/// Generates or checks a crate.
pub(super) type Step = fn(&Generator) -> Result<Outcome, Failure>;

/// A run that is to be reported.
pub(super) struct FinishedRun {
    pub(super) report: RunReport,
    /// How to use the crate, if it is new, and what a module needs, if that may have changed.
    pub(super) first_steps: String,
}

/// Returns the records of runs; `None` if they are not to be used.
pub(super) fn open_records(arguments: &CacheArgs) -> Option<Records> {
    if arguments.no_cache {
        return None;
    }
    Some(Records::new(records_folder()?, program_identity()?))
}

/// Returns the folder of the records: `$SDKWRIGHT_CACHE_DIR`, or else a folder in that for caches
/// of the user; `None` if the variable is empty, or the user has no home.
fn records_folder() -> Option<PathBuf> {
    if let Some(folder) = env::var_os("SDKWRIGHT_CACHE_DIR") {
        return if folder.is_empty() {
            None
        } else {
            Some(folder.into())
        };
    }
    let caches = if cfg!(windows) {
        PathBuf::from(env::var_os("LOCALAPPDATA")?)
    } else if cfg!(target_os = "macos") {
        env::home_dir()?.join("Library/Caches")
    } else {
        // The XDG specification ignores a relative path.
        match env::var_os("XDG_CACHE_HOME").map(PathBuf::from) {
            Some(folder) if folder.is_absolute() => folder,
            _ => env::home_dir()?.join(".cache"),
        }
    };
    Some(caches.join("sdkwright"))
}

/// Returns a text that differs for each build of the program: builds of a checkout may have the
/// same version.
fn program_identity() -> Option<String> {
    let program = env::current_exe().ok()?;
    let metadata = program.metadata().ok()?;
    let modified = metadata.modified().ok()?;
    Some(format!(
        "{VERSION} {program:?} {} {modified:?}",
        metadata.len()
    ))
}

/// Runs a step for a client, or reports what a recorded run found, if nothing has changed since.
pub(super) fn run_unless_unchanged(
    client: &Generator,
    step: Step,
    records: Option<&Records>,
) -> Result<FinishedRun, Failure> {
    if let Some(report) = records.and_then(|records| records.unchanged_run(client)) {
        return Ok(FinishedRun {
            report,
            first_steps: String::new(),
        });
    }
    let outcome = step(&client.clone().recorded(records.is_some()))?;
    let warnings = count_warnings(&outcome.reports);
    let report = RunReport {
        output: outcome.output.clone(),
        summary: inspect::inspection_summary(&outcome.api, warnings),
        reports: outcome.reports.clone(),
        difference: outcome.difference.clone(),
        sources: outcome.sources.clone(),
    };
    let first_steps = if outcome.is_new() {
        results::first_steps(&outcome)
    } else {
        results::changed_needs(&outcome)
    };
    if let Some(records) = records {
        records.keep(client, outcome, &report);
    }
    Ok(FinishedRun {
        report,
        first_steps,
    })
}
