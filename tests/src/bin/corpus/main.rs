//! Tests the generator with real documents: generates any folders of OpenAPI descriptions and
//! reports the results.
//!
//! `cargo run --release -p tests --bin corpus -- COMMAND PATH…`, where a path is a description or a
//! folder of them. Each document is handled in a separate child process, so that a crash does not
//! affect the others. The exit code is 1 if anything failed.

mod batch;
mod child;
mod common;
mod compile;
mod cost;
mod dice;
mod documents;
mod emit;
mod generate;
mod json;
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
mod unchanged;
mod verbs;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use common::Common;

/// The allocator of the generator itself, so that time and memory are those that its users get.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Tests the generator with real OpenAPI descriptions.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate a crate from each document.
    Generate(Common),
    /// Check each emitted crate with rustc, with warnings denied, and optionally run its own tests.
    Compile(compile::CompileArguments),
    /// Decode and encode random instances of each schema with the emitted types.
    Payloads(payloads::PayloadsArguments),
    /// Call each method of the emitted crates, and check the requests and the returned values.
    Requests(requests::RequestsArguments),
    /// Damage each document at random, and check that none causes a panic, a hang or invalid Rust.
    Mutate(mutate::MutateArguments),
    /// Measure the cost of compiling each emitted crate, compared with the same types with serde's
    /// derives.
    Cost(cost::CostArguments),
    /// Build a program that decodes and encodes an example of a schema, as the emitted type and with
    /// serde's derives.
    Json(json::JsonArguments),
    /// Insert one operation, schema and enum value into each document, and check that nothing else
    /// is renamed.
    Stability(stability::StabilityArguments),
    /// Compare each document with equivalent rewrites of itself, which must give no findings.
    Unchanged(unchanged::UnchangedArguments),
    /// Count the kinds of pagination of each document, and the reasons why other lists are not
    /// paged.
    Paging(Common),
    /// List the methods whose verb contradicts the `operationId` or summary.
    Verbs(verbs::VerbsArguments),
    /// Generate one damaged document.
    #[command(hide = true)]
    MutateOne(mutate::One),
    /// Generate one document, and print the result as JSON.
    #[command(hide = true)]
    EmitOne(emit::EmitArguments),
}

fn main() -> Result<ExitCode> {
    if let Some(log) = rustc::log_path() {
        return rustc::run_rustc(&log);
    }
    match Arguments::parse().command {
        Command::Generate(common) => generate::generate_crates(&common),
        Command::Compile(arguments) => compile::compile_crates(&arguments),
        Command::Payloads(arguments) => payloads::check_payloads(&arguments),
        Command::Requests(arguments) => requests::check_requests(&arguments),
        Command::Mutate(arguments) => mutate::mutate_documents(&arguments),
        Command::Cost(arguments) => cost::measure_costs(&arguments),
        Command::Json(arguments) => json::build_json_program(&arguments),
        Command::Stability(arguments) => stability::check_stability(&arguments),
        Command::Unchanged(arguments) => unchanged::compare_rewrites(&arguments),
        Command::Paging(common) => paging::count_paging(&common),
        Command::Verbs(arguments) => verbs::list_verbs(&arguments),
        Command::MutateOne(one) => mutate::attempt_one(&one),
        Command::EmitOne(arguments) => emit::emit_one(&arguments),
    }
}
