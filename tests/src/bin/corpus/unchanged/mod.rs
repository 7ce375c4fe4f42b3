//! `unchanged`: compares each document with equivalent rewrites of itself, which must give no findings.

mod null_members;
mod rewrites;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use sdkwright::Generator;
use sdkwright::diff::{Finding, Version, Wire};
use serde_json::Value;
use tests::findings::compare_on_test_day;
use tests::shuffle::shuffle_description;

use crate::child;
use crate::common::Common;
use crate::documents::{self, Document};

#[derive(clap::Args)]
pub(crate) struct UnchangedArguments {
    #[command(flatten)]
    common: Common,
    /// Only rewrites whose names contain this: `reformatted`, `shuffled`, `3.1`, `null`, `inlined`.
    #[arg(long, default_value = "")]
    only: String,
}

/// Rewrites a description; `None` if the rewrite does not apply.
type Rewrite = fn(&Value) -> Option<Value>;

const REWRITES: [(&str, Rewrite); 5] = [
    ("reformatted", |value| Some(value.clone())),
    ("keys shuffled", |value| Some(shuffle_description(value))),
    ("as 3.1", rewrites::as_3_1),
    ("null as a member", null_members::with_null_members),
    ("references inlined", rewrites::inline_references),
];

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
    /// The number of documents for each code and its verdicts.
    codes: BTreeMap<String, usize>,
}

pub(crate) fn compare_rewrites(arguments: &UnchangedArguments) -> Result<ExitCode> {
    let documents = documents::find_documents(&arguments.common)?;
    let rewrites: Vec<(&str, Rewrite)> = REWRITES
        .into_iter()
        .filter(|(name, _)| name.contains(&arguments.only))
        .collect();
    let results = child::in_parallel(&documents, arguments.common.jobs, |document| {
        compare_document(arguments, document, &rewrites)
            .with_context(|| document.path.display().to_string())
    });
    let mut tallies: Vec<RewriteTally> = rewrites.iter().map(|_| RewriteTally::default()).collect();
    let mut is_wrong = false;
    for (document, result) in documents.iter().zip(results) {
        let found = match result {
            Ok(found) => found,
            Err(problem) => {
                println!("failed: {problem:#}");
                is_wrong = true;
                continue;
            }
        };
        for (((name, _), tally), findings) in rewrites.iter().zip(&mut tallies).zip(found) {
            if let Some(findings) = findings {
                tally.add(&format!("{} ({name})", document.name), &findings);
            }
        }
    }
    for ((name, _), tally) in rewrites.iter().zip(&tallies) {
        tally.print(name);
        is_wrong |= tally.wire + tally.source > 0;
    }
    Ok(ExitCode::from(u8::from(is_wrong)))
}

/// Returns the findings of each rewrite that applies to the document.
fn compare_document(
    arguments: &UnchangedArguments,
    document: &Document,
    rewrites: &[(&str, Rewrite)],
) -> Result<Vec<Option<Vec<Finding>>>> {
    let old = Version::read(&Generator::new(&document.path).package("subject"))?;
    let folder = arguments
        .common
        .out
        .join(format!("unchanged-{}", document.name));
    let mut all = Vec::new();
    for (_, rewrite) in rewrites {
        let Some(path) = write_rewritten(document, &folder, *rewrite)? else {
            all.push(None);
            continue;
        };
        let new = Version::read_after(&Generator::new(&path).package("subject"), &old)?;
        all.push(Some(compare_on_test_day(&old, &new).findings));
        fs::remove_dir_all(&folder)?;
    }
    Ok(all)
}

/// Writes the rewritten document as JSON, which is also YAML, so that the names of files can stay; returns `None` if
/// the rewrite does not apply. If the document refers to other files, the files of its folder are rewritten, too.
fn write_rewritten(
    document: &Document,
    folder: &Path,
    rewrite: Rewrite,
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
fn copy_rewritten(from: &Path, to: &Path, rewrite: Rewrite) -> Result<()> {
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
    fn add(&mut self, label: &str, findings: &[Finding]) {
        self.documents += 1;
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
            codes,
        } = self;
        println!(
            "{name}: {documents} documents, {fine} without a finding, {wire} with one on the wire or behaviour, {source} about items alone"
        );
        for (code, count) in codes {
            println!("  {count:4} × {code}");
        }
    }
}
