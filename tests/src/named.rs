//! Finds the tests of the workspace by name, for documents that name the test behind each claim.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders with tests.
const PLACES: &[&str] = &["generator", "generated/tests", "tests"];

/// The tests of a workspace.
#[derive(Debug)]
pub struct Tests {
    /// The path of each, such as `/tests/tests/client/wire/retries_are_exhausted`.
    paths: BTreeSet<String>,
}

impl Tests {
    /// Reads all tests below a folder.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn of(workspace: &Path) -> io::Result<Self> {
        let mut paths = BTreeSet::new();
        for place in PLACES {
            for file in rust_files(&workspace.join(place))? {
                let text = fs::read_to_string(&file)?;
                let module = file
                    .strip_prefix(workspace)
                    .unwrap_or(&file)
                    .with_extension("");
                // `output::tests` is the file `generator/output/src/tests.rs`.
                let module = module
                    .to_string_lossy()
                    .replace('\\', "/")
                    .replace("/src/", "/");
                let module = module.trim_end_matches("/mod").trim_end_matches("/main");
                paths.extend(tests_in(&text).map(|name| format!("/{module}/{name}")));
            }
        }
        Ok(Self { paths })
    }

    /// Returns whether a test has this name: `file::test`, optionally preceded by folders.
    pub fn has(&self, name: &str) -> bool {
        let path = format!("/{}", name.replace("::", "/"));
        self.paths.iter().any(|known| known.ends_with(&path))
    }
}

/// Returns the test names in the code spans of a text: those with `::`.
pub fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.contains("::"))
}

fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension() == Some(OsStr::new("rs")) {
            files.push(path);
        }
    }
    Ok(files)
}

/// Returns the names of functions directly below an attribute that ends in `test]` or contains `test(`.
fn tests_in(text: &str) -> impl Iterator<Item = &str> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let pairs: Vec<_> = lines
        .iter()
        .copied()
        .zip(lines.iter().copied().skip(1))
        .collect();
    pairs
        .into_iter()
        .filter(|(line, _)| {
            line.starts_with("#[") && (line.ends_with("test]") || line.contains("test("))
        })
        .filter_map(|(_, next)| {
            let name = next.trim_start_matches("async ").strip_prefix("fn ")?;
            name.split('(').next()
        })
}
