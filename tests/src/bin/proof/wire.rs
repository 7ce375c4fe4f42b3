//! Pairs of descriptions that somebody else judged: what is found on the wire, beside what was expected.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use generator::diff::Wire;

use crate::pairs;

/// What was expected of a pair: rules, and the gravest level.
#[derive(Default)]
struct Expected {
    rules: Vec<String>,
    level: u8,
}

/// `expected.tsv` names folder, rule and level (`ERR`, `WARN`, `INFO`, `-`); each folder holds `base.yaml` and
/// `revision.yaml`. Where the gravest verdicts differ, a line says both.
pub(crate) fn run(folder: &Path) -> Result<ExitCode> {
    let expected = expected(&folder.join("expected.tsv"))?;
    let (mut agreed, mut missed, mut louder) = (0, 0, 0);
    println!("| pair | expected | found |\n|---|---|---|");
    for (name, expected) in &expected {
        let pair = pairs::of_folder(&folder.join(name));
        let report = pair.compare()?.report;
        let found = level(report.summary.wire, report.findings.is_empty());
        if found == expected.level {
            agreed += 1;
            continue;
        }
        let is_missed = found < expected.level;
        (missed, louder) = (missed + usize::from(is_missed), louder + usize::from(!is_missed));
        let mut codes: Vec<String> =
            report.findings.iter().map(|finding| format!("{} ({})", finding.code, finding.wire)).collect();
        codes.dedup();
        println!("| {name} | {} | {} |", expected.rules.join(", "), codes.join(", "));
    }
    println!("\n{} pairs: {agreed} agree, {missed} are milder than expected, {louder} graver", expected.len());
    Ok(ExitCode::SUCCESS)
}

fn expected(path: &Path) -> Result<BTreeMap<String, Expected>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut all: BTreeMap<String, Expected> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(pair), Some(rule), Some(word)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let one = all.entry(pair.to_owned()).or_default();
        one.level = one.level.max(match word {
            "ERR" => 3,
            "WARN" => 2,
            "INFO" => 1,
            _ => 0,
        });
        one.rules.push(format!("{rule} {word}"));
    }
    Ok(all)
}

/// The same scale for a verdict.
fn level(wire: Wire, is_silent: bool) -> u8 {
    match wire {
        Wire::Breaking => 3,
        Wire::Risky => 2,
        _ if is_silent => 0,
        _ => 1,
    }
}
