//! Measures in which shape emitted types should encode and decode: what it costs to build them, and how fast they are.
//!
//! `cargo run --release -p tests --bin shapes -- --types 600 --out DIR` writes a scratch workspace with the same
//! synthetic types in each shape, builds it, and prints tables. `generator/decisions/emission-shape.md` holds the figures and the
//! choice. This runs by hand: each repetition of all shapes takes some ten minutes of CPU time.

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

/// Measures in which shape emitted types should encode and decode.
#[derive(Parser)]
struct Arguments {
    /// How many synthetic types to emit.
    #[arg(long, default_value_t = 600)]
    types: usize,
    /// Where to write the scratch workspace; removed in the end.
    #[arg(long)]
    out: PathBuf,
    /// Leave the scratch workspace there.
    #[arg(long)]
    keep: bool,
    /// How often to build each crate; the median counts.
    #[arg(long, default_value_t = 3)]
    repeat: usize,
    /// Only these shapes.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// A way to emit types.
struct Shape {
    /// Name of its crates, and for `--only`.
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
            Self::Plain => plain::emit(plan),
            Self::Derive { flatten } => derive::emit(plan, *flatten),
            Self::Impls => impls::emit(plan),
            Self::Values => values::emit(plan),
            Self::Slots => slots::emit(plan),
        }
    }
}

fn shapes() -> Vec<Shape> {
    let shape = |name, title, style| Shape { name, title, style };
    vec![
        shape("plain", "types alone (the floor)", Style::Plain),
        shape("derive", "1 serde derive", Style::Derive { flatten: false }),
        shape("flatten", "1b serde derive, unknown fields by `flatten`", Style::Derive { flatten: true }),
        shape("impls", "2 emitted serde impls", Style::Impls),
        shape("values", "3 non-generic code over `Value`", Style::Values),
        shape("slots", "4 slots", Style::Slots),
    ]
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut shapes = shapes();
    shapes.retain(|shape| arguments.only.is_empty() || arguments.only.iter().any(|name| name == shape.name));
    let scratch = Scratch::create(&arguments.out)?;
    let mut rows = write(&scratch, &shapes, &Plan::new(arguments.types))?;
    for row in &mut rows {
        eprintln!("{}", row.title);
        row.measure(&scratch.folder, arguments.repeat)?;
    }
    rows.push(Row::value(&scratch.folder)?);
    print!("{}{}", table::costs(&rows), table::speeds(&rows));
    if !arguments.keep {
        std::fs::remove_dir_all(&arguments.out)?;
    }
    Ok(())
}

/// Writes the crates of all shapes, and the lists for their stopwatches; a row for each shape, to be measured.
fn write(scratch: &Scratch, shapes: &[Shape], plan: &Plan) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for shape in shapes {
        let emitted = shape.style.emit(plan);
        let lines = emitted.types.iter().map(|text| text.lines().count()).sum();
        scratch.add(shape.name, &emitted, plan, matches!(shape.style, Style::Slots))?;
        rows.push(Row::new(shape.name, shape.title, lines));
    }
    scratch.add_value_speed()?;
    for (index, name) in TIMED {
        scratch.write(&format!("{name}.json"), &sample::list(plan, index, 1_000_000))?;
    }
    Ok(rows)
}
