//! `compile`: each emitted crate checked by rustc, with warnings denied.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::Common;
use crate::batch::{Batch, Verdict};
use crate::child;
use crate::documents::{self, Document};
use crate::emit::{self, Emitted};
use crate::report::{Table, megabytes};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    common: Common,
    /// How many crates are checked by one run of cargo.
    #[arg(long, default_value_t = 10)]
    batch: usize,
}

/// A document, what was emitted and what rustc says of it.
struct Checked {
    name: String,
    emitted: Result<Emitted, String>,
    verdict: Verdict,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let common = &arguments.common;
    let documents = documents::find(common)?;
    let mut checked = Vec::new();
    for (index, documents) in documents.chunks(arguments.batch.max(1)).enumerate() {
        for crate_ in check(common, index, documents)? {
            eprintln!("{}: {}", crate_.name, if crate_.failed() { "FAILED" } else { "fine" });
            checked.push(crate_);
        }
    }
    let failed = print(&checked, common.markdown);
    Ok(ExitCode::from(u8::from(failed > 0)))
}

impl Checked {
    fn failed(&self) -> bool {
        self.emitted.is_err() || !self.verdict.messages.is_empty()
    }
}

fn check(common: &Common, index: usize, documents: &[Document]) -> Result<Vec<Checked>> {
    let batch = Batch::create(&common.out, &format!("batch-{index}"))?;
    let emitted = child::in_parallel(documents, common.jobs, |document| {
        emit::in_child(document, &batch.member(&document.name)).map_err(|error| format!("{error:#}"))
    });
    let members: Vec<String> = documents
        .iter()
        .zip(&emitted)
        .filter(|(_, emitted)| emitted.is_ok())
        .map(|(document, _)| document.name.clone())
        .collect();
    batch.close(&members)?;
    let mut verdicts = batch.check(&members)?;
    let checked = documents.iter().zip(emitted).map(|(document, emitted)| Checked {
        name: document.name.clone(),
        emitted,
        verdict: verdicts.remove(&document.name).unwrap_or_default(),
    });
    Ok(checked.collect())
}

/// Prints a line each, then what rustc says of the crates that failed; how many did.
fn print(checked: &[Checked], markdown: bool) -> usize {
    let mut table = Table::new(&["document", "operations", "types", "lines", "CPU seconds", "peak", "messages"]);
    let mut total = Emitted::default();
    let (mut seconds, mut peak, mut messages) = (0.0, None, 0);
    for crate_ in checked {
        let emitted = crate_.emitted.clone().unwrap_or_default();
        let cost = &crate_.verdict.cost;
        table.row(cells(&crate_.name, &emitted, (cost.seconds, cost.peak), crate_.verdict.messages.len()));
        total = total.and(&emitted);
        seconds += cost.seconds;
        peak = peak.max(cost.peak);
        messages += crate_.verdict.messages.len();
    }
    table.row(cells("all", &total, (seconds, peak), messages));
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

fn cells(name: &str, emitted: &Emitted, (seconds, peak): (f64, Option<u64>), messages: usize) -> Vec<String> {
    vec![
        name.to_owned(),
        emitted.operations().to_string(),
        emitted.types.to_string(),
        emitted.lines.to_string(),
        format!("{seconds:.1}"),
        megabytes(peak),
        messages.to_string(),
    ]
}
