//! Generates the crate of one document in a child process, which prints the result as a line of
//! JSON.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use sdkwright::Generator;
use sdkwright::diag::{LocatedDiagnostic, count_warnings};
use sdkwright::model::Coverage;
use sdkwright::render::MAX_LINES;
use serde_json::{Value, json};
use tests::json::{count_at, number_at};

use crate::child;
use crate::common::Common;
use crate::documents::Document;
use crate::limits;

/// Time limit for one document.
const LIMIT: Duration = Duration::from_secs(300);

#[derive(Args)]
pub(crate) struct EmitArguments {
    spec: PathBuf,
    #[arg(long)]
    out: PathBuf,
    #[arg(long)]
    package: String,
    #[arg(long, default_value_t = MAX_LINES)]
    split_at: usize,
    /// A `generator.yaml`.
    #[arg(long)]
    config: Option<PathBuf>,
}

/// The result of generating the crate of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Emitted {
    pub(crate) full: u64,
    pub(crate) loosened: u64,
    pub(crate) left_out: u64,
    pub(crate) warnings: u64,
    pub(crate) types: u64,
    /// Lines of emitted Rust, without the runtime, which is the same everywhere.
    pub(crate) lines: u64,
    /// Rust files over the maximum length, because they have a single item that cannot be divided.
    pub(crate) long: u64,
    pub(crate) seconds: f64,
    /// Peak memory, in kilobytes.
    pub(crate) peak: Option<u64>,
}

impl Emitted {
    pub(crate) fn operations(&self) -> u64 {
        self.full + self.loosened + self.left_out
    }

    /// Returns the sum of both, with the larger of the peaks.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            full: self.full + other.full,
            loosened: self.loosened + other.loosened,
            left_out: self.left_out + other.left_out,
            warnings: self.warnings + other.warnings,
            types: self.types + other.types,
            lines: self.lines + other.lines,
            long: self.long + other.long,
            seconds: self.seconds + other.seconds,
            peak: self.peak.max(other.peak),
        }
    }
}

/// Generates the crate of `document` into `folder`, in a child process.
pub(crate) fn in_child(document: &Document, folder: &Path, common: &Common) -> Result<Emitted> {
    with_config_in_child(document, folder, common, None)
}

/// Like [`in_child`], with the settings of a `generator.yaml`.
pub(crate) fn with_config_in_child(
    document: &Document,
    folder: &Path,
    common: &Common,
    config: Option<&Path>,
) -> Result<Emitted> {
    let split_at = common.split_at.unwrap_or(MAX_LINES).to_string();
    let mut arguments = vec![
        "emit-one".as_ref(),
        document.path.as_os_str(),
        "--out".as_ref(),
        folder.as_os_str(),
        "--package".as_ref(),
        document.name.as_ref(),
        "--split-at".as_ref(),
        split_at.as_ref(),
    ];
    if let Some(config) = config {
        arguments.extend(["--config".as_ref(), config.as_os_str()]);
    }
    let ended = child::run_self(&arguments, LIMIT)?;
    if !ended.status.is_some_and(|status| status.success()) {
        bail!("{}", ended.failure());
    }
    let facts: Value =
        serde_json::from_str(&ended.stdout).context("failed to read what the child says")?;
    let [full, loosened, left_out, warnings, types, lines, long] = [
        "/full",
        "/loosened",
        "/left_out",
        "/warnings",
        "/types",
        "/lines",
        "/long",
    ]
    .map(|pointer| count_at(&facts, pointer).unwrap_or_default());
    Ok(Emitted {
        full,
        loosened,
        left_out,
        warnings,
        types,
        lines,
        long,
        seconds: number_at(&facts, "/seconds").unwrap_or_default(),
        peak: count_at(&facts, "/peak"),
    })
}

/// Generates the crate and prints the result; runs in the child process.
pub(crate) fn emit_one(arguments: &EmitArguments) -> Result<ExitCode> {
    let start = Instant::now();
    let mut generator = Generator::new(&arguments.spec);
    if let Some(config) = &arguments.config {
        generator = generator.config(config);
    }
    let generator = generator
        .output(&arguments.out)
        .package(&arguments.package)
        .max_lines(arguments.split_at);
    let outcome = generator.generate()?;
    let seconds = start.elapsed().as_secs_f64();
    let peak = limits::peak_memory();
    let api = &outcome.api;
    // Warnings about the folder of the crate say nothing about the description.
    let about_the_description: Vec<LocatedDiagnostic> = outcome
        .reports
        .iter()
        .filter(|report| report.diagnostic.code != "not-a-member")
        .cloned()
        .collect();
    let full = api
        .operations
        .iter()
        .filter(|operation| operation.coverage == Coverage::Full)
        .count();
    let facts = json!({
        "full": full,
        "loosened": api.operations.len() - full,
        "left_out": api.left_out.len(),
        "warnings": count_warnings(&about_the_description),
        "types": api.types.len(),
        "lines": count_lines(&arguments.out.join("src"))?,
        "long": count_long_files(&arguments.out.join("src"))? + count_long_files(&arguments.out.join("tests"))?,
        "seconds": seconds,
        "peak": peak,
    });
    println!("{facts}");
    Ok(ExitCode::SUCCESS)
}

/// Returns the number of files over the maximum length.
fn count_long_files(folder: &Path) -> Result<usize> {
    let mut count = 0;
    if !folder.exists() {
        return Ok(count);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        count += if path.is_dir() {
            count_long_files(&path)?
        } else {
            usize::from(fs::read_to_string(&path)?.lines().count() > MAX_LINES)
        };
    }
    Ok(count)
}

fn count_lines(folder: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count += if path.ends_with("src/runtime") {
                0
            } else {
                count_lines(&path)?
            };
        } else {
            count += fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(count)
}
