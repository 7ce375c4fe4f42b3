//! Compares descriptions with equivalent rewrites of themselves, which must give no findings.

mod null_members;
mod rewrites;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use generator::Generator;
use generator::diff::{Finding, Options, Version, Wire, diff};
use serde_json::Value;

/// Rewrites a description; `None` if the rewrite does not apply.
type Rewrite = fn(&Value) -> Option<Value>;

const REWRITES: [(&str, Rewrite); 5] = [
    ("itself", |value| Some(value.clone())),
    ("keys shuffled", rewrites::shuffled),
    ("as 3.1", rewrites::as_3_1),
    ("null as a member", null_members::written),
    ("references inlined", rewrites::inlined),
];

/// The results of one rewrite over all documents.
#[derive(Default)]
struct Tally {
    documents: usize,
    /// Documents without findings.
    fine: usize,
    /// Documents with a finding on the wire or about behavior.
    wire: usize,
    /// Documents that only have findings about items of the crate.
    source: usize,
    /// The number of documents for each code and its verdicts.
    codes: BTreeMap<String, usize>,
}

/// Compares each JSON document below the folder of at most `largest` bytes with all its rewrites, small documents
/// first.
pub(crate) fn run(folder: &Path, out: &Path, largest: u64) -> Result<ExitCode> {
    fs::create_dir_all(out)?;
    let mut documents = Vec::new();
    find(folder, &mut documents)?;
    documents.retain(|(size, _)| *size <= largest);
    documents.sort();
    let mut tallies: [Tally; REWRITES.len()] = Default::default();
    for (_, path) in &documents {
        let Ok(value) = serde_json::from_str::<Value>(&fs::read_to_string(path)?) else { continue };
        let Ok(old) = Version::read(&written(out, "old.json", &value)?) else { continue };
        for ((name, rewrite), tally) in REWRITES.iter().zip(&mut tallies) {
            let Some(rewritten) = rewrite(&value) else { continue };
            tally.documents += 1;
            let label = format!("{} ({name})", path.strip_prefix(folder).unwrap_or(path).display());
            match Version::read_after(&written(out, "new.json", &rewritten)?, &old) {
                Ok(new) => tally.add(&label, &diff(&old, &new, &Options { today: "2026-11-20".parse()? }).findings),
                Err(problem) => println!("{label}: cannot be read any more: {problem}"),
            }
        }
    }
    for ((name, _), tally) in REWRITES.iter().zip(&tallies) {
        tally.print(name);
    }
    let wrong = tallies.iter().any(|tally| tally.wire > 0);
    Ok(ExitCode::from(u8::from(wrong)))
}

impl Tally {
    fn add(&mut self, label: &str, findings: &[Finding]) {
        let is_effective = |one: &&Finding| one.wire != Wire::None || one.behaviour;
        match (findings.iter().find(is_effective), findings.first()) {
            (Some(_), _) => self.wire += 1,
            (None, Some(_)) => self.source += 1,
            (None, None) => self.fine += 1,
        }
        let mut codes: BTreeMap<String, &Finding> = BTreeMap::new();
        for one in findings {
            let behaviour = if one.behaviour { ", behaviour" } else { "" };
            codes.entry(format!("{}: {}, {}{behaviour}", one.code(), one.wire, one.source.as_str())).or_insert(one);
        }
        for (code, one) in codes {
            println!("{label}: {code}: {}: {}", one.title(), one.message);
            *self.codes.entry(code).or_default() += 1;
        }
    }

    fn print(&self, name: &str) {
        let Self { documents, fine, wire, source, codes } = self;
        println!(
            "{name}: {documents} documents, {fine} without a finding, {wire} with one on the wire or behaviour, {source} about items alone"
        );
        for (code, count) in codes {
            println!("  {count:4} × {code}");
        }
    }
}

fn written(out: &Path, name: &str, value: &Value) -> Result<Generator> {
    let path = out.join(name);
    fs::write(&path, serde_json::to_string(value)?)?;
    Ok(Generator::new(path).package("subject"))
}

fn find(folder: &Path, found: &mut Vec<(u64, PathBuf)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if path.is_dir() {
            find(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "json") {
            found.push((entry.metadata()?.len(), path));
        }
    }
    Ok(())
}
