//! `payloads`: random instances of each schema that became a type, through the emitted crate and back.
//!
//! Instances are made from the description's own schemas and checked by the `jsonschema` crate, so that neither shares
//! code with what is tested: the emitted types and the runtime.

mod cases;
mod compare;
mod instances;
mod program;
mod schemas;

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::Common;
use crate::batch::Batch;
use crate::child;
use crate::documents::{self, Document};
use crate::emit;
use crate::report::Table;
use cases::Cases;

pub(crate) use compare::{difference, same_value};
pub(crate) use instances::{Amount, Maker};
pub(crate) use schemas::{Bundle, reference};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    common: Common,
    /// How many crates are built by one run of cargo.
    #[arg(long, default_value_t = 10)]
    batch: usize,
    /// How many instances of each type are wanted.
    #[arg(long, default_value_t = 20)]
    count: usize,
    /// How many differences are printed of each document.
    #[arg(long, default_value_t = 5)]
    show: usize,
}

/// What came of a document.
struct Outcome {
    name: String,
    types: usize,
    barren: Vec<String>,
    instances: usize,
    differences: Vec<String>,
    error: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let documents = documents::find(&arguments.common)?;
    let mut outcomes = Vec::new();
    for (index, documents) in documents.chunks(arguments.batch.max(1)).enumerate() {
        for outcome in round_trips(arguments, index, documents)? {
            let count = outcome.differences.len();
            eprintln!("{}: {} instances, {count} differences", outcome.name, outcome.instances);
            outcomes.push(outcome);
        }
    }
    let failed = print(&outcomes, arguments);
    Ok(ExitCode::from(u8::from(failed > 0)))
}

fn round_trips(arguments: &Arguments, index: usize, documents: &[Document]) -> Result<Vec<Outcome>> {
    let common = &arguments.common;
    let batch = Batch::create(&common.out, &format!("payloads-{index}"))?;
    let prepared = child::in_parallel(documents, common.jobs, |document| {
        prepare(&batch, document, arguments).map_err(|error| format!("{error:#}"))
    });
    let ready = documents.iter().zip(&prepared).filter(|(_, prepared)| prepared.is_ok());
    let ready: Vec<&Document> = ready.map(|(document, _)| document).collect();
    let programs: Vec<String> = ready.iter().map(|document| program_name(document)).collect();
    let crates = ready.iter().map(|document| document.name.clone());
    let members: Vec<String> = crates.chain(programs.iter().cloned()).collect();
    batch.close(&members)?;
    let verdicts = batch.build(&programs, &members)?;
    let outcomes = documents.iter().zip(prepared).map(|(document, prepared)| {
        let program = program_name(document);
        let mut messages =
            [&document.name, &program].into_iter().filter_map(|name| verdicts.get(name)?.messages.first());
        let broken = messages.next().cloned();
        let result = prepared.and_then(|cases| match broken {
            Some(message) => Err(message),
            None => answer(&batch, document, &cases).map_err(|error| format!("{error:#}")),
        });
        result.unwrap_or_else(|error| Outcome::failed(document, error))
    });
    Ok(outcomes.collect())
}

fn program_name(document: &Document) -> String {
    format!("{}-payloads", document.name)
}

/// Writes the crate of a document and the program that uses it, and makes the instances.
fn prepare(batch: &Batch, document: &Document, arguments: &Arguments) -> Result<Cases> {
    emit::in_child(document, &batch.member(&document.name))?;
    let cases = Cases::make(&document.path, arguments.common.seed, arguments.count)?;
    let program = program_name(document);
    let types: Vec<String> = cases.types.iter().map(|ty| ty.name.clone()).collect();
    let (manifest, main) = program::sources(&program, &document.name, &types);
    batch.write(&format!("{program}/Cargo.toml"), &manifest)?;
    batch.write(&format!("{program}/src/main.rs"), &main)?;
    Ok(cases)
}

/// Sends all instances through the program.
fn answer(batch: &Batch, document: &Document, cases: &Cases) -> Result<Outcome> {
    let questions: Vec<(usize, String)> = cases.questions();
    let answers = program::ask(&batch.program(&program_name(document)), &questions)?;
    let mut differences = Vec::new();
    for ((index, json), answer) in questions.iter().zip(&answers) {
        let Some(ty) = cases.types.get(*index) else { continue };
        if let Some(difference) = difference(json, answer) {
            differences.push(format!("{} ({}): {difference}\n    {json}", ty.pointer, ty.name));
        }
    }
    Ok(Outcome {
        name: document.name.clone(),
        types: cases.types.len(),
        barren: cases.barren(),
        instances: questions.len(),
        differences,
        error: None,
    })
}

impl Outcome {
    fn failed(document: &Document, error: String) -> Self {
        let name = document.name.clone();
        Self { name, types: 0, barren: Vec::new(), instances: 0, differences: Vec::new(), error: Some(error) }
    }

    fn is_fine(&self) -> bool {
        self.error.is_none() && self.differences.is_empty()
    }
}

fn print(outcomes: &[Outcome], arguments: &Arguments) -> usize {
    let mut table = Table::new(&["document", "types", "without instance", "instances", "differences"]);
    let mut total = [0; 4];
    for outcome in outcomes {
        let counts = [outcome.types, outcome.barren.len(), outcome.instances, outcome.differences.len()];
        table.row(row(&outcome.name, counts));
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    table.row(row("all", total));
    table.print(arguments.common.markdown);
    for outcome in outcomes {
        if !outcome.barren.is_empty() {
            println!("\nno valid instance found: {}: {}", outcome.name, outcome.barren.join(", "));
        }
    }
    for outcome in outcomes.iter().filter(|outcome| !outcome.is_fine()) {
        println!("\nfailed: {}", outcome.name);
        for line in outcome.error.iter().chain(outcome.differences.iter().take(arguments.show)) {
            println!("  {line}");
        }
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.is_fine()).count();
    println!("\n{} documents, {failed} failed", outcomes.len());
    failed
}

fn row(name: &str, counts: [usize; 4]) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(counts.map(|count| count.to_string())).collect()
}
