//! Proof by real documents: takes any folders of OpenAPI descriptions and shows what becomes of each.
//!
//! `cargo run --release -p tests --bin corpus -- COMMAND PATH…`, where a path is a description or a folder of them.
//! What runs a document runs in a child process of its own, so that one that crashes takes nothing with it.
//! Exit code 1 if anything failed.

mod batch;
mod child;
mod compile;
mod cost;
mod dice;
mod documents;
mod emit;
mod generate;
mod limits;
mod mutate;
mod own_tests;
mod paging;
mod payloads;
mod references;
mod report;
mod requests;
mod rustc;
mod stability;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

/// That of the generator itself, so that its time and memory are what its users see.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Shows what becomes of real OpenAPI descriptions.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate a crate from each document.
    Generate(Common),
    /// Check each emitted crate with rustc, warnings denied, and run its own tests if asked.
    Compile(compile::Arguments),
    /// Send random instances of each schema through the emitted types and back.
    Payloads(payloads::Arguments),
    /// Call each method of the emitted crates, and look at what arrives and at what comes back.
    Requests(requests::Arguments),
    /// Damage each document at random, and show that none panics, hangs, or becomes what is no Rust.
    Mutate(mutate::Arguments),
    /// Measure what compiling each emitted crate costs, beside the same types with serde's derives.
    Cost(cost::Arguments),
    /// Insert one operation, schema and enum value into each document, and show that nothing else gets another name.
    Stability(stability::Arguments),
    /// Count how the lists of each document go on, and what keeps others from it.
    Paging(Common),
    /// Generate one damaged document.
    #[command(hide = true)]
    MutateOne(mutate::One),
    /// Generate one document, and tell as JSON what came of it.
    #[command(hide = true)]
    EmitOne(emit::Arguments),
}

/// What all commands take.
#[derive(Args)]
struct Common {
    /// Descriptions, or folders of them: files below that say `openapi` at the top.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Where crates and results are written.
    #[arg(long, default_value = "target/corpus")]
    out: PathBuf,
    /// Only so many of the documents.
    #[arg(long)]
    sample: Option<usize>,
    /// Chooses the sample, and whatever else is random.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many documents are worked on at a time; by default as many as there are processors.
    #[arg(long)]
    jobs: Option<usize>,
    /// Print the results as a Markdown table.
    #[arg(long)]
    markdown: bool,
}

fn main() -> Result<ExitCode> {
    if let Some(log) = rustc::log() {
        return rustc::wrap(&log);
    }
    match Arguments::parse().command {
        Command::Generate(common) => generate::run(&common),
        Command::Compile(arguments) => compile::run(&arguments),
        Command::Payloads(arguments) => payloads::run(&arguments),
        Command::Requests(arguments) => requests::run(&arguments),
        Command::Mutate(arguments) => mutate::run(&arguments),
        Command::Cost(arguments) => cost::run(&arguments),
        Command::Stability(arguments) => stability::run(&arguments),
        Command::Paging(common) => paging::run(&common),
        Command::MutateOne(one) => mutate::one(&one),
        Command::EmitOne(arguments) => emit::run(&arguments),
    }
}
