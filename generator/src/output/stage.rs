//! Changes to files that become visible together.
//!
//! New texts are written beside their places, and files that go are moved beside theirs. Only when all of that has
//! worked is anything put in place; until then everything can be undone.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diag::Diagnostic;

/// Changes that wait.
#[derive(Debug, Default)]
pub(super) struct Stage {
    /// Folders that were made, the outer ones first.
    made: Vec<PathBuf>,
    /// New texts: where they wait, and their place.
    written: Vec<(PathBuf, PathBuf)>,
    /// Files that go: where they wait, and their place.
    removed: Vec<(PathBuf, PathBuf)>,
    /// The folder whose empty subfolders go with the files that were in them.
    top: PathBuf,
}

impl Stage {
    /// Writes a text beside its place.
    pub(super) fn write(&mut self, path: &Path, text: &str) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            self.make_folder(folder)?;
        }
        let beside = beside(path, "new");
        self.written.push((beside.clone(), path.to_owned()));
        fs::write(beside, text)
    }

    /// Moves a file that goes out of its place; `top` stays even if it ends up empty.
    pub(super) fn remove(&mut self, path: &Path, top: &Path) -> io::Result<()> {
        top.clone_into(&mut self.top);
        let beside = beside(path, "old");
        fs::rename(path, &beside)?;
        self.removed.push((beside, path.to_owned()));
        Ok(())
    }

    /// Puts everything in place.
    pub(super) fn commit(self) -> Result<(), Diagnostic> {
        for (beside, path) in &self.written {
            fs::rename(beside, path).map_err(|error| super::failed("write", path, &error))?;
        }
        for (beside, path) in &self.removed {
            fs::remove_file(beside).map_err(|error| super::failed("remove", path, &error))?;
            remove_empty_folders(path.parent(), &self.top);
        }
        Ok(())
    }

    /// Takes everything back; what cannot be taken back is only litter beside the files.
    pub(super) fn undo(self) {
        for (beside, path) in &self.removed {
            let _ = fs::rename(beside, path);
        }
        for (beside, _) in &self.written {
            let _ = fs::remove_file(beside);
        }
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }

    fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut missing: Vec<&Path> = folder.ancestors().take_while(|folder| !exists(folder)).collect();
        while let Some(folder) = missing.pop() {
            fs::create_dir(folder)?;
            self.made.push(folder.to_owned());
        }
        Ok(())
    }
}

fn exists(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.exists()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or(OsStr::new("file")).to_owned();
    name.push(format!(".{suffix}"));
    path.with_file_name(name)
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
