//! `unchanged`: compares each document with equivalent rewrites of itself, which must give no
//! findings, and, without the lock of the previous crate, no other names.

mod null_members;
mod rewrites;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use sdkwright::Generator;
use sdkwright::diff::{Finding, Version, Wire};
use sdkwright::surface::{Item, ItemSignature};
use serde_json::Value;
use tests::findings::compare_on_test_day;
use tests::shuffle::{change_descriptions, shuffle_description, wrap_references};

use crate::child;
use crate::common::Common;
use crate::documents::{self, Document};

#[derive(clap::Args)]
pub(crate) struct UnchangedArguments {
    #[command(flatten)]
    common: Common,
    /// Only rewrites whose names contain this: `reformatted`, `shuffled`, `descriptions`, `allOf`,
    /// `3.1`, `null`, `inlined`.
    #[arg(long, default_value = "")]
    only: String,
}

/// An equivalent form of a description.
struct Rewrite {
    name: &'static str,
    /// Rewrites a description; `None` if the rewrite does not apply.
    apply: fn(&Value) -> Option<Value>,
    /// Whether the crate has the same names without the lock of the previous crate.
    keeps_names: bool,
}

const REWRITES: [Rewrite; 7] = [
    Rewrite {
        name: "reformatted",
        apply: |value| Some(value.clone()),
        keeps_names: true,
    },
    Rewrite {
        name: "keys shuffled",
        apply: |value| Some(shuffle_description(value)),
        keeps_names: true,
    },
    Rewrite {
        name: "descriptions changed",
        apply: |value| Some(change_descriptions(value)),
        keeps_names: true,
    },
    Rewrite {
        name: "references in allOf",
        apply: |value| Some(wrap_references(value)),
        keeps_names: true,
    },
    Rewrite {
        name: "as 3.1",
        apply: rewrites::as_3_1,
        keeps_names: true,
    },
    Rewrite {
        name: "null as a member",
        apply: null_members::with_null_members,
        keeps_names: true,
    },
    Rewrite {
        name: "references inlined",
        apply: rewrites::inline_references,
        keeps_names: false,
    },
];

/// What one rewrite changed in one document.
struct RewriteOutcome {
    findings: Vec<Finding>,
    /// Items that only one of the crates has if the new crate does not read the lock of the old
    /// one.
    other_items: Vec<String>,
}

/// The results of one rewrite over all documents.
#[derive(Default)]
struct RewriteTally {
    documents: usize,
    /// Documents without findings.
    fine: usize,
    /// Documents with a finding on the wire or about behavior.
    wire: usize,
    /// Documents that only have findings about items of the crate.
    source: usize,
    /// Documents with other names if there is no lock.
    renamed: usize,
    /// The number of documents for each code and its verdicts.
    codes: BTreeMap<String, usize>,
}

pub(crate) fn compare_rewrites(arguments: &UnchangedArguments) -> Result<ExitCode> {
    let documents = documents::find_documents(&arguments.common)?;
    let rewrites: Vec<&Rewrite> = REWRITES
        .iter()
        .filter(|rewrite| rewrite.name.contains(&arguments.only))
        .collect();
    let results = child::in_parallel(&documents, arguments.common.jobs, |document| {
        compare_document(arguments, document, &rewrites)
            .with_context(|| document.path.display().to_string())
    });
    let mut tallies: Vec<RewriteTally> = rewrites.iter().map(|_| RewriteTally::default()).collect();
    let mut is_wrong = false;
    for (document, result) in documents.iter().zip(results) {
        let outcomes = match result {
            Ok(outcomes) => outcomes,
            Err(problem) => {
                println!("failed: {problem:#}");
                is_wrong = true;
                continue;
            }
        };
        for ((rewrite, tally), outcome) in rewrites.iter().zip(&mut tallies).zip(outcomes) {
            if let Some(outcome) = outcome {
                tally.add(&format!("{} ({})", document.name, rewrite.name), &outcome);
            }
        }
    }
    for (rewrite, tally) in rewrites.iter().zip(&tallies) {
        tally.print(rewrite.name);
        is_wrong |= tally.wire + tally.source + tally.renamed > 0;
    }
    Ok(ExitCode::from(u8::from(is_wrong)))
}

/// Returns the outcome of each rewrite that applies to the document.
fn compare_document(
    arguments: &UnchangedArguments,
    document: &Document,
    rewrites: &[&Rewrite],
) -> Result<Vec<Option<RewriteOutcome>>> {
    let old = Version::read(&Generator::new(&document.path).package("subject"))?;
    let folder = arguments
        .common
        .out
        .join(format!("unchanged-{}", document.name));
    let mut all = Vec::new();
    for rewrite in rewrites {
        let Some(path) = write_rewritten(document, &folder, rewrite.apply)? else {
            all.push(None);
            continue;
        };
        let generator = Generator::new(&path).package("subject");
        let new = Version::read_after(&generator, &old)?;
        // Changed documentation is no finding here.
        let findings = compare_on_test_day(&old, &new).findings.into_iter();
        let findings = findings.filter(|finding| !finding.is_silent()).collect();
        let other_items = if rewrite.keeps_names {
            let without_lock = Version::read(&generator)?;
            let [before, after] =
                [&old, &without_lock].map(|version| describe_items(version.surface()));
            before.symmetric_difference(&after).cloned().collect()
        } else {
            Vec::new()
        };
        all.push(Some(RewriteOutcome {
            findings,
            other_items,
        }));
        fs::remove_dir_all(&folder)?;
    }
    Ok(all)
}

/// Describes public items by their paths and types, whatever the order of arguments.
fn describe_items(items: &[Item]) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for item in items {
        let mut signature = item.signature.clone();
        if let ItemSignature::Function { arguments, .. } = &mut signature {
            arguments.sort();
        }
        lines.insert(format!("{}: {signature}", item.path()));
    }
    lines
}

/// Writes the rewritten document as JSON, which is also YAML, so that the names of files can stay;
/// returns `None` if the rewrite does not apply. If the document refers to other files, the files
/// of its folder are rewritten, too.
fn write_rewritten(
    document: &Document,
    folder: &Path,
    rewrite: fn(&Value) -> Option<Value>,
) -> Result<Option<PathBuf>> {
    let value = read_as_openapi_3(&document.path)?;
    let Some(rewritten) = rewrite(&value) else {
        return Ok(None);
    };
    let around = document.path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    if refers_to_files(&value) {
        copy_rewritten(around, folder, rewrite)?;
    }
    let path = folder.join(document.path.file_name().unwrap_or_default());
    fs::write(&path, serde_json::to_string(&rewritten)?)?;
    Ok(Some(path))
}

/// Returns the values of a description, as OpenAPI 3.
fn read_as_openapi_3(path: &Path) -> Result<Value> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (mut document, _) =
        sdkwright::source::Document::from_text(&name, fs::read_to_string(path)?)?;
    sdkwright::raise::raise_to_openapi_3(&mut document);
    Ok(document.root().clone())
}

/// Returns the values of a file that a description refers to.
fn read_values(path: &Path) -> Result<Value> {
    Ok(serde_yaml::from_str(&fs::read_to_string(path)?)?)
}

fn refers_to_files(value: &Value) -> bool {
    match value {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str);
            reference.is_some_and(|text| !text.starts_with('#'))
                || object.values().any(refers_to_files)
        }
        Value::Array(list) => list.iter().any(refers_to_files),
        _ => false,
    }
}

/// Copies a folder, with all descriptions in it rewritten.
fn copy_rewritten(from: &Path, to: &Path, rewrite: fn(&Value) -> Option<Value>) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (path, target) = (entry?.path(), to);
        let target = target.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_rewritten(&path, &target, rewrite)?;
            continue;
        }
        let is_description = path
            .extension()
            .is_some_and(|ending| ending == "json" || ending == "yaml" || ending == "yml");
        let rewritten = if is_description {
            read_values(&path).ok().and_then(|value| rewrite(&value))
        } else {
            None
        };
        match rewritten {
            Some(value) => fs::write(&target, serde_json::to_string(&value)?)?,
            None => drop(fs::copy(&path, &target)?),
        }
    }
    Ok(())
}

impl RewriteTally {
    fn add(&mut self, label: &str, outcome: &RewriteOutcome) {
        const SHOWN_ITEMS: usize = 4;
        let findings = &outcome.findings;
        self.documents += 1;
        self.renamed += usize::from(!outcome.other_items.is_empty());
        for item in outcome.other_items.iter().take(SHOWN_ITEMS) {
            println!("{label}: only one crate has {item}");
        }
        match (
            findings
                .iter()
                .find(|one| one.wire != Wire::None || one.behaviour),
            findings.first(),
        ) {
            (Some(_), _) => self.wire += 1,
            (None, Some(_)) => self.source += 1,
            (None, None) => self.fine += 1,
        }
        let mut codes: BTreeMap<String, &Finding> = BTreeMap::new();
        for one in findings {
            let behaviour = if one.behaviour { ", behaviour" } else { "" };
            codes
                .entry(format!(
                    "{}: {}, {}{behaviour}",
                    one.code(),
                    one.wire,
                    one.source.as_str()
                ))
                .or_insert(one);
        }
        for (code, one) in codes {
            println!("{label}: {code}: {}: {}", one.title(), one.message);
            *self.codes.entry(code).or_default() += 1;
        }
    }

    fn print(&self, name: &str) {
        let Self {
            documents,
            fine,
            wire,
            source,
            renamed,
            codes,
        } = self;
        println!(
            "{name}: {documents} documents, {fine} without a finding, {wire} with one on the wire or behaviour, {source} about items alone; {renamed} with other names without a lock"
        );
        for (code, count) in codes {
            println!("  {count:4} × {code}");
        }
    }
}
