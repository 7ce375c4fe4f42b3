//! Checks verdicts: the ones on the source against the compiler (`proof rows`, `own`, `history`),
//! and the ones on the wire against the tests of another tool (`oasdiff`).
//!
//! For each pair of descriptions, this program emits the new crate, and a program that uses every
//! item of the old crate. The program must compile exactly when the verdict is not major.
//!
//!     cargo run -p tests --bin proof -- rows --out DIR [--sample N --seed S]
//!
//! With `--run`, the calls of the old crate that still compile against the new one run with both
//! crates. Both must send the same requests, unless a finding reports the difference.

mod pairs;
mod probe;
mod run;
mod wire;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use pairs::Pair;
use sdkwright::diff::{Report, Source};
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
    /// The dated versions of a description in a folder, each compared with the next.
    History {
        /// The folder of the versions.
        folder: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Pairs of descriptions from the tests of oasdiff: prints the pairs with other verdicts than
    /// expected.
    Oasdiff {
        /// The folder of `expected.tsv`.
        folder: PathBuf,
    },
}

#[derive(Args)]
struct Common {
    /// The folder in which the crates are written and compiled.
    #[arg(long)]
    out: PathBuf,
    /// Only pairs whose names contain this.
    #[arg(long, default_value = "")]
    only: String,
    /// Only a random sample of this many pairs.
    #[arg(long)]
    sample: Option<usize>,
    /// The seed of the sample.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The number of pairs for each run of Cargo.
    #[arg(long, default_value_t = 120)]
    batch: usize,
    /// Run programs with both crates instead of compiling them: different requests need a finding.
    #[arg(long)]
    run: bool,
}

fn main() -> Result<ExitCode> {
    match Cli::parse().what {
        What::Rows(common) => prove_pairs(pairs::row_pairs(&common.out)?, &common),
        What::Own(common) => prove_pairs(pairs::own_pairs()?, &common),
        What::History { folder, common } => prove_pairs(pairs::history_pairs(&folder)?, &common),
        What::Oasdiff { folder } => wire::compare_with_expected(&folder),
    }
}

/// The result of checking a pair.
struct Proof {
    name: String,
    source: Source,
    /// The errors of rustc for the probe; empty if it compiles.
    errors: Vec<String>,
}

fn prove_pairs(mut pairs: Vec<Pair>, common: &Common) -> Result<ExitCode> {
    pairs.retain(|pair| pair.name.contains(&common.only));
    let pairs = pairs::sample_pairs(pairs, common.sample, common.seed);
    if common.run {
        return run::run_pairs(&pairs, &common.out, common.batch.min(run::MOST_PAIRS));
    }
    let mut wrong = 0;
    let mut total = 0;
    for (at, batch) in pairs.chunks(common.batch.max(1)).enumerate() {
        for proof in batch_of(at, batch, common)? {
            total += 1;
            let compiles = proof.errors.is_empty();
            let agrees = compiles == (proof.source != Source::Major);
            wrong += usize::from(!agrees);
            let word = if compiles {
                "compiles"
            } else {
                "does not compile"
            };
            let mark = if agrees { "" } else { "  WRONG" };
            println!("{}: {}, {word}{mark}", proof.name, proof.source.as_str());
            if !agrees {
                proof
                    .errors
                    .iter()
                    .take(3)
                    .for_each(|error| println!("{error}"));
            }
        }
    }
    println!(
        "{total} pairs, {} as the compiler says, {wrong} not",
        total - wrong
    );
    Ok(ExitCode::from(u8::from(wrong > 0)))
}

/// Returns the verdict on the source without changes that the compiler cannot see: an item whose
/// meaning changed still compiles.
fn compiler_verdict(report: &Report) -> Source {
    report
        .findings
        .iter()
        .filter(|finding| !["credentials-changed", "meaning-changed"].contains(&finding.code()))
        .map(|finding| finding.source)
        .max()
        .unwrap_or_default()
}

fn batch_of(at: usize, pairs: &[Pair], common: &Common) -> Result<Vec<Proof>> {
    let mut workspace = Workspace::create(&common.out, &format!("batch-{at}"))?;
    let mut proofs = Vec::new();
    for pair in pairs {
        let compared = pair.compare()?;
        pair.emit_new(&workspace.folder(&pair.subject()), &pair.subject())?;
        let text = probe::probe_program(compared.old.surface());
        workspace.probe(&pair.probe(), &pair.subject(), &text)?;
        proofs.push(Proof {
            name: pair.name.clone(),
            source: compiler_verdict(&compared.report),
            errors: Vec::new(),
        });
    }
    let mut errors = workspace.check()?;
    for (pair, proof) in pairs.iter().zip(&mut proofs) {
        if let Some(broken) = errors.remove(&pair.subject()) {
            anyhow::bail!(
                "the new crate of {} does not compile: {}",
                pair.name,
                broken.join("\n")
            );
        }
        proof.errors = errors.remove(&pair.probe()).unwrap_or_default();
    }
    Ok(proofs)
}
