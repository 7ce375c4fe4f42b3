//! `compile`: checks each emitted crate with rustc, with warnings denied: first the library, as
//! users build it, then its tests and examples. With `--run-tests`, also runs the tests.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::batch::{Batch, Verdict};
use crate::child;
use crate::common::Common;
use crate::documents::{self, Document};
use crate::emit::{self, Emitted};
use crate::own_tests;
use crate::report::{Table, in_megabytes};

#[derive(Args)]
pub(crate) struct CompileArguments {
    #[command(flatten)]
    common: Common,
    /// Number of crates for each run of Cargo.
    #[arg(long, default_value_t = 10)]
    batch: usize,
    /// For documents over this many kilobytes, check only the library, and not the emitted tests
    /// and examples, which take several times as long.
    #[arg(long, default_value_t = 4_000, value_name = "KILOBYTES")]
    lib_only_over: u64,
    /// Build and run the emitted tests of the crates whose tests are checked.
    #[arg(long)]
    run_tests: bool,
}

/// A document with its emitted crate and the verdict of rustc.
struct Checked {
    name: String,
    emitted: Result<Emitted, String>,
    verdict: Verdict,
    /// The number of the crate's own tests that passed, if they were run.
    passed: Option<usize>,
}

pub(crate) fn compile_crates(arguments: &CompileArguments) -> Result<ExitCode> {
    let common = &arguments.common;
    let documents = documents::find_documents(common)?;
    let mut checked = Vec::new();
    for (index, documents) in documents.chunks(arguments.batch.max(1)).enumerate() {
        for crate_ in check_crates(arguments, index, documents)? {
            eprintln!(
                "{}: {}",
                crate_.name,
                if crate_.failed() { "FAILED" } else { "fine" }
            );
            checked.push(crate_);
        }
    }
    let failed = print_crates(&checked, common.markdown);
    Ok(ExitCode::from(u8::from(failed > 0)))
}

impl Checked {
    fn failed(&self) -> bool {
        self.emitted.is_err() || !self.verdict.messages.is_empty()
    }
}

fn check_crates(
    arguments: &CompileArguments,
    index: usize,
    documents: &[Document],
) -> Result<Vec<Checked>> {
    let common = &arguments.common;
    let batch = Batch::create(&common.out, &format!("batch-{index}"))?;
    let emitted = child::in_parallel(documents, common.jobs, |document| {
        emit::in_child(document, &batch.member(&document.name), common)
            .map_err(|error| format!("{error:#}"))
    });
    let members: Vec<String> = documents
        .iter()
        .zip(&emitted)
        .filter(|(_, emitted)| emitted.is_ok())
        .map(|(document, _)| document.name.clone())
        .collect();
    batch.close(&members)?;
    let small: Vec<String> = documents
        .iter()
        .filter(|document| document.size() <= arguments.lib_only_over * 1024)
        .map(|document| document.name.clone())
        .collect();
    let small: Vec<String> = members
        .iter()
        .filter(|name| small.contains(name))
        .cloned()
        .collect();
    let mut verdicts = batch.check(&members, &small)?;
    let fine: Vec<String> = small
        .iter()
        .filter(|name| {
            verdicts
                .get(*name)
                .is_some_and(|verdict| verdict.messages.is_empty())
        })
        .cloned()
        .collect();
    let mut tested = if arguments.run_tests {
        own_tests::run_own_tests(&batch, &fine)?
    } else {
        BTreeMap::new()
    };
    let checked = documents.iter().zip(emitted).map(|(document, emitted)| {
        let tested = tested.remove(&document.name);
        let passed = tested.as_ref().map(|tested| tested.passed);
        let mut verdict = verdicts.remove(&document.name).unwrap_or_default();
        verdict
            .messages
            .extend(tested.into_iter().flat_map(|tested| tested.messages));
        Checked {
            name: document.name.clone(),
            emitted,
            verdict,
            passed,
        }
    });
    Ok(checked.collect())
}

/// Prints a line for each crate, then the messages of rustc and the tests for the crates that
/// failed; returns the number of failed crates.
fn print_crates(checked: &[Checked], markdown: bool) -> usize {
    let mut table = Table::new(&[
        "document",
        "operations",
        "types",
        "lines",
        "CPU seconds",
        "peak",
        "tests",
        "passed",
        "messages",
    ]);
    let mut total = Emitted::default();
    let (mut all, mut messages, mut passed) = (Verdict::default(), 0, None);
    for crate_ in checked {
        let emitted = crate_.emitted.clone().unwrap_or_default();
        let verdict = &crate_.verdict;
        table.row(crate_cells(
            &crate_.name,
            &emitted,
            verdict,
            crate_.passed,
            verdict.messages.len(),
        ));
        total = total.and(&emitted);
        all.cost = all.cost.and(&verdict.cost);
        all.tests_cost = all.tests_cost.and(&verdict.tests_cost);
        messages += verdict.messages.len();
        passed = crate_
            .passed
            .map(|of_this| of_this + passed.unwrap_or_default())
            .or(passed);
    }
    table.row(crate_cells("all", &total, &all, passed, messages));
    table.print(markdown);
    for crate_ in checked.iter().filter(|crate_| crate_.failed()) {
        println!("\nfailed: {}", crate_.name);
        if let Err(error) = &crate_.emitted {
            println!("{error}");
        }
        for message in crate_.verdict.messages.iter().take(5) {
            println!("{message}\n");
        }
    }
    let failed = checked.iter().filter(|crate_| crate_.failed()).count();
    println!("\n{} crates, {failed} failed", checked.len());
    failed
}

fn crate_cells(
    name: &str,
    emitted: &Emitted,
    verdict: &Verdict,
    passed: Option<usize>,
    messages: usize,
) -> Vec<String> {
    vec![
        name.to_owned(),
        emitted.operations().to_string(),
        emitted.types.to_string(),
        emitted.lines.to_string(),
        format!("{:.1}", verdict.cost.seconds),
        in_megabytes(verdict.cost.peak),
        if verdict.tests_cost.seconds > 0.0 {
            format!("{:.1}", verdict.tests_cost.seconds)
        } else {
            "-".to_owned()
        },
        passed.map_or_else(|| "-".to_owned(), |passed| passed.to_string()),
        messages.to_string(),
    ]
}
