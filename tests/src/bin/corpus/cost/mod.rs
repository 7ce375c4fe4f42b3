//! `cost`: measures the cost of compiling an emitted crate, compared with the same types with
//! serde's derives.

mod calls;
mod copies;
mod derive;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::Args;
use sdkwright::model::{Api, Resource, Types};
use sdkwright::{Generator, pipeline};

use crate::batch::{Batch, Verdict};
use crate::common::Common;
use crate::documents::{self, Document};
use crate::report::{Table, in_megabytes};

use self::copies::Copies;
pub(crate) use self::derive::{derived_types, derived_types_without_unknown_properties};

#[derive(Args)]
pub(crate) struct CostArguments {
    #[command(flatten)]
    common: Common,
    /// Number of times to compile each crate; the fastest run counts.
    #[arg(long, default_value_t = 1)]
    runs: usize,
    /// Skip release builds.
    #[arg(long)]
    check_only: bool,
    /// Also compile this many copies of all types, and report the cost per copy. Useful if the
    /// types of an API cost less than the rest of its crate.
    #[arg(long, default_value_t = 0)]
    copies: usize,
}

/// The measured costs of a document.
struct Costs {
    name: String,
    lines: usize,
    bytes: u64,
    checked: Verdict,
    types: Verdict,
    runtime: Verdict,
    derived: Verdict,
    /// Release builds of the crate, and of a program that uses it.
    released: Option<(Verdict, Verdict)>,
    /// Copies of the types, emitted and with serde's derives.
    copied: Option<(Copies, Copies)>,
}

impl Costs {
    fn messages(&self) -> impl Iterator<Item = &String> {
        let checked = [&self.checked, &self.types, &self.runtime, &self.derived];
        let released = self
            .released
            .iter()
            .flat_map(|(library, program)| [library, program]);
        let copied = self
            .copied
            .iter()
            .flat_map(|(types, derived)| [&types.copied, &derived.copied]);
        checked
            .into_iter()
            .chain(released)
            .chain(copied)
            .flat_map(|verdict| verdict.messages.iter().take(3))
    }
}

pub(crate) fn measure_costs(arguments: &CostArguments) -> Result<ExitCode> {
    let mut table = Table::new(&[
        "document",
        "lines",
        "kB",
        "check",
        "peak",
        "types",
        "runtime",
        "serde derive",
        "ratio",
        "less runtime",
        "release, crate",
        "release, five calls",
        "a copy of the types",
        "of serde derive",
        "ratio",
    ]);
    let mut failed = false;
    for document in documents::find_documents(&arguments.common)? {
        let costs = measure_document(arguments, &document)?;
        for message in costs.messages() {
            println!("{}: {message}\n", costs.name);
            failed = true;
        }
        table.row(cost_cells(&costs));
    }
    table.print(arguments.common.markdown);
    Ok(ExitCode::from(u8::from(failed)))
}

fn cost_cells(costs: &Costs) -> Vec<String> {
    let (derived, types) = (costs.derived.cost.seconds, costs.types.cost.seconds);
    let released = match &costs.released {
        Some((library, program)) => [library, program].map(in_seconds),
        None => ["-"; 2].map(str::to_owned),
    };
    let copied = match &costs.copied {
        Some((types, derived)) => {
            let (types, derived) = (types.seconds(), derived.seconds());
            [
                format!("{types:.3}"),
                format!("{derived:.3}"),
                format!("{:.2}", derived / types),
            ]
        }
        None => ["-"; 3].map(str::to_owned),
    };
    let mut cells = vec![
        costs.name.clone(),
        costs.lines.to_string(),
        costs.bytes.div_ceil(1024).to_string(),
        in_seconds(&costs.checked),
        in_megabytes(costs.checked.cost.peak),
        in_seconds(&costs.types),
        in_seconds(&costs.runtime),
        in_seconds(&costs.derived),
        format!("{:.2}", derived / types),
        format!(
            "{:.2}",
            derived / (types - costs.runtime.cost.seconds).max(f64::MIN_POSITIVE)
        ),
    ];
    cells.extend(released);
    cells.extend(copied);
    cells
}

fn in_seconds(verdict: &Verdict) -> String {
    format!("{:.1}", verdict.cost.seconds)
}

/// Compiles each crate in a separate run of Cargo, so that nothing else uses the processors
/// meanwhile.
fn measure_document(arguments: &CostArguments, document: &Document) -> Result<Costs> {
    let name = &document.name;
    let batch = Batch::create(&arguments.common.out, &format!("cost-{name}"))?;
    let members = CostMembers::of(name);
    members.write(&batch, document, arguments.copies)?;
    let (check, release) = (["check"].as_slice(), ["build", "--release"].as_slice());
    let runs = arguments.runs;
    let types = cheapest_compilation(&batch, check, &members.types, "lib.rs", runs)?;
    let derived = cheapest_compilation(&batch, check, &members.derived, "lib.rs", runs)?;
    let copied = match arguments.copies {
        0 => None,
        count => {
            let many_types =
                cheapest_compilation(&batch, check, &members.many_types, "lib.rs", runs)?;
            let many_derived =
                cheapest_compilation(&batch, check, &members.many_derived, "lib.rs", runs)?;
            Some((
                Copies::new(types.clone(), many_types, count),
                Copies::new(derived.clone(), many_derived, count),
            ))
        }
    };
    let checked = cheapest_compilation(&batch, check, name, "lib.rs", runs)?;
    let runtime = cheapest_compilation(&batch, check, &members.runtime, "lib.rs", runs)?;
    let released = if arguments.check_only {
        None
    } else {
        Some((
            cheapest_compilation(&batch, release, name, "lib.rs", runs)?,
            cheapest_compilation(&batch, release, &members.program, "main.rs", runs)?,
        ))
    };
    let (lines, bytes) = size_of_folder(&batch.member(name).join("src"))?;
    Ok(Costs {
        name: name.clone(),
        lines,
        bytes,
        checked,
        types,
        runtime,
        derived,
        copied,
        released,
    })
}

/// The names of the crates that are compiled for a document, in addition to the emitted one.
struct CostMembers<'n> {
    name: &'n str,
    types: String,
    runtime: String,
    derived: String,
    program: String,
    many_types: String,
    many_derived: String,
}

impl<'n> CostMembers<'n> {
    fn of(name: &'n str) -> Self {
        Self {
            name,
            types: format!("{name}-types"),
            runtime: format!("{name}-runtime"),
            derived: format!("{name}-derived"),
            program: format!("{name}-program"),
            many_types: format!("{name}-copies"),
            many_derived: format!("{name}-derived-copies"),
        }
    }

    /// Writes all crates; those with copies of the types only if `copies` is not 0.
    fn write(&self, batch: &Batch, document: &Document, copies: usize) -> Result<()> {
        let api = Generator::new(&document.path)
            .package(self.name)
            .output(batch.member(self.name))
            .generate()?
            .api;
        write_members(batch, &types_alone(&api, &self.types))?;
        write_members(
            batch,
            &Api {
                types: Types::default(),
                schemas: Vec::new(),
                ..types_alone(&api, &self.runtime)
            },
        )?;
        write_derived(batch, &self.derived, &derived_types(&api))?;
        batch.write(
            &format!("{}/Cargo.toml", self.program),
            &calls::caller_manifest(&self.program, self.name),
        )?;
        batch.write(
            &format!("{}/src/main.rs", self.program),
            &calls::caller_program(&api),
        )?;
        let mut members = vec![
            self.name.to_owned(),
            self.types.clone(),
            self.runtime.clone(),
            self.derived.clone(),
            self.program.clone(),
        ];
        if copies > 0 {
            write_members(batch, &types_alone(&api, &self.many_types))?;
            copies::add_copies(batch, &self.many_types, "types", copies)?;
            write_derived(batch, &self.many_derived, &derived_types(&api))?;
            copies::add_copies(batch, &self.many_derived, "types", copies)?;
            members.extend([self.many_types.clone(), self.many_derived.clone()]);
        }
        batch.close(&members)
    }
}

pub(crate) fn write_members(batch: &Batch, api: &Api) -> Result<()> {
    let member = api.package.name.clone();
    for file in pipeline::emit_client_files(api)
        .map_err(|failure| anyhow!("{failure}"))?
        .files()
    {
        batch.write(&format!("{member}/{}", file.path), &file.contents)?;
    }
    Ok(())
}

/// Writes the same types with serde's derives, in a module like the emitted ones.
pub(crate) fn write_derived(batch: &Batch, member: &str, types: &str) -> Result<()> {
    batch.write(
        &format!("{member}/Cargo.toml"),
        &derive::derived_manifest(member),
    )?;
    batch.write(&format!("{member}/src/types/mod.rs"), types)?;
    batch.write(&format!("{member}/src/lib.rs"), "pub mod types;\n")
}

/// Compiles `member` this many times; returns the fastest run. Rewriting `root` makes Cargo compile
/// it again.
fn cheapest_compilation(
    batch: &Batch,
    arguments: &[&str],
    member: &String,
    root: &str,
    runs: usize,
) -> Result<Verdict> {
    let arguments = [arguments, &["--package", member]].concat();
    let root = format!("{member}/src/{root}");
    let text = fs::read_to_string(batch.member(&root))?;
    let mut best: Option<Verdict> = None;
    for _ in 0..runs.max(1) {
        batch.write(&root, &text)?;
        let verdict = batch
            .cargo(&arguments, std::slice::from_ref(member))?
            .remove(member)
            .unwrap_or_default();
        if best
            .as_ref()
            .is_none_or(|best| verdict.cost.seconds < best.cost.seconds)
        {
            best = Some(verdict);
        }
    }
    Ok(best.unwrap_or_default())
}

/// Returns the API without its methods: the runtime, and the types that are compared with serde's
/// derives.
fn types_alone(api: &Api, package: &str) -> Api {
    let root = Resource {
        children: Vec::new(),
        operations: Vec::new(),
        ..api.resources.first().cloned().unwrap_or_default()
    };
    let mut bare = Api {
        operations: Vec::new(),
        webhook_requests: Vec::new(),
        resources: vec![root],
        ..api.clone()
    };
    bare.package.name = package.to_owned();
    bare
}

/// Lines and bytes of all files.
fn size_of_folder(folder: &Path) -> Result<(usize, u64)> {
    let mut sum = (0, 0);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let (lines, bytes) = if path.is_dir() {
            size_of_folder(&path)?
        } else {
            let text = fs::read_to_string(&path)?;
            (text.lines().count(), text.len() as u64)
        };
        sum = (sum.0 + lines, sum.1 + bytes);
    }
    Ok(sum)
}
