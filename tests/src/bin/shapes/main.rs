//! Compares forms of emitted code for encoding and decoding: their build cost, and their speed.
//!
//! `cargo run --release -p tests --bin shapes -- --types 600 --out DIR` writes a scratch workspace with the same
//! synthetic types in each form, builds it, and prints tables. `generator/decisions/emission-shape.md` has the figures
//! and the decision. Run it by hand: each repetition of all forms takes about ten minutes of CPU time.

mod cost;
mod derive;
mod impls;
mod plain;
mod plan;
mod sample;
mod scratch;
mod slots;
mod table;
mod values;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use crate::plain::Emitted;
use crate::plan::Plan;
use crate::scratch::{Scratch, TIMED};
use crate::table::Row;

/// Compares forms of emitted code for encoding and decoding.
#[derive(Parser)]
struct Arguments {
    /// Number of synthetic types.
    #[arg(long, default_value_t = 600)]
    types: usize,
    /// Folder for the scratch workspace, which is removed in the end.
    #[arg(long)]
    out: PathBuf,
    /// Keep the scratch workspace.
    #[arg(long)]
    keep: bool,
    /// Number of builds of each crate; the median counts.
    #[arg(long, default_value_t = 3)]
    repeat: usize,
    /// Measure only these forms.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// A form of emitted code.
struct Shape {
    /// The name of the form in its crates' names, and in `--only`.
    name: &'static str,
    title: &'static str,
    style: Style,
}

enum Style {
    Plain,
    Derive { flatten: bool },
    Impls,
    Values,
    Slots,
}

impl Style {
    fn emit(&self, plan: &Plan) -> Emitted {
        match self {
            Self::Plain => plain::emit_plain_types(plan),
            Self::Derive { flatten } => derive::emit_derives(plan, *flatten),
            Self::Impls => impls::emit_impls(plan),
            Self::Values => values::emit_value_trees(plan),
            Self::Slots => slots::emit_slots(plan),
        }
    }
}

fn all_shapes() -> Vec<Shape> {
    [
        ("plain", "types alone (the floor)", Style::Plain),
        ("derive", "1 serde derive", Style::Derive { flatten: false }),
        (
            "flatten",
            "1b serde derive, unknown fields by `flatten`",
            Style::Derive { flatten: true },
        ),
        ("impls", "2 emitted serde impls", Style::Impls),
        ("values", "3 non-generic code over `Value`", Style::Values),
        ("slots", "4 slots", Style::Slots),
    ]
    .into_iter()
    .map(|(name, title, style)| Shape { name, title, style })
    .collect()
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut shapes = all_shapes();
    shapes.retain(|shape| {
        arguments.only.is_empty() || arguments.only.iter().any(|name| name == shape.name)
    });
    let scratch = Scratch::create(&arguments.out)?;
    let mut rows = write_shapes(&scratch, &shapes, &Plan::new(arguments.types))?;
    for row in &mut rows {
        eprintln!("{}", row.title);
        row.measure(&scratch.folder, arguments.repeat)?;
    }
    rows.push(Row::value(&scratch.folder)?);
    print!("{}{}", table::cost_table(&rows), table::speed_table(&rows));
    if !arguments.keep {
        std::fs::remove_dir_all(&arguments.out)?;
    }
    Ok(())
}

/// Writes the crates of all forms, and their speed tests; returns a row for each form, to be measured.
fn write_shapes(scratch: &Scratch, shapes: &[Shape], plan: &Plan) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for shape in shapes {
        let emitted = shape.style.emit(plan);
        let lines = emitted.types.iter().map(|text| text.lines().count()).sum();
        scratch.add(
            shape.name,
            &emitted,
            plan,
            matches!(shape.style, Style::Slots),
        )?;
        rows.push(Row::new(shape.name, shape.title, lines));
    }
    scratch.add_value_speed()?;
    for (index, name) in TIMED {
        scratch.write(
            &format!("{name}.json"),
            &sample::sample_list(plan, index, 1_000_000),
        )?;
    }
    Ok(rows)
}
