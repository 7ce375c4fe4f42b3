//! What the compiler says of the verdicts on the source: `proof rows`, `own`, `history`; what others say of those on the wire:
//! `oasdiff`; and that nothing is found where nothing changed: `unchanged`.
//!
//! For each pair of descriptions the new crate is emitted, and a program that uses all that the old crate offers; the
//! program compiles exactly when the verdict is not major.
//!
//!     cargo run -p tests --bin proof -- rows --out DIR [--sample N --seed S]
//!
//! With `--run`, programs of the old crate that compile against the new one are run with both, and send the same requests,
//! or the report says which ones differ.

mod pairs;
mod probe;
mod run;
mod unchanged;
mod wire;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use generator::diff::{Finding, Report, Source};
use pairs::Pair;
use workspace::Workspace;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The cases of `tests/diff/rows`, and the pairs of `tests/diff/kept`.
    Rows(Common),
    /// The dated changes of the client's own description in `tests/diff/own`.
    Own(Common),
    /// The dated versions of a description in a folder, each with the next.
    History {
        /// The folder.
        folder: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Pairs of descriptions with what the tests of oasdiff expect: a table of those that are judged otherwise.
    Oasdiff {
        /// The folder of `expected.tsv`.
        folder: PathBuf,
    },
    /// Documents against themselves, written in other ways.
    Unchanged {
        /// The folder of the documents.
        folder: PathBuf,
        /// Where they are written.
        #[arg(long)]
        out: PathBuf,
        /// Those alone that have no more bytes.
        #[arg(long, default_value_t = u64::MAX)]
        largest: u64,
    },
}

#[derive(Args)]
struct Common {
    /// Where the crates are written and compiled.
    #[arg(long)]
    out: PathBuf,
    /// Those alone whose names contain this.
    #[arg(long, default_value = "")]
    only: String,
    /// So many pairs alone.
    #[arg(long)]
    sample: Option<usize>,
    /// Which of them.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How many pairs one run of cargo takes.
    #[arg(long, default_value_t = 120)]
    batch: usize,
    /// Runs programs with both crates, instead of asking the compiler: requests that differ need a finding.
    #[arg(long)]
    run: bool,
}

fn main() -> Result<ExitCode> {
    match Cli::parse().what {
        What::Rows(common) => prove(pairs::rows(&common.out)?, &common),
        What::Own(common) => prove(pairs::own()?, &common),
        What::History { folder, common } => prove(pairs::history(&folder)?, &common),
        What::Unchanged { folder, out, largest } => unchanged::run(&folder, &out, largest),
        What::Oasdiff { folder } => wire::run(&folder),
    }
}

/// What was found out of a pair.
struct Proof {
    name: String,
    source: Source,
    /// What rustc says of the probe; empty if it compiles.
    errors: Vec<String>,
}

fn prove(mut pairs: Vec<Pair>, common: &Common) -> Result<ExitCode> {
    pairs.retain(|pair| pair.name.contains(&common.only));
    let pairs = pairs::sample(pairs, common.sample, common.seed);
    if common.run {
        return run::run(&pairs, &common.out, common.batch.min(run::MOST_PAIRS));
    }
    let mut wrong = 0;
    let mut total = 0;
    for (at, batch) in pairs.chunks(common.batch.max(1)).enumerate() {
        for proof in batch_of(at, batch, common)? {
            total += 1;
            let compiles = proof.errors.is_empty();
            let agrees = compiles == (proof.source != Source::Major);
            wrong += usize::from(!agrees);
            let word = if compiles { "compiles" } else { "does not compile" };
            let mark = if agrees { "" } else { "  WRONG" };
            println!("{}: {}, {word}{mark}", proof.name, proof.source.as_str());
            if !agrees {
                proof.errors.iter().take(3).for_each(|error| println!("{error}"));
            }
        }
    }
    println!("{total} pairs, {} as the compiler says, {wrong} not", total - wrong);
    Ok(ExitCode::from(u8::from(wrong > 0)))
}

/// The verdict on the source as far as a compiler can see it: items that mean something else compile.
fn compilers(report: &Report) -> Source {
    let is_seen = |finding: &&Finding| !["credentials-changed", "meaning-changed"].contains(&finding.code());
    report.findings.iter().filter(is_seen).map(|finding| finding.source).max().unwrap_or_default()
}

fn batch_of(at: usize, pairs: &[Pair], common: &Common) -> Result<Vec<Proof>> {
    let mut workspace = Workspace::create(&common.out, &format!("batch-{at}"))?;
    let mut proofs = Vec::new();
    for pair in pairs {
        let compared = pair.compare()?;
        pair.emit_new(&workspace.folder(&pair.subject()), &pair.subject())?;
        let text = probe::program(compared.old.surface());
        workspace.probe(&pair.probe(), &pair.subject(), &text)?;
        proofs.push(Proof { name: pair.name.clone(), source: compilers(&compared.report), errors: Vec::new() });
    }
    let mut errors = workspace.check()?;
    for (pair, proof) in pairs.iter().zip(&mut proofs) {
        if let Some(broken) = errors.remove(&pair.subject()) {
            anyhow::bail!("the new crate of {} does not compile: {}", pair.name, broken.join("\n"));
        }
        proof.errors = errors.remove(&pair.probe()).unwrap_or_default();
    }
    Ok(proofs)
}
