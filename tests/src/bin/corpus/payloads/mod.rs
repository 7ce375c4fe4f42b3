//! `payloads`: makes random instances of each schema that became a type, and decodes and encodes
//! them with the emitted crate.
//!
//! Instances are made from the raw schemas and validated by the `jsonschema` crate. Neither shares
//! code with the tested parts: the emitted types and the runtime.

mod cases;
mod compare;
mod instances;
mod numbers;
mod patterns;
mod program;
mod schemas;

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::batch::Batch;
use crate::child;
use crate::common::Common;
use crate::documents::{self, Document};
use crate::emit;
use crate::report::Table;
use cases::{Case, Cases};
use program::PayloadType;

pub(crate) use compare::{answer_difference, same_value};
pub(crate) use instances::{Amount, InstanceMaker};
pub(crate) use schemas::{Bundle, definition_reference};

#[derive(Args)]
pub(crate) struct PayloadsArguments {
    #[command(flatten)]
    common: Common,
    /// Number of crates for each run of Cargo.
    #[arg(long, default_value_t = 10)]
    batch: usize,
    /// Number of instances of each type.
    #[arg(long, default_value_t = 20)]
    count: usize,
    /// Maximum number of differences to print for each document.
    #[arg(long, default_value_t = 5)]
    show: usize,
    /// Make instances, but build and run nothing.
    #[arg(long)]
    make_only: bool,
}

/// Reasons, each with the locations of the schemas that it applies to.
type Reasons = BTreeMap<String, Vec<String>>;

/// The result for a document.
struct PayloadOutcome {
    name: String,
    types: usize,
    instances: usize,
    /// Types that were tested with instances of their schemas without keywords that are hard to
    /// satisfy.
    loosened: Reasons,
    /// Types without instances.
    barren: Reasons,
    differences: Vec<String>,
    /// Values that came back the same, but were decoded as another union member than the one that
    /// they are valid for.
    strays: Vec<String>,
    error: Option<String>,
}

pub(crate) fn check_payloads(arguments: &PayloadsArguments) -> Result<ExitCode> {
    let documents = documents::find_documents(&arguments.common)?;
    let mut outcomes = Vec::new();
    for (index, documents) in documents.chunks(arguments.batch.max(1)).enumerate() {
        for outcome in round_trips(arguments, index, documents)? {
            let count = outcome.differences.len();
            eprintln!(
                "{}: {} instances, {count} differences",
                outcome.name, outcome.instances
            );
            outcomes.push(outcome);
        }
    }
    let failed = print_payload_table(&outcomes, arguments);
    Ok(ExitCode::from(u8::from(failed > 0)))
}

fn round_trips(
    arguments: &PayloadsArguments,
    index: usize,
    documents: &[Document],
) -> Result<Vec<PayloadOutcome>> {
    let common = &arguments.common;
    let batch = Batch::create(&common.out, &format!("payloads-{index}"))?;
    let prepared = child::in_parallel(documents, common.jobs, |document| {
        prepare_cases(&batch, document, arguments).map_err(|error| format!("{error:#}"))
    });
    let ready = documents
        .iter()
        .zip(&prepared)
        .filter(|(_, prepared)| prepared.is_ok() && !arguments.make_only);
    let ready: Vec<&Document> = ready.map(|(document, _)| document).collect();
    let programs: Vec<String> = ready
        .iter()
        .map(|document| payload_program_name(document))
        .collect();
    let crates = ready.iter().map(|document| document.name.clone());
    let members: Vec<String> = crates.chain(programs.iter().cloned()).collect();
    batch.close(&members)?;
    let verdicts = batch.build(&programs, &members)?;
    let outcomes = documents.iter().zip(prepared).map(|(document, prepared)| {
        let program = payload_program_name(document);
        let mut messages = [&document.name, &program]
            .into_iter()
            .filter_map(|name| verdicts.get(name)?.messages.first());
        let broken = messages.next().cloned();
        let result = prepared.and_then(|cases| match broken {
            Some(message) => Err(message),
            None if arguments.make_only => Ok(PayloadOutcome::new(document, &cases, Vec::new())),
            None => answer_cases(&batch, document, &cases).map_err(|error| format!("{error:#}")),
        });
        result.unwrap_or_else(|error| PayloadOutcome::failed(document, error))
    });
    Ok(outcomes.collect())
}

fn payload_program_name(document: &Document) -> String {
    format!("{}-payloads", document.name)
}

/// Writes the crate of a document and the program that uses it, and makes the instances.
fn prepare_cases(
    batch: &Batch,
    document: &Document,
    arguments: &PayloadsArguments,
) -> Result<Cases> {
    let cases = Cases::make(&document.path, arguments.common.seed, arguments.count)?;
    if arguments.make_only {
        return Ok(cases);
    }
    emit::in_child(document, &batch.member(&document.name), &arguments.common)?;
    let program = payload_program_name(document);
    let types: Vec<PayloadType<'_>> = cases.types.iter().map(Case::payload_type).collect();
    let (manifest, main) = program::payload_program_sources(&program, &document.name, &types);
    batch.write(&format!("{program}/Cargo.toml"), &manifest)?;
    batch.write(&format!("{program}/src/main.rs"), &main)?;
    Ok(cases)
}

/// Passes all instances through the program.
fn answer_cases(batch: &Batch, document: &Document, cases: &Cases) -> Result<PayloadOutcome> {
    let questions: Vec<(usize, String)> = cases.questions();
    let answers =
        program::ask_program(&batch.program(&payload_program_name(document)), &questions)?;
    let intended = cases.intended()?;
    let (mut differences, mut strays) = (Vec::new(), Vec::new());
    for ((index, json), answer) in questions.iter().zip(&answers) {
        let Some(ty) = cases.types.get(*index) else {
            continue;
        };
        let back = answer
            .as_ref()
            .map(|answer| answer.json.clone())
            .map_err(String::clone);
        if let Some(difference) = answer_difference(json, &back) {
            differences.push(format!(
                "{} ({}): {difference}\n    {json}",
                ty.pointer, ty.name
            ));
            continue;
        }
        let member = intended
            .get(&(*index, json.as_str()))
            .zip(answer.as_ref().ok());
        if let Some((intended, answer)) =
            member.filter(|(intended, answer)| **intended != answer.member)
        {
            let taken = &answer.member;
            strays.push(format!(
                "{} ({}): {taken}, expected {intended}\n    {json}",
                ty.pointer, ty.name
            ));
        }
    }
    Ok(PayloadOutcome {
        strays,
        ..PayloadOutcome::new(document, cases, differences)
    })
}

impl PayloadOutcome {
    fn new(document: &Document, cases: &Cases, differences: Vec<String>) -> Self {
        Self {
            name: document.name.clone(),
            types: cases.types.len(),
            instances: cases.questions().len(),
            loosened: own_reasons(cases.loosened()),
            barren: own_reasons(cases.barren()),
            differences,
            strays: Vec::new(),
            error: None,
        }
    }

    fn failed(document: &Document, error: String) -> Self {
        let (name, none) = (document.name.clone(), Reasons::new());
        let error = Some(error);
        let (differences, strays) = (Vec::new(), Vec::new());
        Self {
            name,
            types: 0,
            instances: 0,
            loosened: none.clone(),
            barren: none,
            differences,
            strays,
            error,
        }
    }

    fn is_fine(&self) -> bool {
        self.error.is_none() && self.differences.is_empty()
    }
}

fn print_payload_table(outcomes: &[PayloadOutcome], arguments: &PayloadsArguments) -> usize {
    let mut table = Table::new(&[
        "document",
        "types",
        "instances",
        "loosened",
        "without",
        "other member",
        "differences",
    ]);
    let mut total = [0; 6];
    for outcome in outcomes {
        let counts = [
            outcome.types,
            outcome.instances,
            count_reasons(&outcome.loosened),
            count_reasons(&outcome.barren),
            outcome.strays.len(),
            outcome.differences.len(),
        ];
        table.row(payload_row(&outcome.name, counts));
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    table.row(payload_row("all", total));
    table.print(arguments.common.markdown);
    print_reasons(
        "instances are valid by looser schemas only",
        outcomes,
        |outcome| &outcome.loosened,
    );
    print_reasons("no instances", outcomes, |outcome| &outcome.barren);
    for outcome in outcomes.iter().filter(|outcome| !outcome.strays.is_empty()) {
        println!("\ntaken for another member: {}", outcome.name);
        outcome
            .strays
            .iter()
            .take(arguments.show)
            .for_each(|stray| println!("  {stray}"));
    }
    for outcome in outcomes.iter().filter(|outcome| !outcome.is_fine()) {
        println!("\nfailed: {}", outcome.name);
        for line in outcome
            .error
            .iter()
            .chain(outcome.differences.iter().take(arguments.show))
        {
            println!("  {line}");
        }
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.is_fine()).count();
    println!("\n{} documents, {failed} failed", outcomes.len());
    failed
}

fn own_reasons(reasons: BTreeMap<&str, Vec<&str>>) -> Reasons {
    reasons
        .into_iter()
        .map(|(reason, places)| {
            let places = places.into_iter().map(str::to_owned).collect();
            (reason.to_owned(), places)
        })
        .collect()
}

fn count_reasons(reasons: &Reasons) -> usize {
    reasons.values().map(Vec::len).sum()
}

/// Prints each reason with the number of types in all documents, and one example.
fn print_reasons(
    title: &str,
    outcomes: &[PayloadOutcome],
    of: impl Fn(&PayloadOutcome) -> &Reasons,
) {
    let mut all: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for outcome in outcomes {
        for (reason, places) in of(outcome) {
            let example = format!(
                "{} {}",
                outcome.name,
                places.first().map_or("", String::as_str)
            );
            all.entry(reason).or_insert((0, example)).0 += places.len();
        }
    }
    for (reason, (count, example)) in all {
        println!("\n{title}: {count} types: {reason}\n    as {example}");
    }
}

fn payload_row(name: &str, counts: [usize; 6]) -> Vec<String> {
    std::iter::once(name.to_owned())
        .chain(counts.map(|count| count.to_string()))
        .collect()
}
