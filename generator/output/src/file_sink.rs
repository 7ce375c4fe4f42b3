//! Takes files one at a time, compares each with the existing file, and stages it if they differ.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::compare::{self, Difference, ExistingFile, Library};
use super::snapshot::CrateSnapshot;
use super::stage::{self, Stage};
use super::{FolderKind, foreign_files_error};
use crate::fileset::File;
use diag::Diagnostic;

/// Compares the files of a crate with a folder, and updates the folder completely or not at all.
/// Nothing changes if the sink is dropped before [`Self::finish`].
#[derive(Debug)]
pub struct FileSink {
    folder: PathBuf,
    kind: FolderKind,
    /// The stage for changed files; `None` for a check.
    stage: Option<Stage>,
    before: Vec<ExistingFile>,
    taken: BTreeSet<String>,
    library: Library,
    difference: Difference,
    /// The crate as this run leaves it, if the caller wants to know.
    snapshot: Option<CrateSnapshot>,
}

impl FileSink {
    /// Creates a sink that compares without writing.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn checking(folder: &Path, kind: FolderKind) -> Result<Self, Diagnostic> {
        let mut sink = Self::of(folder, kind)?;
        if stage::is_left_over(folder) {
            sink.difference.leftover.push(stage::FOLDER.to_owned());
        }
        Ok(sink)
    }

    /// Creates a sink that updates the folder once it has all files.
    ///
    /// # Errors
    /// If the folder cannot be read, or has files that are not ours.
    pub fn writing(folder: &Path, kind: FolderKind, stage: Stage) -> Result<Self, Diagnostic> {
        let sink = Self::of(folder, kind)?;
        sink.refuse_foreign_files()?;
        Ok(Self {
            stage: Some(stage),
            ..sink
        })
    }

    fn of(folder: &Path, kind: FolderKind) -> Result<Self, Diagnostic> {
        let before = compare::survey_folder(folder)?;
        let mut difference = Difference::default();
        if !before.iter().any(|file| file.is_ours) {
            difference.in_the_way = compare::foreign_folder_contents(folder)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            kind,
            stage: None,
            before,
            taken: BTreeSet::new(),
            library: Library {
                is_module: kind == FolderKind::Module,
                ..Library::default()
            },
            difference,
            snapshot: None,
        })
    }

    /// Returns whether the sink updates the folder.
    pub fn is_writing(&self) -> bool {
        self.stage.is_some()
    }

    /// Sets the user's modules in `src/`: their files are part of the crate, without being emitted.
    #[must_use]
    pub fn own_modules(self, modules: &[String]) -> Self {
        let library = Library {
            own_modules: modules.to_vec(),
            ..self.library
        };
        Self { library, ..self }
    }

    /// Also takes a snapshot of the crate.
    #[must_use]
    pub fn with_snapshot(self) -> Self {
        Self {
            snapshot: Some(CrateSnapshot::new(&self.folder, &self.library)),
            ..self
        }
    }

    /// Returns the snapshot with the files taken so far, if there is one.
    pub fn take_snapshot(&mut self) -> Option<CrateSnapshot> {
        self.snapshot.take()
    }

    /// Takes the next file; if several files have the same path, the first one is used.
    ///
    /// # Errors
    /// If a file cannot be read or written; the caller can stop then.
    pub fn take(&mut self, file: File) -> Result<(), Diagnostic> {
        if !self.taken.insert(file.path.clone()) {
            return Ok(());
        }
        let difference = &mut self.difference;
        let old = compare::read_if_present(&self.folder.join(&file.path))?;
        let contents = file.contents.as_bytes();
        match &old {
            None => difference.missing.push(file.path.clone()),
            Some(text) if compare::have_equal_lines(text, contents) => {
                difference.fresh += 1;
                if let Some(snapshot) = &mut self.snapshot {
                    snapshot.add_emitted(file.path, text);
                }
                return Ok(());
            }
            Some(text) if compare::is_ours(text) => difference.stale.push(file.path.clone()),
            Some(text) if compare::is_about_repository(&file.path) => {
                difference.kept.push(file.path.clone());
                if let Some(snapshot) = &mut self.snapshot {
                    snapshot.add_kept(file.path, text);
                }
                return Ok(());
            }
            Some(_) => {
                if !difference.in_the_way.contains(&file.path) {
                    difference.in_the_way.push(file.path);
                }
                return Ok(());
            }
        }
        if let Some(stage) = &mut self.stage {
            stage.write(&file.path, old.is_some(), &file.contents)?;
        }
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.add_emitted(file.path, contents);
        }
        Ok(())
    }

    /// Commits the staged changes, unless the sink only compares, and returns the differences.
    ///
    /// # Errors
    /// If files in the folder are not ours, or a file cannot be written; the folder is unchanged
    /// then.
    pub fn finish(mut self) -> Result<Difference, Diagnostic> {
        self.sort();
        if let Some(mut stage) = self.stage.take() {
            self.refuse_foreign_files()?;
            for path in &self.difference.leftover {
                stage.remove(path);
            }
            stage.commit()?;
        }
        Ok(self.difference)
    }

    fn sort(&mut self) {
        let other_files = std::mem::take(&mut self.before)
            .into_iter()
            .filter(|file| !self.taken.contains(&file.path));
        let difference = &mut self.difference;
        for file in other_files {
            if file.is_ours {
                difference.leftover.push(file.path);
            } else if compare::is_in_library(&file.path, &self.library) {
                difference.foreign.push(file.path);
            }
        }
        let Difference {
            missing,
            stale,
            leftover,
            foreign,
            in_the_way,
            kept,
            ..
        } = difference;
        for paths in [missing, stale, leftover, foreign, in_the_way, kept] {
            paths.sort();
        }
    }

    /// Fails if files in the folder are not ours.
    ///
    /// # Errors
    /// About these files.
    pub fn refuse_foreign_files(&self) -> Result<(), Diagnostic> {
        let paths = &self.difference.in_the_way;
        if paths.is_empty() {
            return Ok(());
        }
        Err(foreign_files_error(&self.folder, self.kind, paths))
    }
}
