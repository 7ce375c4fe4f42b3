//! Measures how time and memory grow with the size of a description, from the file to the crate on
//! disk: synthetic descriptions of several sizes, and real ones if they exist next to the checkout.
//! Each runs in its own process, as it does on the command line. The table shows the target next to
//! each figure, and the last line lists the missed targets.
//!
//! `cargo bench -p tests --bench growth`; with `-- --quick`, only the small descriptions.

mod description;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use sdkwright::Generator;
use serde_json::{Value, json};
use tests::json::{count_at, number_at};

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Real descriptions, and the target in seconds for each on two processors.
const WANTED: &[(&str, f64)] = &[("discord", 0.5), ("github", 3.0), ("microsoft-graph", 12.0)];

const GIANTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/giants");
const MB: f64 = 1e6;
/// Descriptions with fewer bytes are run several times.
const SHORT: f64 = 2.0 * MB;

/// The measured cost of one run.
#[derive(Clone, Copy)]
struct Figures {
    operations: u64,
    seconds: f64,
    /// CPU seconds of all threads: on a busy machine they are more reliable than wall-clock time.
    cpu: f64,
    /// Peak memory, in megabytes.
    peak: f64,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [one, spec, out] = arguments.as_slice()
        && one == "--one"
    {
        return generate_in_child(Path::new(spec), Path::new(out));
    }
    // Cargo passes `--bench` when it measures, and nothing when it tests.
    let is_quick = !arguments.iter().any(|argument| argument == "--bench")
        || arguments.iter().any(|a| a == "--quick");
    let (sizes, giants): (&[f64], usize) = match is_quick {
        true => (&[0.1, 0.25, 1.0], 1),
        false => (&[0.1, 1.0, 5.0, 20.0], WANTED.len()),
    };
    let scratch = tempfile::tempdir()?;
    let mut made = Vec::new();
    for size in sizes {
        let path = scratch.path().join(format!("made-{size}.json"));
        fs::write(
            &path,
            description::description_of_size((size * MB) as usize),
        )?;
        made.push(path);
    }
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{processors} processors\n");
    let mut missed = print_table(&made)?;
    println!();
    let names = WANTED.iter().take(giants).map(|(name, _)| name);
    let paths: Vec<PathBuf> = names
        .map(|name| Path::new(GIANTS).join(format!("{name}.json")))
        .collect();
    let (real, missing): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.into_iter().partition(|path| path.is_file());
    missing
        .iter()
        .for_each(|path| println!("skipped: no {}", path.display()));
    missed.extend(print_table(&real)?);
    println!(
        "\n{}",
        if missed.is_empty() {
            "all as wanted".to_owned()
        } else {
            missed.join("\n")
        }
    );
    Ok(())
}

/// The largest allowed ratio of the time per megabyte to the time per megabyte of the first
/// description of at least a megabyte.
const STEEPEST: f64 = 1.3;

/// Measures each description and prints a line for it. Returns the missed targets. A ratio compares
/// the CPU seconds per megabyte with the CPU seconds per megabyte of the first description of at
/// least a megabyte.
fn print_table(paths: &[PathBuf]) -> Result<Vec<String>> {
    let mut missed = Vec::new();
    if paths.is_empty() {
        return Ok(missed);
    }
    println!(
        "| description | MB | operations | seconds | wanted | CPU seconds | MB/s | CPU s/MB, ratio | peak MB | 12 × size + 100 |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut first = None;
    for path in paths {
        let size = fs::metadata(path)?.len() as f64;
        let runs = if size < SHORT { 3 } else { 1 };
        let mut best = measure_generation(path)?;
        for _ in 1..runs {
            let again = measure_generation(path)?;
            best = if again.cpu < best.cpu { again } else { best };
        }
        let (size, name) = (
            size / MB,
            path.file_stem().unwrap_or_default().to_string_lossy(),
        );
        let each = best.cpu / size;
        // For a small description, the fixed cost dominates, such as the runtime that every crate
        // embeds.
        let is_long = size > 0.9;
        let ratio = if is_long {
            each / *first.get_or_insert(each)
        } else {
            f64::NAN
        };
        let Figures {
            operations,
            seconds,
            cpu,
            peak,
        } = best;
        let (speed, allowed) = (size / seconds, 12.0 * size + 100.0);
        let wanted = WANTED
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, seconds)| *seconds);
        let shown = [wanted, is_long.then_some(ratio)]
            .map(|figure| figure.map_or("".to_owned(), |one| format!("{one:.2}")));
        let [limit, growth] = shown;
        println!(
            "| {name} | {size:.2} | {operations} | {seconds:.2} | {limit} | {cpu:.2} | {speed:.2} | {growth} | {peak:.0} | {allowed:.0} |"
        );
        if wanted.is_some_and(|wanted| seconds > wanted) {
            missed.push(format!("{name}: {seconds:.2} seconds, wanted {limit}"));
        }
        if peak > allowed {
            missed.push(format!("{name}: {peak:.0} MB, allowed {allowed:.0}"));
        }
        if wanted.is_none() && ratio > STEEPEST {
            missed.push(format!(
                "{name}: a megabyte takes {growth} times as long as of the first"
            ));
        }
    }
    Ok(missed)
}

/// Generates the crate in a child process, whose peak memory is measured separately.
fn measure_generation(spec: &Path) -> Result<Figures> {
    let out = tempfile::tempdir()?;
    let arguments = ["--one".as_ref(), spec.as_os_str(), out.path().as_os_str()];
    let output = Command::new(std::env::current_exe()?)
        .args(arguments)
        .output()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {stderr}", spec.display());
    let facts: Value =
        serde_json::from_slice(&output.stdout).context("failed to read what the child says")?;
    // Not available on every platform; the figure is then omitted.
    let [seconds, cpu, peak] =
        ["/seconds", "/cpu", "/peak"].map(|pointer| number_at(&facts, pointer).unwrap_or(f64::NAN));
    Ok(Figures {
        operations: count_at(&facts, "/operations").unwrap_or_default(),
        seconds,
        cpu,
        peak,
    })
}

fn generate_in_child(spec: &Path, out: &Path) -> Result<()> {
    let start = Instant::now();
    let outcome = Generator::new(spec)
        .package("growth")
        .output(out.join("crate"))
        .generate()?;
    let seconds = start.elapsed().as_secs_f64();
    let operations = outcome.api.operations.len();
    println!(
        "{}",
        json!({"operations": operations, "seconds": seconds, "cpu": cpu_seconds(), "peak": peak_memory()})
    );
    Ok(())
}

/// CPU time of this process, user and system; Linux reports it in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in parentheses and may contain spaces; utime and stime are fields
    // 14 and 15.
    let fields = text.rsplit(')').next()?.split_whitespace();
    let ticks: Vec<f64> = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    Some(ticks.iter().sum::<f64>() / 100.0)
}

/// Peak memory of this process so far, in megabytes, as Linux reports it.
fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024.0 / MB)
}
