//! Finds descriptions in the paths of the command line.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::common::Common;
use crate::dice::Dice;

/// A description.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    /// The name in tables and of the crate: lower-case letters, digits and `-`; unique.
    pub(crate) name: String,
}

impl Document {
    /// Returns the size of the root file, in bytes.
    pub(crate) fn size(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |found| found.len())
    }
}

/// Returns the documents that the command line names, sorted; a sample of them if requested.
pub(crate) fn find_documents(common: &Common) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    let mut names = HashSet::new();
    for path in &common.paths {
        let mut files = Vec::new();
        collect_files(path, &mut files)?;
        files.sort();
        for file in files {
            let base = if path.is_dir() {
                path.as_path()
            } else {
                path.parent().unwrap_or(Path::new(""))
            };
            let name = unique_name(
                &document_slug(file.strip_prefix(base).unwrap_or(&file)),
                &mut names,
            );
            documents.push(Document { path: file, name });
        }
    }
    if documents.is_empty() {
        bail!("found no description below {:?}", common.paths);
    }
    Ok(match common.sample {
        Some(count) => Dice::new(common.seed, 0).sample(documents, count),
        None => documents,
    })
}

fn collect_files(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        fs::metadata(path).with_context(|| path.display().to_string())?;
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect_files(&path, files)?;
        } else if is_root(&path)? {
            files.push(path);
        }
    }
    Ok(())
}

/// Returns whether the file is the root of a description.
fn is_root(path: &Path) -> Result<bool> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    if !matches!(extension, Some("json" | "yaml" | "yml")) {
        return Ok(false);
    }
    let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
    Ok(["openapi", "swagger"].into_iter().any(|key| {
        let quoted = format!("\"{key}\":");
        let plain = format!("{key}:");
        text.lines()
            .any(|line| line.starts_with(&plain) || line.starts_with(&quoted))
            || extension == Some("json") && text.contains(&quoted)
    }))
}

fn document_slug(path: &Path) -> String {
    let text = path.with_extension("").to_string_lossy().to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

fn unique_name(name: &str, names: &mut HashSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut count = 1;
    while !names.insert(candidate.clone()) {
        count += 1;
        candidate = format!("{name}-{count}");
    }
    candidate
}
