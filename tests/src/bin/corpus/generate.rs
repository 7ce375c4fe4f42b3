//! `generate`: generates a crate from each document, and prints the cost.

use std::process::ExitCode;

use anyhow::Result;

use crate::child;
use crate::common::Common;
use crate::documents::{self, Document};
use crate::emit::{self, Emitted};
use crate::report::{Table, in_megabytes};

pub(crate) fn generate_crates(common: &Common) -> Result<ExitCode> {
    let documents = documents::find_documents(common)?;
    let folder = common.out.join("crates");
    let emitted = child::in_parallel(&documents, common.jobs, |document| {
        emit::in_child(document, &folder.join(&document.name), common)
            .map_err(|error| format!("{error:#}"))
    });
    let failed = print_generated(&documents, &emitted, common.markdown);
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// Prints a line for each document and a total; returns the number of failures.
fn print_generated(
    documents: &[Document],
    emitted: &[Result<Emitted, String>],
    markdown: bool,
) -> usize {
    let mut table = Table::new(&[
        "document",
        "operations",
        "full",
        "loosened",
        "left out",
        "types",
        "warnings",
        "lines",
        "long files",
        "seconds",
        "peak",
    ]);
    let mut total = Emitted::default();
    let mut failed = 0;
    for (document, emitted) in documents.iter().zip(emitted) {
        match emitted {
            Ok(emitted) => {
                table.row(generated_cells(&document.name, emitted));
                total = total.and(emitted);
            }
            Err(_) => failed += 1,
        }
    }
    table.row(generated_cells("all", &total));
    table.print(markdown);
    for (document, emitted) in documents.iter().zip(emitted) {
        if let Err(error) = emitted {
            println!("\nfailed: {}\n    {error}", document.path.display());
        }
    }
    let full = if total.operations() == 0 {
        0.0
    } else {
        total.full as f64 / total.operations() as f64
    };
    println!(
        "\n{} documents, {failed} failed; {:.1} % of the operations are full",
        documents.len(),
        full * 100.0
    );
    failed
}

fn generated_cells(name: &str, emitted: &Emitted) -> Vec<String> {
    let counts = [
        emitted.operations(),
        emitted.full,
        emitted.loosened,
        emitted.left_out,
        emitted.types,
        emitted.warnings,
        emitted.lines,
        emitted.long,
    ];
    let mut cells = vec![name.to_owned()];
    cells.extend(counts.map(|count| count.to_string()));
    cells.extend([
        format!("{:.2}", emitted.seconds),
        in_megabytes(emitted.peak),
    ]);
    cells
}
