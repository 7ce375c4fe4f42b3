//! Whether time grows as descriptions do, and how much memory they take: descriptions of one kind and several lengths,
//! made here, and real ones where they stand beside the checkout. From the file to the crate on disk, each in a process
//! of its own, as the command line does it.
//!
//! `cargo bench -p tests --bench growth`, and `-- --quick` for short ones only.

mod description;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use generator::Generator;
use serde_json::{Value, json};

/// That of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const GIANTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/giants");
const MB: f64 = 1e6;
/// What is shorter than this is run several times.
const SHORT: f64 = 2.0 * MB;

/// What it took.
#[derive(Clone, Copy)]
struct Figures {
    operations: u64,
    seconds: f64,
    /// CPU seconds of all threads: on a busy machine they say more than the clock.
    cpu: f64,
    /// Greatest memory, in megabytes.
    peak: f64,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [one, spec, out] = arguments.as_slice()
        && one == "--one"
    {
        return child(Path::new(spec), Path::new(out));
    }
    // Cargo says `--bench` when it measures, and nothing when it tests.
    let is_quick = !arguments.iter().any(|argument| argument == "--bench") || arguments.iter().any(|a| a == "--quick");
    let (sizes, giants): (&[f64], &[&str]) = match is_quick {
        true => (&[0.25, 0.5, 1.0], &["discord"]),
        false => (&[1.0, 5.0, 20.0], &["discord", "github", "microsoft-graph"]),
    };
    let scratch = tempfile::tempdir()?;
    let mut made = Vec::new();
    for size in sizes {
        let path = scratch.path().join(format!("made-{size}.json"));
        fs::write(&path, description::of((size * MB) as usize))?;
        made.push(path);
    }
    table(&made)?;
    println!();
    let paths: Vec<PathBuf> = giants.iter().map(|name| Path::new(GIANTS).join(format!("{name}.json"))).collect();
    let (real, missing): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|path| path.is_file());
    missing.iter().for_each(|path| println!("skipped: no {}", path.display()));
    table(&real)
}

/// Measures each description, and prints a line for each; ratios are to the first.
fn table(paths: &[PathBuf]) -> Result<()> {
    if paths.is_empty() {
        return Ok(());
    }
    println!(
        "| description | MB | operations | seconds | CPU seconds | MB/s | CPU s/MB, ratio | peak MB | 12 × size + 100 |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut first = None;
    for path in paths {
        let size = fs::metadata(path)?.len() as f64;
        let runs = if size < SHORT { 3 } else { 1 };
        let mut best = measure(path)?;
        for _ in 1..runs {
            let again = measure(path)?;
            best = if again.cpu < best.cpu { again } else { best };
        }
        let (size, name) = (size / MB, path.file_stem().unwrap_or_default().to_string_lossy());
        let each = best.cpu / size;
        let ratio = each / *first.get_or_insert(each);
        let Figures { operations, seconds, cpu, peak } = best;
        println!(
            "| {name} | {size:.2} | {operations} | {seconds:.2} | {cpu:.2} | {:.2} | {ratio:.2} | {peak:.0} | {:.0} |",
            size / seconds,
            12.0 * size + 100.0
        );
    }
    Ok(())
}

/// Generates the crate in a child, so that its memory is its own.
fn measure(spec: &Path) -> Result<Figures> {
    let out = tempfile::tempdir()?;
    let arguments = ["--one".as_ref(), spec.as_os_str(), out.path().as_os_str()];
    let output = Command::new(std::env::current_exe()?).args(arguments).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {said}", spec.display());
    let facts: Value = serde_json::from_slice(&output.stdout).context("failed to read what the child says")?;
    // Not known everywhere: no figure then.
    let number = |key: &str| facts.get(key).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let operations = facts.get("operations").and_then(Value::as_u64).unwrap_or_default();
    Ok(Figures { operations, seconds: number("seconds"), cpu: number("cpu"), peak: number("peak") })
}

fn child(spec: &Path, out: &Path) -> Result<()> {
    let start = Instant::now();
    let outcome = Generator::new(spec).package("growth").output(out.join("crate")).generate()?;
    let seconds = start.elapsed().as_secs_f64();
    let operations = outcome.api.operations.len();
    println!("{}", json!({"operations": operations, "seconds": seconds, "cpu": cpu_seconds(), "peak": peak_memory()}));
    Ok(())
}

/// CPU time of this process, user and system, as Linux tells it in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in brackets and may hold spaces; the two that count are the 14th and 15th of all.
    let fields = text.rsplit(')').next()?.split_whitespace();
    let ticks: Vec<f64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Some(ticks.iter().sum::<f64>() / 100.0)
}

/// Greatest memory of this process so far, in megabytes, as Linux tells it.
fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024.0 / MB)
}
