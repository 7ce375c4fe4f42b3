//! Compares the verdicts on the wire with those that the tests of oasdiff expect.

mod rules;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use sdkwright::diff::{Finding, Wire};

use crate::pairs;

/// The expected result for a pair.
#[derive(Default)]
struct Expected {
    /// The expected rules, with their levels.
    rules: Vec<(String, u8)>,
    /// The lowest level for which the list of expected rules is complete; `None` if that is not
    /// known.
    complete: Option<u8>,
}

/// The agreement between findings and expectations.
#[derive(Default)]
struct Score {
    /// For each rule, how often it was expected, found, and found at the same level.
    rules: BTreeMap<String, (usize, usize, usize)>,
    /// The number of pairs whose most severe verdict is as expected, milder, or more severe.
    pairs: (usize, usize, usize),
    /// For pairs with complete expectations: the number of findings at the levels for which they
    /// are complete, and the number of those that match no expected rule.
    alarms: (usize, usize),
    /// The differences, as rows of a table.
    rows: Vec<String>,
}

/// `expected.tsv` has a folder, a rule, its level (`ERR`, `WARN`, `INFO`, `-`) and more; each
/// folder has `base.yaml` and `revision.yaml`.
pub(crate) fn compare_with_expected(folder: &Path) -> Result<ExitCode> {
    let mut score = Score::default();
    let all = read_expected(&folder.join("expected.tsv"))?;
    for (name, expected) in &all {
        let report = pairs::of_folder(&folder.join(name)).compare()?.report;
        score.add(name, expected, &report.findings);
    }
    score.print(all.len());
    Ok(ExitCode::SUCCESS)
}

impl Score {
    fn add(&mut self, name: &str, expected: &Expected, findings: &[Finding]) {
        for (rule, level) in &expected.rules {
            let matching: Vec<&Finding> = findings
                .iter()
                .filter(|finding| rules::finding_matches_rule(finding, rule))
                .collect();
            let may_be_silent = rules::codes_of_rule(rule).contains(&"");
            let found = matching
                .iter()
                .map(|finding| level_of_verdict(finding.wire))
                .max()
                .or(may_be_silent.then_some(1));
            let counts = self.rules.entry(rule.clone()).or_default();
            counts.0 += 1;
            counts.1 += usize::from(found.is_some());
            counts.2 += usize::from(found == Some(*level));
            match found {
                None => self.rows.push(format!(
                    "| {name} | {rule} {} | nothing |",
                    word_for_level(*level)
                )),
                Some(found) if found != *level => {
                    self.rows.push(format!(
                        "| {name} | {rule} {} | {} |",
                        word_for_level(*level),
                        in_words(&matching)
                    ));
                }
                Some(_) => {}
            }
        }
        let gravest = findings
            .iter()
            .map(|finding| level_of_verdict(finding.wire))
            .max()
            .unwrap_or_default();
        let wanted = expected
            .rules
            .iter()
            .map(|(_, level)| *level)
            .max()
            .unwrap_or_default();
        match gravest.cmp(&wanted) {
            std::cmp::Ordering::Equal => self.pairs.0 += 1,
            std::cmp::Ordering::Less => self.pairs.1 += 1,
            std::cmp::Ordering::Greater => self.pairs.2 += 1,
        }
        self.add_alarms(name, expected, findings);
    }

    fn add_alarms(&mut self, name: &str, expected: &Expected, findings: &[Finding]) {
        let Some(until) = expected.complete else {
            return;
        };
        for finding in findings
            .iter()
            .filter(|finding| finding.wire != Wire::None && level_of_verdict(finding.wire) >= until)
        {
            self.alarms.0 += 1;
            if !expected
                .rules
                .iter()
                .any(|(rule, _)| rules::finding_matches_rule(finding, rule))
            {
                self.alarms.1 += 1;
                self.rows.push(format!(
                    "| {name} | no more from {} on | {} |",
                    word_for_level(until),
                    in_words(&[finding])
                ));
            }
        }
    }

    fn print(&self, pairs: usize) {
        println!("| pair | expected | found |\n|---|---|---|");
        self.rows.iter().for_each(|row| println!("{row}"));
        println!("\n| rule | expected | found | on the same level |\n|---|---|---|---|");
        let mut sums = (0, 0, 0);
        for (rule, (wanted, found, same)) in &self.rules {
            println!("| {rule} | {wanted} | {found} | {same} |");
            sums = (sums.0 + wanted, sums.1 + found, sums.2 + same);
        }
        let (wanted, found, same) = sums;
        let (equal, milder, graver) = self.pairs;
        println!(
            "\n{wanted} findings of {} rules: {found} found, {same} on the same level",
            self.rules.len()
        );
        println!(
            "{pairs} pairs: the gravest verdict is the same in {equal}, milder in {milder}, graver in {graver}"
        );
        println!(
            "{} findings where all are known, {} of them unexpected",
            self.alarms.0, self.alarms.1
        );
    }
}

fn in_words(findings: &[&Finding]) -> String {
    let mut words: Vec<String> = findings
        .iter()
        .map(|finding| format!("{} ({}): {}", finding.code(), finding.wire, finding.message))
        .collect();
    words.dedup();
    words.join("; ")
}

fn read_expected(path: &Path) -> Result<BTreeMap<String, Expected>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut all: BTreeMap<String, Expected> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [pair, rule, level, _, _, _, _, check, until, complete, ..] = cells.as_slice() else {
            continue;
        };
        let one = all.entry((*pair).to_owned()).or_default();
        if (*check, *complete) == ("*", "yes") {
            one.complete = Some(one.complete.map_or(grade_of_word(until), |known| {
                known.min(grade_of_word(until))
            }));
        }
        let rule = ((*rule).to_owned(), grade_of_word(level));
        if rule.0 != "-" && !one.rules.contains(&rule) {
            one.rules.push(rule);
        }
    }
    Ok(all)
}

fn grade_of_word(word: &str) -> u8 {
    match word {
        "ERR" => 3,
        "WARN" => 2,
        "INFO" => 1,
        _ => 0,
    }
}

fn word_for_level(level: u8) -> &'static str {
    match level {
        3 => "ERR",
        2 => "WARN",
        1 => "INFO",
        _ => "-",
    }
}

/// Returns the verdict on the same scale.
fn level_of_verdict(wire: Wire) -> u8 {
    match wire {
        Wire::Breaking => 3,
        Wire::Risky => 2,
        _ => 1,
    }
}
