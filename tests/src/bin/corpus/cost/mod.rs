//! `cost`: what an emitted crate costs those who compile it, beside the same types with serde's derives.

mod calls;
mod derive;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use generator::Generator;

use crate::Common;
use crate::batch::{Batch, Verdict};
use crate::documents::{self, Document};
use crate::report::Table;

/// What was measured of a document.
struct Costs {
    name: String,
    lines: usize,
    bytes: u64,
    checked: Verdict,
    derived: Verdict,
    released: Verdict,
    program: Verdict,
}

pub(crate) fn run(common: &Common) -> Result<ExitCode> {
    let mut table = Table::new(&[
        "document",
        "lines",
        "kB",
        "check",
        "check, serde derive",
        "ratio",
        "release, crate",
        "release, five calls",
    ]);
    let mut failed = false;
    for document in documents::find(common)? {
        let costs = measure(common, &document)?;
        for message in
            [&costs.checked, &costs.derived, &costs.released, &costs.program].map(|verdict| &verdict.messages)
        {
            message.iter().take(3).for_each(|message| println!("{}: {message}\n", costs.name));
            failed |= !message.is_empty();
        }
        table.row(cells(&costs));
    }
    table.print(common.markdown);
    Ok(ExitCode::from(u8::from(failed)))
}

fn cells(costs: &Costs) -> Vec<String> {
    let seconds = |verdict: &Verdict| format!("{:.1}", verdict.cost.seconds);
    vec![
        costs.name.clone(),
        costs.lines.to_string(),
        costs.bytes.div_ceil(1024).to_string(),
        seconds(&costs.checked),
        seconds(&costs.derived),
        format!("{:.2}", costs.derived.cost.seconds / costs.checked.cost.seconds),
        seconds(&costs.released),
        seconds(&costs.program),
    ]
}

/// Each crate is a run of cargo of its own, so that nothing else has the processors meanwhile.
fn measure(common: &Common, document: &Document) -> Result<Costs> {
    let name = &document.name;
    let (derived, program) = (format!("{name}-derived"), format!("{name}-program"));
    let batch = Batch::create(&common.out, &format!("cost-{name}"))?;
    let outcome = Generator::new(&document.path).package(name).output(batch.member(name)).generate()?;
    batch.write(&format!("{derived}/Cargo.toml"), &derive::manifest(&derived))?;
    batch.write(&format!("{derived}/src/lib.rs"), &derive::types(&outcome.api))?;
    batch.write(&format!("{program}/Cargo.toml"), &calls::manifest(&program, name))?;
    batch.write(&format!("{program}/src/main.rs"), &calls::program(&outcome.api))?;
    batch.close(&[name.clone(), derived.clone(), program.clone()])?;
    let one = |arguments: &[&str], member: &String| -> Result<Verdict> {
        let arguments = [arguments, &["--package", member]].concat();
        Ok(batch.cargo(&arguments, std::slice::from_ref(member))?.remove(member).unwrap_or_default())
    };
    let (lines, bytes) = size(&batch.member(name).join("src"))?;
    let checked = one(&["check"], name)?;
    let derived = one(&["check"], &derived)?;
    let released = one(&["build", "--release"], name)?;
    let program = one(&["build", "--release"], &program)?;
    Ok(Costs { name: name.clone(), lines, bytes, checked, derived, released, program })
}

/// Lines and bytes of all files.
fn size(folder: &Path) -> Result<(usize, u64)> {
    let mut sum = (0, 0);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let (lines, bytes) = if path.is_dir() {
            size(&path)?
        } else {
            let text = fs::read_to_string(&path)?;
            (text.lines().count(), text.len() as u64)
        };
        sum = (sum.0 + lines, sum.1 + bytes);
    }
    Ok(sum)
}
