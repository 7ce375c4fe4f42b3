//! Measures how the time of a comparison grows with the size of a description: synthetic
//! descriptions of several sizes, each against itself with a tenth of its properties and parameters
//! changed, and real ones if they exist next to the checkout. All are measured one after the other
//! in one run, so that the ratios are meaningful on a busy machine too.
//!
//! `cargo bench -p tests --bench compare`; with `-- --quick`, only the small descriptions.

#[path = "growth/description.rs"]
mod description;

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use sdkwright::Generator;
use sdkwright::diff::{Sides, Version};
use tests::findings::compare_on_test_day;

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many times as long a megabyte of any description may take as a megabyte of the first
/// description.
const STEEPEST: f64 = 1.4;

fn main() -> Result<()> {
    // Cargo passes `--bench` when it measures, and nothing when it tests.
    let is_quick = !std::env::args().any(|word| word == "--bench")
        || std::env::args().any(|word| word == "--quick");
    let sizes: &[f64] = if is_quick {
        &[0.25, 0.5, 1.0]
    } else {
        &[1.0, 2.0, 4.0, 8.0]
    };
    let folder = tempfile::tempdir()?;
    println!(
        "| MB | findings | seconds to read | seconds to compare | s/MB to compare, ratio |\n|---:|---:|---:|---:|---:|"
    );
    let mut first = None;
    let mut steepest: f64 = 0.0;
    for size in sizes {
        let old = description::description_of_size((size * 1e6) as usize);
        let figures = measure_comparison(folder.path(), &old, &change_some_types(&old))?;
        let each = figures.compare / size;
        let ratio = each / *first.get_or_insert(each);
        steepest = steepest.max(ratio);
        println!(
            "| {size} | {} | {:.2} | {:.2} | {ratio:.2} |",
            figures.findings, figures.read, figures.compare
        );
    }
    if !is_quick {
        measure_real_descriptions(folder.path())?;
        ensure!(
            steepest <= STEEPEST,
            "a megabyte takes {steepest:.2} times as long as of the first"
        );
    }
    Ok(())
}

/// Returns the description with another type for one property or parameter in ten.
fn change_some_types(text: &str) -> String {
    let lines = text.lines().enumerate().map(|(at, line)| match at % 10 {
        0 => line.replace("\"type\": \"string\"", "\"type\": \"boolean\""),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

struct Figures {
    findings: usize,
    read: f64,
    compare: f64,
}

fn measure_comparison(folder: &Path, old: &str, new: &str) -> Result<Figures> {
    let (old_path, new_path) = (folder.join("old.json"), folder.join("new.json"));
    fs::write(&old_path, old)?;
    fs::write(&new_path, new)?;
    read_and_compare(&old_path, &new_path)
}

/// Reads both versions once and compares them three times; the fastest comparison counts.
fn read_and_compare(old: &Path, new: &Path) -> Result<Figures> {
    let [old, new] = [old, new].map(|path| Generator::new(path).package("compared"));
    let start = Instant::now();
    let Sides { old, new } = Version::read_both(&old, &new);
    let (old, new) = (old?, new?);
    let read = start.elapsed().as_secs_f64();
    let mut compare = f64::MAX;
    let mut findings = 0;
    for _ in 0..3 {
        let start = Instant::now();
        findings = compare_on_test_day(&old, &new).findings.len();
        compare = compare.min(start.elapsed().as_secs_f64());
    }
    Ok(Figures {
        findings,
        read,
        compare,
    })
}

/// Two versions of Discord's description, and GitHub's description compared with itself, unchanged
/// and changed.
fn measure_real_descriptions(folder: &Path) -> Result<()> {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    let giant = corpus.join("giants/github.json");
    let entries = fs::read_dir(corpus.join("history/discord"));
    let mut versions: Vec<_> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    versions.sort();
    let discord = versions.last().zip(
        versions
            .len()
            .checked_sub(2)
            .and_then(|at| versions.get(at)),
    );
    let edited = folder.join("github.json");
    if let Ok(text) = fs::read_to_string(&giant) {
        fs::write(&edited, change_some_types(&text))?;
    }
    for (name, pair) in [
        ("discord", discord.map(|(new, old)| (old, new))),
        ("github", Some((&giant, &giant))),
        ("github, changed", Some((&giant, &edited))),
    ] {
        let Some((old, new)) = pair.filter(|(old, _)| old.is_file()) else {
            println!("skipped: no {name}");
            continue;
        };
        let figures = read_and_compare(old, new)?;
        let Figures {
            findings,
            read,
            compare,
        } = figures;
        println!("{name}: {findings} findings, {read:.2} seconds to read, {compare:.2} to compare");
    }
    Ok(())
}
