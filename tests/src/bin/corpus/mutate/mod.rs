//! `mutate`: documents damaged at random, each in a process of its own with limits of time and memory.
//!
//! What is wanted of each: a crate that parses, or a refusal with a message. What is a failure: a panic, a crash, a run
//! beyond the limits, files outside the output folder, control characters in a message.

mod attempt;
mod damage;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Args;

use crate::Common;
use crate::child::{self, Ended};
use crate::documents::{self, Document};
use crate::limits;
use crate::report::Table;

pub(crate) use attempt::{One, one};

/// Documents of more bytes than this are damaged a tenth as often as others.
const LARGE: u64 = 100_000;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    common: Common,
    /// How many damaged documents there are in all.
    #[arg(long, default_value_t = 20_000)]
    count: u64,
    /// How many seconds of CPU time each may take.
    #[arg(long, default_value_t = 10)]
    limit: u64,
}

/// A damaged document, by the dice that damage it.
struct Mutant<'d> {
    document: &'d Document,
    index: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// A crate.
    Generated,
    /// A refusal with a message.
    Refused,
    /// Files that are no Rust, or that stand elsewhere.
    Wrong,
    Panic,
    /// Ended by a signal: stack or memory exhausted.
    Crash,
    Timeout,
}

const FATES: [(Fate, &str); 6] = [
    (Fate::Generated, "generated"),
    (Fate::Refused, "refused"),
    (Fate::Wrong, "wrong"),
    (Fate::Panic, "panic"),
    (Fate::Crash, "crash"),
    (Fate::Timeout, "timeout"),
];

impl Fate {
    fn of(ended: &Ended) -> Self {
        let Some(status) = ended.status else { return Self::Timeout };
        match status.code() {
            Some(attempt::GENERATED) => Self::Generated,
            Some(attempt::REFUSED) => Self::Refused,
            Some(attempt::WRONG) => Self::Wrong,
            Some(_) => Self::Panic,
            None if limits::took_too_long(status) => Self::Timeout,
            None => Self::Crash,
        }
    }

    fn is_fine(self) -> bool {
        matches!(self, Self::Generated | Self::Refused)
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let common = &arguments.common;
    let documents = documents::find(common)?;
    let mutants = mutants(&documents, arguments.count);
    let failures = common.out.join("failing");
    fs::create_dir_all(&failures)?;
    let fates = child::in_parallel(&mutants, common.jobs, |mutant| attempt(arguments, mutant, &failures));
    let fates: Vec<Fate> = fates.into_iter().collect::<Result<_>>()?;
    let failed = print(&documents, &mutants, &fates, common.markdown);
    println!("\n{} damaged documents, {failed} failed", mutants.len());
    if failed > 0 {
        println!("failing ones are in `{}`: `generator generate --spec FILE --out DIR`", failures.display());
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// So many of each document that all together are `count`; few of the large ones.
fn mutants(documents: &[Document], count: u64) -> Vec<Mutant<'_>> {
    let weight = |document: &Document| {
        let size = fs::metadata(&document.path).map_or(0, |metadata| metadata.len());
        if size > LARGE { 1 } else { 10 }
    };
    let weights: Vec<u64> = documents.iter().map(weight).collect();
    let total = weights.iter().sum::<u64>().max(1);
    let mut mutants = Vec::new();
    let mut due = 0;
    for (document, weight) in documents.iter().zip(weights) {
        due += weight * count;
        let end = due / total;
        mutants.extend((mutants.len() as u64..end).map(|index| Mutant { document, index }));
    }
    mutants
}

/// Runs a mutant; one that fails is kept in `failures`.
fn attempt(arguments: &Arguments, mutant: &Mutant<'_>, failures: &Path) -> Result<Fate> {
    let folder = tempfile::tempdir()?;
    let path = mutant.document.path.display().to_string();
    let (seed, index) = (arguments.common.seed.to_string(), mutant.index.to_string());
    let out = folder.path().display().to_string();
    let limit = arguments.limit.to_string();
    let child = ["mutate-one", &path, "--seed", &seed, "--index", &index, "--out", &out, "--limit", &limit];
    // A machine that is busy with other things is no fault of the generator.
    let ended = child::run(&child, Duration::from_secs(arguments.limit * 6))?;
    let fate = Fate::of(&ended);
    if !fate.is_fine() {
        keep(mutant, fate, &ended, folder.path(), failures)?;
    }
    Ok(fate)
}

fn keep(mutant: &Mutant<'_>, fate: Fate, ended: &Ended, folder: &Path, failures: &Path) -> Result<()> {
    let name = format!("{}-{}", mutant.document.name, mutant.index);
    let word = FATES.iter().find(|(known, _)| *known == fate).map_or("", |(_, word)| *word);
    eprintln!("{name}: {word}: {}", ended.failure());
    fs::write(failures.join(format!("{name}.{word}")), &ended.stderr)?;
    let mutant: PathBuf = folder.join(attempt::MUTANT);
    if mutant.exists() {
        fs::copy(mutant, failures.join(format!("{name}.json")))?;
    }
    Ok(())
}

/// Prints a line for each document; how many mutants failed.
fn print(documents: &[Document], mutants: &[Mutant<'_>], fates: &[Fate], markdown: bool) -> usize {
    let headings: Vec<&str> = ["document"].into_iter().chain(FATES.map(|(_, word)| word)).collect();
    let mut table = Table::new(&headings);
    let counts = |name: Option<&str>| {
        let all = mutants.iter().zip(fates).filter(|(mutant, _)| name.is_none_or(|name| mutant.document.name == name));
        let all: Vec<Fate> = all.map(|(_, fate)| *fate).collect();
        FATES.map(|(fate, _)| all.iter().filter(|known| **known == fate).count().to_string())
    };
    for document in documents {
        table.row(std::iter::once(document.name.clone()).chain(counts(Some(&document.name))).collect());
    }
    table.row(std::iter::once("all".to_owned()).chain(counts(None)).collect());
    table.print(markdown);
    fates.iter().filter(|fate| !fate.is_fine()).count()
}
