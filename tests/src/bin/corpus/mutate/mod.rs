//! `mutate`: generates randomly damaged documents, each in its own process with limits of time and
//! memory.
//!
//! Each must give a crate that parses, or a refusal with a message and a location. A panic, a
//! crash, a run beyond the limits, files outside the output folder, and control characters in a
//! message are failures.

mod attempt;
mod damage;
mod fate;
mod files;
mod tally;
mod yaml;

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;

use crate::child::{self, Ended};
use crate::common::Common;
use crate::dice::Dice;
use crate::documents::{self, Document};
use crate::limits;
use fate::Fate;
use tally::Tally;

pub(crate) use attempt::{One, attempt_one};

/// Documents of more bytes than this are damaged a tenth as often as others.
const LARGE: u64 = 100_000;

/// The number of retries of a mutant whose process something else killed.
const RETRIES: usize = 2;

#[derive(Args)]
pub(crate) struct MutateArguments {
    #[command(flatten)]
    common: Common,
    /// Number of damaged documents in all.
    #[arg(long, default_value_t = 20_000)]
    count: u64,
    /// Seconds of CPU time for each.
    #[arg(long, default_value_t = 10)]
    limit: u64,
    /// Number of documents to skip, to continue where another run with the same seed ended.
    #[arg(long, default_value_t = 0)]
    skip: usize,
    /// Start no more after this many minutes.
    #[arg(long)]
    minutes: Option<u64>,
}

/// A damaged document, identified by the random seed of its damage.
struct Mutant<'d> {
    /// Index of the document.
    at: usize,
    document: &'d Document,
    index: u64,
}

pub(crate) fn mutate_documents(arguments: &MutateArguments) -> Result<ExitCode> {
    let common = &arguments.common;
    let documents = documents::find_documents(common)?;
    let mut mutants = distribute_mutants(&documents, arguments.count);
    // The order is random, so that an interrupted run still covers all documents.
    Dice::new(common.seed, u64::MAX).shuffle(&mut mutants);
    let mutants: Vec<Mutant<'_>> = mutants.into_iter().skip(arguments.skip).collect();
    let failures = common.out.join("failing");
    fs::create_dir_all(&failures)?;
    let tally = Tally::new(documents.len(), mutants.len());
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    limits::on_interrupt(move || stop.store(true, Ordering::Relaxed))?;
    let end = arguments
        .minutes
        .map(|minutes| Instant::now() + Duration::from_secs(minutes * 60));
    let tried = child::in_parallel(&mutants, common.jobs, |mutant| {
        if stopped.load(Ordering::Relaxed) || end.is_some_and(|end| Instant::now() >= end) {
            return Ok(());
        }
        run_mutant(arguments, mutant, &failures).map(|fate| tally.add(mutant.at, fate))
    });
    let (failed, untried) = tally.print(&documents, common.markdown);
    println!(
        "\n{} damaged documents, {failed} failed, {untried} not tried to the end",
        mutants.len()
    );
    if failed > 0 {
        println!(
            "failing ones are in `{}`: `sdkwright generate --spec FILE --out DIR`",
            failures.display()
        );
    }
    tried.into_iter().collect::<Result<Vec<()>>>()?;
    Ok(ExitCode::from(u8::from(failed + untried > 0)))
}

/// Distributes `count` mutants over the documents; large ones get few.
fn distribute_mutants(documents: &[Document], count: u64) -> Vec<Mutant<'_>> {
    let weights: Vec<u64> = documents
        .iter()
        .map(|document| {
            let size = fs::metadata(&document.path).map_or(0, |metadata| metadata.len());
            if size > LARGE { 1 } else { 10 }
        })
        .collect();
    let total = weights.iter().sum::<u64>().max(1);
    let mut mutants = Vec::new();
    let mut due = 0;
    for ((at, document), weight) in documents.iter().enumerate().zip(weights) {
        due += weight * count;
        let end = due / total;
        mutants.extend((mutants.len() as u64..end).map(|index| Mutant {
            at,
            document,
            index,
        }));
    }
    mutants
}

/// Runs a mutant; keeps its files in `failures` if it fails.
fn run_mutant(arguments: &MutateArguments, mutant: &Mutant<'_>, failures: &Path) -> Result<Fate> {
    let path = mutant.document.path.display().to_string();
    let (seed, index) = (arguments.common.seed.to_string(), mutant.index.to_string());
    let limit = arguments.limit.to_string();
    let mut retries = RETRIES;
    loop {
        let folder = tempfile::tempdir()?;
        let out = folder.path().display().to_string();
        let child = [
            "mutate-one",
            &path,
            "--seed",
            &seed,
            "--index",
            &index,
            "--out",
            &out,
            "--limit",
            &limit,
        ];
        // Wall-clock time is limited generously: a busy machine is no fault of the generator.
        let ended = child::run_self(&child, Duration::from_secs(arguments.limit * 12))?;
        let fate = Fate::of(&ended);
        if fate == Fate::Killed && retries > 0 {
            retries -= 1;
            continue;
        }
        if !fate.is_fine() {
            keep_failure(mutant, fate, &ended, folder.path(), failures)?;
        }
        return Ok(fate);
    }
}

fn keep_failure(
    mutant: &Mutant<'_>,
    fate: Fate,
    ended: &Ended,
    folder: &Path,
    failures: &Path,
) -> Result<()> {
    let name = format!("{}-{}", mutant.document.name, mutant.index);
    eprintln!("{name}: {}: {}", fate.word(), ended.failure());
    let kept = failures.join(name);
    fs::create_dir_all(&kept)?;
    fs::write(kept.join(fate.word()), &ended.stderr)?;
    copy_damaged_files(&folder.join(attempt::INPUT), &kept)
}

/// Copies the files of a damaged document, even if not all of them were written.
fn copy_damaged_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).into_iter().flatten() {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_damaged_files(&path, &target)?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
