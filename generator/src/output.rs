//! A [`FileSet`] against a folder: what differs, and, if asked, making it so.
//!
//! Checking and writing look through the same eyes: [`compare`]. Nothing is written before everything was compared, only
//! what differs is written, and only files that bear our header are ever replaced or removed.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diag::Diagnostic;
use crate::fileset::FileSet;

/// What a folder has that the files to be written do not, or the other way round; paths are relative to the folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files to be written that are not there.
    pub missing: Vec<String>,
    /// Files of ours whose text differs.
    pub stale: Vec<String>,
    /// Files of ours that are no longer emitted.
    pub leftover: Vec<String>,
    /// Files that stand where one of ours belongs and do not bear our header; or, in a folder that has nothing of ours,
    /// all that is in it.
    pub foreign: Vec<String>,
    /// How many files are as they should be.
    pub fresh: usize,
}

impl Difference {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.stale.is_empty() && self.leftover.is_empty() && self.foreign.is_empty()
    }
}

/// Compares `folder` with the files to be written; a folder that does not exist is empty.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn compare(files: &FileSet, folder: &Path) -> Result<Difference, Diagnostic> {
    let mut difference = Difference::default();
    for file in files.files() {
        let path = folder.join(&file.path);
        match read(&path)? {
            None => difference.missing.push(file.path.clone()),
            Some(text) if text == file.contents.as_bytes() => difference.fresh += 1,
            Some(text) if is_ours(&text) => difference.stale.push(file.path.clone()),
            Some(_) => difference.foreign.push(file.path.clone()),
        }
    }
    difference.leftover = leftover(files, folder)?;
    let has_ours = difference.fresh + difference.stale.len() + difference.leftover.len() > 0;
    if !has_ours && difference.foreign.is_empty() {
        difference.foreign = contents(folder)?;
    }
    Ok(difference)
}

/// What a folder of somebody else holds; dot files, such as version control, say nothing about whose it is.
fn contents(folder: &Path) -> Result<Vec<String>, Diagnostic> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", folder, &error)),
    };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.') && name != "target").collect();
    names.sort();
    Ok(names)
}

/// Makes `folder` as it should be.
///
/// # Errors
/// When files that are not ours stand in the way, or a file cannot be written; what was written before stays, and the
/// next run goes on from there.
pub fn write(files: &FileSet, folder: &Path, difference: &Difference) -> Result<(), Diagnostic> {
    if let Some(path) = difference.foreign.first() {
        return Err(foreign(&folder.join(path), difference.foreign.len()));
    }
    for path in difference.missing.iter().chain(&difference.stale) {
        let Some(text) = files.get(path) else { continue };
        replace(&folder.join(path), text).map_err(|error| failed("write", &folder.join(path), &error))?;
    }
    for path in &difference.leftover {
        let path = folder.join(path);
        fs::remove_file(&path).map_err(|error| failed("remove", &path, &error))?;
        remove_empty_folders(path.parent(), folder);
    }
    Ok(())
}

fn foreign(path: &Path, count: usize) -> Diagnostic {
    let others = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
    Diagnostic::error("foreign-file", format!("`{}` was not written by the generator{others}", path.display()))
        .instead("nothing was written")
        .help("choose another output folder, or move these files away")
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error("output", format!("failed to {what} `{}`: {error}", path.display()))
        .help("check the permissions of the folder")
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
    match fs::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path, &error)),
    }
}

/// The first lines of every file that we write say so.
fn is_ours(text: &[u8]) -> bool {
    let head = text.get(..text.len().min(400)).unwrap_or_default();
    let marker = crate::render::HEADER_MARK.as_bytes();
    head.windows(marker.len()).any(|window| window == marker)
}

/// Written beside its place and moved there, so that a reader never sees half a file.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

/// Files of ours below the folders that we write to, which are no longer emitted.
fn leftover(files: &FileSet, folder: &Path) -> Result<Vec<String>, Diagnostic> {
    let wanted: BTreeSet<&str> = files.files().iter().map(|file| file.path.as_str()).collect();
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(at) = waiting.pop() {
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed("read", &at, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| failed("read", &at, &error))?;
            let kind = entry.file_type().map_err(|error| failed("read", &entry.path(), &error))?;
            let path = relative(&entry.path(), folder);
            if kind.is_dir() && !is_private(&path) {
                waiting.push(entry.path());
            } else if kind.is_file() && !wanted.contains(path.as_str()) && bears_header(&entry.path())? {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Folders of other tools: build output, version control.
fn is_private(path: &str) -> bool {
    path == "target" || path.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
}

fn bears_header(path: &Path) -> Result<bool, Diagnostic> {
    let text = read(path)?.unwrap_or_default();
    Ok(is_ours(&text))
}

fn relative(path: &Path, folder: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn remove_empty_folders(from: Option<&Path>, top: &Path) {
    let mut at = from;
    while let Some(folder) = at.filter(|folder| *folder != top && folder.starts_with(top)) {
        if fs::remove_dir(folder).is_err() {
            return;
        }
        at = folder.parent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fileset::File;

    fn files(all: &[(&str, &str)]) -> FileSet {
        let ours = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            contents: format!("// {}\n{text}\n", crate::render::HEADER_MARK),
        };
        FileSet::new(all.iter().map(ours).collect())
    }

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("generator-output-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn run(files: &FileSet, folder: &Path) -> Result<Difference, Diagnostic> {
        let difference = compare(files, folder)?;
        write(files, folder, &difference)?;
        Ok(difference)
    }

    #[test]
    fn only_what_differs_is_written_and_only_ours_is_removed() {
        let folder = folder("differs");
        let first = run(&files(&[("a.rs", "1"), ("b/c.rs", "2")]), &folder).unwrap();
        assert_eq!(first.missing, ["a.rs", "b/c.rs"]);
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        fs::write(folder.join("b/own.rs"), "fn mine() {}").unwrap();
        let second = run(&files(&[("a.rs", "1"), ("d.rs", "3")]), &folder).unwrap();
        let expected = Difference {
            missing: vec!["d.rs".to_owned()],
            leftover: vec!["b/c.rs".to_owned()],
            fresh: 1,
            ..Difference::default()
        };
        assert_eq!(second, expected);
        assert!(!folder.join("b/c.rs").exists() && folder.join("b/own.rs").exists());
        assert!(folder.join("notes.txt").exists());
        assert!(compare(&files(&[("a.rs", "1"), ("d.rs", "3")]), &folder).unwrap().is_empty());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn foreign_files_stay_and_nothing_is_written() {
        for (name, existing) in [("in-the-way", "a.rs"), ("elsewhere", "other.rs")] {
            let folder = folder(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(existing), "fn mine() {}").unwrap();
            let error = run(&files(&[("a.rs", "1"), ("b.rs", "2")]), &folder).unwrap_err();
            assert_eq!(error.code, "foreign-file");
            assert_eq!(fs::read_to_string(folder.join(existing)).unwrap(), "fn mine() {}");
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
            fs::remove_dir_all(&folder).unwrap();
        }
    }
}
