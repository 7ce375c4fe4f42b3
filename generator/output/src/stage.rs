//! Changes either all files or none, even if the process is killed.
//!
//! New files are staged in a folder inside the output folder. When all are complete, a journal is
//! written; then each old file is moved into the staging folder, and each new file out of it. Until
//! the journal is removed, all changes can be rolled back: by this run if a change fails, or by the
//! next run if this one was killed.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::interrupts::{OpenFolder, hold_open_folders};
use super::{compare, disk, failed_file_access, folder_lock};
use diag::Diagnostic;

/// The folder for staged files, inside the output folder.
pub(super) const FOLDER: &str = ".generator-staging";
const LOCK: &str = "lock";
const JOURNAL: &str = "journal.json";
const JOURNAL_BEGUN: &str = "journal.json.new";

/// Staged changes to a folder; discarded when dropped, unless they were committed.
#[derive(Debug)]
pub struct Stage {
    top: PathBuf,
    folder: PathBuf,
    steps: Vec<StagedChange>,
    /// The lock, which is held until the value is dropped.
    _lock: File,
}

/// A changed file. The old and new contents of the file are staged under the index of the change.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct StagedChange {
    path: String,
    old: bool,
    new: bool,
}

impl StagedChange {
    /// Returns whether the path consists only of names, so that it is inside of the folder.
    fn is_inside(&self) -> bool {
        Path::new(&self.path)
            .components()
            .all(|component| matches!(component, Component::Normal(_)))
    }
}

impl Stage {
    /// Opens the output folder `top` for changes; waits while another run has it open. Returns a
    /// note if it recovered from an interrupted run.
    ///
    /// # Errors
    /// If the folder cannot be written, or another run keeps it open too long.
    pub fn open(top: &Path) -> Result<(Self, Option<Diagnostic>), Diagnostic> {
        compare::expect_folder(top)?;
        let mut made = Vec::new();
        if let Err(error) = make_folders(top, &mut made) {
            remove_folders(&made);
            return Err(failed_file_access("make", top, &error));
        }
        let folder = top.join(FOLDER);
        let lock = folder_lock::lock_folder(&folder, LOCK).inspect_err(|_| {
            let _ = disk::remove_folder(&folder);
            remove_folders(&made);
        })?;
        hold_open_folders().add(OpenFolder {
            top: top.to_owned(),
            made,
        });
        let stage = Self {
            top: top.to_owned(),
            folder,
            steps: Vec::new(),
            _lock: lock,
        };
        let recovered = stage.recover()?;
        Ok((stage, recovered))
    }

    pub(super) fn write(&mut self, path: &str, old: bool, text: &str) -> Result<(), Diagnostic> {
        let new = self.new_file(self.steps.len());
        self.steps.push(StagedChange {
            path: path.to_owned(),
            old,
            new: true,
        });
        let _held = hold_open_folders();
        disk::write_text_file(&new, text)
            .map_err(|error| failed_file_access("write", &self.top.join(path), &error))
    }

    pub(super) fn remove(&mut self, path: &str) {
        self.steps.push(StagedChange {
            path: path.to_owned(),
            old: true,
            new: false,
        });
    }

    pub(super) fn commit(self) -> Result<(), Diagnostic> {
        let mut held = hold_open_folders();
        if !self.steps.is_empty() {
            self.write_journal()?;
            if let Err(problem) = self.apply_steps() {
                return Err(self.rolled_back(problem));
            }
        }
        // New folders stay.
        held.take(&self.top);
        held.add(OpenFolder {
            top: self.top.clone(),
            made: Vec::new(),
        });
        Ok(())
    }

    fn write_journal(&self) -> Result<(), Diagnostic> {
        let begun = self.folder.join(JOURNAL_BEGUN);
        let journal = self.journal();
        let text = serde_json::to_string(&self.steps).map_err(io::Error::from);
        let written = text
            .and_then(|text| disk::write_text_file(&begun, &text))
            .and_then(|()| disk::rename_file(&begun, &journal));
        written.map_err(|error| failed_file_access("write", &journal, &error))
    }

    fn apply_steps(&self) -> Result<(), Diagnostic> {
        for (index, step) in self.steps.iter().enumerate() {
            let path = self.top.join(&step.path);
            self.apply(index, step, &path)
                .map_err(|error| failed_file_access("write", &path, &error))?;
        }
        let journal = self.journal();
        disk::remove_file(&journal).map_err(|error| failed_file_access("remove", &journal, &error))
    }

    fn apply(&self, index: usize, step: &StagedChange, path: &Path) -> io::Result<()> {
        if step.old {
            disk::rename_file(path, &self.old_file(index))?;
        }
        if step.new {
            make_folders_around(path)?;
            disk::rename_file(&self.new_file(index), path)
        } else {
            self.remove_empty_folders(path);
            Ok(())
        }
    }

    /// Rolls back all changes after one has failed; adds the consequence and help to the problem.
    fn rolled_back(&self, problem: Diagnostic) -> Diagnostic {
        match self.roll_back(&self.steps) {
            Ok(()) => problem.instead("all changes were undone: the crate is as it was before"),
            Err(error) => problem
                .instead(format!(
                    "the crate is incomplete, as the changes could not be undone ({error}); the missing files are \
                     in `{}`",
                    self.folder.display()
                ))
                .help("remove the cause and run again: the next run first restores the crate"),
        }
    }

    /// Moves old files back and removes new ones; can be repeated after an interruption.
    fn roll_back(&self, steps: &[StagedChange]) -> io::Result<()> {
        for (index, step) in steps.iter().enumerate() {
            let path = self.top.join(&step.path);
            let old = self.old_file(index);
            // A file that someone else has written since then is kept.
            let is_free = compare::is_ours_or_missing(&path)?;
            if step.old && is_free && old.exists() {
                make_folders_around(&path)?;
                disk::rename_file(&old, &path)?;
            } else if !step.old && is_free && path.exists() && !self.new_file(index).exists() {
                disk::remove_file(&path)?;
            }
            if !step.old {
                self.remove_empty_folders(&path);
            }
        }
        disk::remove_file(&self.journal())
    }

    /// Restores the crate after an interrupted run, and removes the staged files.
    fn recover(&self) -> Result<Option<Diagnostic>, Diagnostic> {
        if !is_left_over(&self.top) {
            return Ok(None);
        }
        let steps = self.read_journal()?;
        if let Some(steps) = &steps {
            self.roll_back(steps)
                .map_err(|error| failed_file_access("restore", &self.top, &error))?;
        }
        clean(&self.folder);
        let done = match steps {
            Some(_) => "the files that it had replaced or removed are restored".to_owned(),
            None => format!(
                "the files that it left in `{FOLDER}` are removed; the crate needed no repair"
            ),
        };
        let message = format!(
            "an earlier run was interrupted while it wrote to `{}`",
            self.top.display()
        );
        Ok(Some(
            Diagnostic::note("interrupted-run", message).instead(done),
        ))
    }

    fn read_journal(&self) -> Result<Option<Vec<StagedChange>>, Diagnostic> {
        let path = self.journal();
        let Some(text) = compare::read_if_present(&path)? else {
            return Ok(None);
        };
        match serde_json::from_slice::<Vec<StagedChange>>(&text) {
            Ok(steps) if steps.iter().all(StagedChange::is_inside) => Ok(Some(steps)),
            _ => {
                let message = format!(
                    "`{}` does not list the changes of an interrupted run",
                    path.display()
                );
                let help = format!(
                    "check the crate, remove `{}`, and run again",
                    self.folder.display()
                );
                Err(Diagnostic::error("output", message)
                    .instead("nothing was written")
                    .help(help))
            }
        }
    }

    fn journal(&self) -> PathBuf {
        self.folder.join(JOURNAL)
    }

    fn new_file(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{index}.new"))
    }

    fn old_file(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{index}.old"))
    }

    fn remove_empty_folders(&self, path: &Path) {
        let around = path
            .ancestors()
            .skip(1)
            .take_while(|folder| *folder != self.top);
        for folder in around {
            match disk::remove_folder(folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return,
                _ => {}
            }
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let mut held = hold_open_folders();
        if let Some(folder) = held.take(&self.top) {
            discard(&folder);
        }
    }
}

/// Removes the staged files and the lock of a folder, and the folder itself if it is new and empty.
pub(super) fn discard(open: &OpenFolder) {
    let folder = open.top.join(FOLDER);
    // If there is a journal, the next run needs the staged files to restore the crate.
    if !folder.join(JOURNAL).exists() {
        clean(&folder);
        let _ = disk::remove_file(&folder.join(LOCK));
        let _ = disk::remove_folder(&folder);
        remove_folders(&open.made);
    }
}

/// Removes the staged files; if some cannot be removed, the next run removes them.
fn clean(folder: &Path) {
    for name in staged_files(folder) {
        let _ = disk::remove_file(&folder.join(name));
    }
}

/// Returns whether an interrupted run left files in the output folder `top`, or another run is
/// writing to the folder.
pub(super) fn is_left_over(top: &Path) -> bool {
    staged_files(&top.join(FOLDER)).next().is_some()
}

fn staged_files(folder: &Path) -> impl Iterator<Item = String> {
    let names = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| {
        let index = name
            .strip_suffix(".new")
            .or_else(|| name.strip_suffix(".old"));
        let is_numbered =
            index.is_some_and(|index| index.bytes().all(|byte| byte.is_ascii_digit()));
        is_numbered || name == JOURNAL || name == JOURNAL_BEGUN
    })
}

fn make_folders_around(path: &Path) -> io::Result<()> {
    path.parent()
        .map_or(Ok(()), |folder| make_folders(folder, &mut Vec::new()))
}

/// Creates a folder and its parents; appends the new ones to `made`, outermost first.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .collect();
    while let Some(folder) = missing.pop() {
        match disk::make_folder(folder) {
            // Another run may have created it at the same time.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => result.map(|()| made.push(folder.to_owned()))?,
        }
    }
    Ok(())
}

fn remove_folders(made: &[PathBuf]) {
    for folder in made.iter().rev() {
        let _ = disk::remove_folder(folder);
    }
}
