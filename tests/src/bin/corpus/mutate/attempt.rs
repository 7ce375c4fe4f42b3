//! Handles one damaged document in a child process, which returns the result as its exit code.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use sdkwright::fileset::File;
use sdkwright::pipeline::{self, Settings};
use sdkwright::source::{Document, Failure, ReadOptions};
use sdkwright::{Generator, diag};
use serde_json::Value;

use super::{damage, files};
use crate::dice::Dice;
use crate::limits;

/// Exit codes; a panic exits with 101.
pub(super) const GENERATED: i32 = 0;
pub(super) const REFUSED: i32 = 2;
pub(super) const WRONG: i32 = 3;

/// The subfolder of the output folder for the files of the damaged document.
pub(super) const INPUT: &str = "input";

/// Address space limit for a damaged document, in megabytes.
const MEMORY: u64 = 4_096;

/// One mutant in this many is written to disk, to check the written files.
const WRITE_EVERY: u64 = 16;

#[derive(Args)]
pub(crate) struct One {
    spec: PathBuf,
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    index: u64,
    #[arg(long)]
    out: PathBuf,
    /// Limit of CPU time, in seconds.
    #[arg(long)]
    limit: u64,
}

/// Damages and generates one document; runs in the child process.
pub(crate) fn attempt_one(one: &One) -> Result<ExitCode> {
    limits::limit_process(one.limit, MEMORY)?;
    let path = write_damaged(one)?;
    let code = match generate_damaged(&path, &one.out, one.index.is_multiple_of(WRITE_EVERY)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            WRONG
        }
    };
    Ok(ExitCode::from(u8::try_from(code)?))
}

/// Writes the files of the damaged document; returns the path of its root.
fn write_damaged(one: &One) -> Result<PathBuf> {
    let mut dice = Dice::new(one.seed, one.index);
    let mut value = read_description(&one.spec)?;
    damage::damage_values(&mut value, &mut dice);
    let folder = one.out.join(INPUT);
    let mut root = None;
    for file in files::split_into_files(value, &mut dice) {
        let path = folder.join(file.path);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(&path, file.bytes)?;
        root.get_or_insert(path);
    }
    root.context("no file to damage")
}

fn read_description(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path)?;
    if let Ok(value) = serde_json::from_str(&text) {
        return Ok(value);
    }
    match Document::load(path, &ReadOptions::default()) {
        Ok((document, _)) => Ok(document.root().clone()),
        Err(failure) => bail!("{failure}"),
    }
}

/// Returns the exit code for the document; an error means that the generator did something wrong.
fn generate_damaged(path: &Path, out: &Path, write: bool) -> Result<i32> {
    let understood = match pipeline::understand_description(
        path,
        &Settings::default(),
        &ReadOptions::default(),
        None,
    ) {
        Ok(understood) => understood,
        Err(failure) => return check_refusal(&failure),
    };
    for report in &understood.reports {
        check_printable(&report.to_string())?;
    }
    check_printable(&sdkwright::inspect::inspection_text(&understood, true))?;
    let files = pipeline::emit_client_files(&understood.api)
        .map_err(|failure| anyhow::anyhow!("{failure}"))?;
    for file in files.files() {
        stays_inside(&file.path)?;
        check_syntax(file)?;
    }
    if write {
        check_written_files(path, out)?;
    }
    Ok(GENERATED)
}

fn check_refusal(failure: &Failure) -> Result<i32> {
    let text = failure.to_string();
    check_printable(&text)?;
    if text.trim().is_empty() {
        bail!("refused without a message");
    }
    if let Some(report) = failure
        .reports
        .iter()
        .find(|report| report.location.is_none() && report.diagnostic.origin.is_none())
    {
        bail!("refused without a place: {report}");
    }
    Ok(REFUSED)
}

/// Fails if the text has control characters, which a terminal would obey.
fn check_printable(text: &str) -> Result<()> {
    if text.replace('\n', "") == diag::escape_controls(&text.replace('\n', "")) {
        Ok(())
    } else {
        bail!("control characters in what is printed: {text:?}")
    }
}

fn stays_inside(path: &str) -> Result<()> {
    let inside = Path::new(path)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    if !inside
        || !path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
        || path.split('/').any(|part| part.len() > 200)
    {
        bail!("a file at {path:?}");
    }
    Ok(())
}

/// Fails if an emitted file is not Rust; skips the runtime, which is the same in all crates.
fn check_syntax(file: &File) -> Result<()> {
    if file.path.ends_with(".rs") && !file.path.starts_with("src/runtime/") {
        syn::parse_file(&file.contents).with_context(|| format!("{} is no Rust", file.path))?;
    }
    Ok(())
}

/// Writes the crate, and fails if the folder above has anything except the crate and the document.
fn check_written_files(path: &Path, out: &Path) -> Result<()> {
    Generator::new(path)
        .output(out.join("crate"))
        .package("mutant")
        .generate()?;
    for entry in fs::read_dir(out)? {
        let name = entry?.file_name();
        if name != "crate" && name != INPUT {
            bail!("a file beside the output folder: {name:?}");
        }
    }
    Ok(())
}
