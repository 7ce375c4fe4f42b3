//! What a folder has that the files to be written do not, and the other way round.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::failed;
use crate::diag::Diagnostic;

/// Our header stands within so many bytes.
const HEAD: usize = 400;

/// What differs; paths are relative to the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files to be written that are not there.
    pub missing: Vec<String>,
    /// Files of ours whose text differs.
    pub stale: Vec<String>,
    /// Files of ours that are no longer emitted.
    pub leftover: Vec<String>,
    /// Files beside ours, in the folders that Cargo reads, that do not bear our header; writing leaves them alone.
    pub foreign: Vec<String>,
    /// Files that stand where one of ours belongs and do not bear our header; or, in a folder that has nothing of ours,
    /// all that is in it. Nothing is written while there are any.
    pub in_the_way: Vec<String>,
    /// How many files are as they should be.
    pub fresh: usize,
}

impl Difference {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        self.foreign.is_empty() && self.in_the_way.is_empty() && !self.is_stale()
    }

    /// Whether writing would change anything.
    pub fn is_stale(&self) -> bool {
        !(self.missing.is_empty() && self.stale.is_empty() && self.leftover.is_empty())
    }
}

/// A file that was in the folder before.
#[derive(Debug)]
pub(super) struct Found {
    /// Its path below the folder.
    pub(super) path: String,
    /// Whether it bears our header.
    pub(super) is_ours: bool,
}

pub(super) fn expect_folder(folder: &Path) -> Result<(), Diagnostic> {
    if folder.exists() && !folder.is_dir() {
        let message = format!("`{}` is a file, expected a folder", folder.display());
        return Err(Diagnostic::error("output", message).help("choose another output folder"));
    }
    Ok(())
}

/// All files of a folder; a folder that does not exist is empty.
pub(super) fn survey(folder: &Path) -> Result<Vec<Found>, Diagnostic> {
    expect_folder(folder)?;
    let mut all = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(at) = waiting.pop() {
        for entry in entries(&at)? {
            let kind = entry.file_type().map_err(|error| failed("read", &entry.path(), &error))?;
            let path = relative(&entry.path(), folder);
            if kind.is_dir() && !is_private(&path) && !is_crate(&entry.path()) {
                waiting.push(entry.path());
            } else if kind.is_file() {
                let head = head(&entry.path()).map_err(|error| failed("read", &entry.path(), &error))?;
                all.push(Found { path, is_ours: is_ours(&head) });
            }
        }
    }
    Ok(all)
}

/// Whether Cargo reads what is at this path.
pub(super) fn is_read_by_cargo(path: &str) -> bool {
    ["src/", "tests/", "examples/"].iter().any(|read| path.starts_with(read))
}

/// As much of a file as says whose it is.
fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    fs::File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
    match fs::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path, &error)),
    }
}

/// Whether a file of ours stands at `path`, or nothing.
pub(super) fn is_ours_or_missing(path: &Path) -> io::Result<bool> {
    match head(path) {
        Ok(head) => Ok(is_ours(&head)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// The first lines of every file that we write say so.
pub(super) fn is_ours(text: &[u8]) -> bool {
    let head = text.get(..text.len().min(HEAD)).unwrap_or_default();
    let marker = crate::render::HEADER_MARK.as_bytes();
    head.windows(marker.len()).any(|window| window == marker)
}

/// Entries of a folder; none where there is no folder.
fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, Diagnostic> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", folder, &error)),
    };
    entries.collect::<io::Result<Vec<_>>>().map_err(|error| failed("read", folder, &error))
}

/// Folders of other tools: build output, version control.
fn is_private(path: &str) -> bool {
    path == "target" || path.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
}

/// A crate inside the folder is another's, even if it was written by the generator too.
fn is_crate(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file()
}

/// What a folder of somebody else holds; dot files, such as version control, say nothing about whose it is.
pub(super) fn contents(folder: &Path) -> Result<Vec<String>, Diagnostic> {
    let names = entries(folder)?.into_iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.') && name != "target").collect();
    names.sort();
    Ok(names)
}

fn relative(path: &Path, folder: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
