//! Finds the file of another generator from which `init` can import, in the folder of a repository.

use std::fs;
use std::path::{Path, PathBuf};

use description::{Document, is_stainless};

/// A file of another generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSource {
    /// The path of the file.
    pub path: PathBuf,
    /// What it is.
    pub kind: SourceKind,
}

/// What a file of another generator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// The configuration of Stainless, or the `api.md` of a Stainless client.
    Stainless,
    /// Fern's `generators.yml`.
    Fern,
    /// Speakeasy's `workflow.yaml`.
    Speakeasy,
}

/// Folders in which a configuration of Stainless may be.
const STAINLESS_FOLDERS: [&str; 3] = ["", ".stainless", "stainless"];

impl FoundSource {
    /// Returns what can be imported: a file itself, or of a folder all files that are known, the
    /// richest first.
    pub fn all_at(path: &Path) -> Vec<Self> {
        if !path.is_dir() {
            let kind = SourceKind::of_file(path);
            let path = path.to_owned();
            return vec![Self { path, kind }];
        }
        let mut sources = Vec::new();
        for folder in STAINLESS_FOLDERS {
            let named = yaml_files(&path.join(folder));
            let paths = named.into_iter().filter(|path| is_stainless_file(path));
            sources.extend(paths.map(|path| Self::new(path, SourceKind::Stainless)));
        }
        let mut fern = vec![path.join("fern")];
        fern.extend(folders_in(&path.join("fern/apis")));
        for folder in fern {
            sources.extend(Self::existing(
                folder.join("generators.yml"),
                SourceKind::Fern,
            ));
        }
        let speakeasy = path.join(".speakeasy/workflow.yaml");
        sources.extend(Self::existing(speakeasy, SourceKind::Speakeasy));
        sources.extend(Self::existing(path.join("api.md"), SourceKind::Stainless));
        sources
    }

    fn new(path: PathBuf, kind: SourceKind) -> Self {
        Self { path, kind }
    }

    fn existing(path: PathBuf, kind: SourceKind) -> Option<Self> {
        path.is_file().then(|| Self::new(path, kind))
    }
}

impl SourceKind {
    fn of_file(path: &Path) -> Self {
        match path.file_name().and_then(|name| name.to_str()) {
            Some("generators.yml") => Self::Fern,
            Some("workflow.yaml") => Self::Speakeasy,
            _ => Self::Stainless,
        }
    }
}

fn is_stainless_file(path: &Path) -> bool {
    let is_named = path
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.contains("stainless"));
    let is_in_own_folder = path.parent().is_some_and(|folder| {
        STAINLESS_FOLDERS
            .iter()
            .any(|name| !name.is_empty() && folder.ends_with(name))
    });
    (is_named || is_in_own_folder)
        && Document::load_settings(path).is_ok_and(|settings| is_stainless(settings.root()))
}

/// Returns the YAML files of a folder, sorted.
fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = entries_of(folder);
    files.retain(|path| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("yml" | "yaml")) && path.is_file()
    });
    files
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let mut folders = entries_of(folder);
    folders.retain(|path| path.is_dir());
    folders
}

fn entries_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
