//! Compares the files of a folder with the files to write.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::failed_file_access;
use crate::fileset::HEADER_MARK;
use diag::Diagnostic;
use serde::{Deserialize, Serialize};

const HEAD: usize = 400;

/// The differences; paths are relative to the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files to write that do not exist.
    pub missing: Vec<String>,
    /// Emitted files that have different contents.
    pub stale: Vec<String>,
    /// Existing files that are no longer emitted.
    pub leftover: Vec<String>,
    /// Files in `src/` that neither have our header nor belong to the user's modules, so that no
    /// code of the crate uses them. The generator never changes these files.
    pub foreign: Vec<String>,
    /// Files without our header at the path of an emitted file; in a folder without emitted files,
    /// all files except texts about a repository. Nothing is written while there are any.
    pub in_the_way: Vec<String>,
    /// Texts about a repository at the path of an emitted file, such as the user's `README.md`. The
    /// generator never changes these files.
    pub kept: Vec<String>,
    /// The number of files that are up to date.
    pub fresh: usize,
}

impl Difference {
    /// Returns whether the folder is up to date.
    pub fn is_empty(&self) -> bool {
        self.foreign.is_empty() && self.in_the_way.is_empty() && !self.is_stale()
    }

    /// Adds the differences of another folder, whose path is relative to this one.
    pub fn add_folder(&mut self, folder: &str, other: Self) {
        let below = |paths: Vec<String>| {
            paths
                .into_iter()
                .map(move |path| format!("{folder}/{path}"))
        };
        self.missing.extend(below(other.missing));
        self.stale.extend(below(other.stale));
        self.leftover.extend(below(other.leftover));
        self.foreign.extend(below(other.foreign));
        self.in_the_way.extend(below(other.in_the_way));
        self.kept.extend(below(other.kept));
        self.fresh += other.fresh;
    }

    /// Returns whether writing would change anything.
    pub fn is_stale(&self) -> bool {
        !(self.missing.is_empty() && self.stale.is_empty() && self.leftover.is_empty())
    }
}

#[derive(Debug)]
pub(super) struct ExistingFile {
    pub(super) path: String,
    pub(super) is_ours: bool,
}

/// A file below the folder of a crate.
pub(super) struct ListedFile {
    /// The path in the crate.
    pub(super) path: String,
    /// The path on disk.
    pub(super) location: PathBuf,
}

pub(super) fn expect_folder(folder: &Path) -> Result<(), Diagnostic> {
    if folder.exists() && !folder.is_dir() {
        let message = format!("`{}` is a file, expected a folder", folder.display());
        return Err(Diagnostic::error("output", message).help("choose another output folder"));
    }
    Ok(())
}

pub(super) fn survey_folder(folder: &Path) -> Result<Vec<ExistingFile>, Diagnostic> {
    let mut files = Vec::new();
    for ListedFile { path, location } in list_files(folder)? {
        let is_ours =
            has_header(&location).map_err(|error| failed_file_access("read", &location, &error))?;
        files.push(ExistingFile { path, is_ours });
    }
    Ok(files)
}

/// Returns the files of a crate, except files of other tools and files of another crate inside of
/// it.
pub(super) fn list_files(folder: &Path) -> Result<Vec<ListedFile>, Diagnostic> {
    expect_folder(folder)?;
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(current_folder) = folders.pop() {
        for entry in folder_entries(&current_folder)? {
            let kind = entry
                .file_type()
                .map_err(|error| failed_file_access("read", &entry.path(), &error))?;
            let path = relative_file_path(&entry.path(), folder);
            // Another crate is never changed, even if it was emitted.
            if kind.is_dir() && !is_private(&path) && !entry.path().join("Cargo.toml").is_file() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(ListedFile {
                    path,
                    location: entry.path(),
                });
            }
        }
    }
    Ok(files)
}

/// Decides which files in the folder of a crate or a module are sources of the client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Library {
    /// Whether the folder is that of a module, not of a crate.
    pub(super) is_module: bool,
    /// Rust names of the user's modules among the sources.
    pub(super) own_modules: Vec<String>,
}

/// Returns whether this is a source file of the library, but not one of the user's modules. Source
/// files of the user's own tests, examples and benchmarks are not part of the library: Cargo finds
/// them by their folder.
pub(super) fn is_in_library(path: &str, library: &Library) -> bool {
    let source = match path.strip_prefix("src/") {
        _ if library.is_module => Some(path).filter(|path| path.ends_with(".rs")),
        source => source,
    };
    let Some(path) = source else {
        return false;
    };
    for module in &library.own_modules {
        if let Some(below) = path.strip_prefix(module.as_str())
            && (below == ".rs" || below.starts_with('/'))
        {
            return false;
        }
    }
    true
}

/// Returns whether a path is that of a text about a repository: `.gitattributes`, or by convention,
/// a name in capitals at the top level, such as `LICENSE-MIT`, `README.md` or `CHANGELOG.md`.
pub(super) fn is_about_repository(path: &str) -> bool {
    if path == ".gitattributes" {
        return true;
    }
    let stem = path
        .strip_suffix(".md")
        .or_else(|| path.strip_suffix(".txt"))
        .unwrap_or(path);
    stem.starts_with(|c: char| c.is_ascii_uppercase())
        && stem
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}

fn read_file_head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    fs::File::open(path)?
        .take(HEAD as u64)
        .read_to_end(&mut head)?;
    Ok(head)
}

/// Returns whether two texts are equal, apart from line ends: Git may check files out with `\r\n`.
pub(super) fn have_equal_lines(text: &[u8], other: &[u8]) -> bool {
    text == other || without_carriage_returns(text).eq(without_carriage_returns(other))
}

fn without_carriage_returns(text: &[u8]) -> impl Iterator<Item = &u8> {
    text.iter()
        .enumerate()
        .filter(|(at, byte)| **byte != b'\r' || text.get(at + 1) != Some(&b'\n'))
        .map(|(_, byte)| byte)
}

pub(super) fn read_if_present(path: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
    match fs::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed_file_access("read", path, &error)),
    }
}

/// Returns whether a file has our header.
pub(super) fn has_header(path: &Path) -> io::Result<bool> {
    Ok(is_ours(&read_file_head(path)?))
}

pub(super) fn is_ours_or_missing(path: &Path) -> io::Result<bool> {
    match has_header(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        result => result,
    }
}

/// The mark in files that the generator wrote before it was called sdkwright.
const FORMER_MARK: &str = "@generated by generator";

/// Returns whether a text has our header, which is in the first lines of every emitted file.
pub(super) fn is_ours(text: &[u8]) -> bool {
    let head = text.get(..text.len().min(HEAD)).unwrap_or_default();
    [HEADER_MARK, FORMER_MARK].iter().any(|mark| {
        let mark = mark.as_bytes();
        head.windows(mark.len()).any(|window| window == mark)
    })
}

fn folder_entries(folder: &Path) -> Result<Vec<fs::DirEntry>, Diagnostic> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed_file_access("read", folder, &error)),
    };
    entries
        .collect::<io::Result<Vec<_>>>()
        .map_err(|error| failed_file_access("read", folder, &error))
}

/// Returns whether this is a folder of another tool, such as build output or version control.
fn is_private(path: &str) -> bool {
    path == "target"
        || path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with('.'))
}

/// Returns the entries of a folder in which nothing has been emitted yet. Leaves out what a
/// repository may contain before its crate is emitted: build output, dot files, texts about the
/// repository, the description, and the user's own tests, examples and benchmarks.
pub(super) fn foreign_folder_contents(folder: &Path) -> Result<Vec<String>, Diagnostic> {
    const FOLDERS: &[&str] = &["benches", "examples", "spec", "target", "tests"];
    let mut names: Vec<String> = Vec::new();
    for entry in folder_entries(folder)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_harmless = name.starts_with('.')
            || FOLDERS.contains(&name.as_str())
            || is_about_repository(&name)
            || [".yaml", ".yml"].iter().any(|end| name.ends_with(end));
        if !is_harmless {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn relative_file_path(path: &Path, folder: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = inner
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
