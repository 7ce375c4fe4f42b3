//! Files as they come: each is compared with the folder, and written beside its place if it differs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::compare::{self, Difference, Found};
use super::stage::Stage;
use super::{failed, in_the_way};
use crate::diag::Diagnostic;
use crate::fileset::File;

/// Compares the files of a crate with a folder, and makes the folder as it should be: all of it, or nothing.
#[derive(Debug)]
pub struct Intake {
    folder: PathBuf,
    /// Where what differs waits; `None` if nothing is to be written.
    stage: Option<Stage>,
    /// What was in the folder before.
    before: Vec<Found>,
    given: BTreeSet<String>,
    difference: Difference,
}

impl Intake {
    /// Tells what differs, and writes nothing.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn checking(folder: &Path) -> Result<Self, Diagnostic> {
        let before = compare::survey(folder)?;
        let mut difference = Difference::default();
        if !before.iter().any(|found| found.is_ours) {
            difference.in_the_way = compare::contents(folder)?;
        }
        Ok(Self { folder: folder.to_owned(), stage: None, before, given: BTreeSet::new(), difference })
    }

    /// Makes the folder as it should be, once all files were given.
    ///
    /// # Errors
    /// When the folder cannot be read, or is somebody else's.
    pub fn writing(folder: &Path) -> Result<Self, Diagnostic> {
        let intake = Self::checking(folder)?;
        intake.refuse()?;
        Ok(Self { stage: Some(Stage::default()), ..intake })
    }

    /// Takes the next file; of two with one path the first counts.
    ///
    /// # Errors
    /// When a file cannot be read, or not be written beside its place. The files that follow need not be given then.
    pub fn take(&mut self, file: File) -> Result<(), Diagnostic> {
        if !self.given.insert(file.path.clone()) {
            return Ok(());
        }
        let path = self.folder.join(&file.path);
        let difference = &mut self.difference;
        match compare::read(&path)? {
            None => difference.missing.push(file.path),
            Some(text) if text == file.contents.as_bytes() => {
                difference.fresh += 1;
                return Ok(());
            }
            Some(text) if compare::is_ours(&text) => difference.stale.push(file.path),
            Some(_) => {
                if !difference.in_the_way.contains(&file.path) {
                    difference.in_the_way.push(file.path);
                }
                return Ok(());
            }
        }
        match &mut self.stage {
            Some(stage) => stage.write(&path, &file.contents).map_err(|error| failed("write", &path, &error)),
            None => Ok(()),
        }
    }

    /// Says what differed, after putting everything in place if that was asked for.
    ///
    /// # Errors
    /// When files that are not ours stand in the way, or a file cannot be written; then nothing on disk has changed.
    pub fn finish(mut self) -> Result<Difference, Diagnostic> {
        self.sort();
        let Some(mut stage) = self.stage.take() else { return Ok(self.difference) };
        match self.refuse().and_then(|()| self.remove(&mut stage)) {
            Ok(()) => stage.commit().map(|()| self.difference),
            Err(problem) => {
                stage.undo();
                Err(problem)
            }
        }
    }

    /// Takes everything back.
    pub fn give_up(self) {
        if let Some(stage) = self.stage {
            stage.undo();
        }
    }

    fn sort(&mut self) {
        let others = std::mem::take(&mut self.before).into_iter().filter(|found| !self.given.contains(&found.path));
        let difference = &mut self.difference;
        for found in others {
            if found.is_ours {
                difference.leftover.push(found.path);
            } else if compare::is_read_by_cargo(&found.path) {
                difference.foreign.push(found.path);
            }
        }
        let Difference { missing, stale, leftover, foreign, in_the_way, .. } = difference;
        [missing, stale, leftover, foreign, in_the_way].into_iter().for_each(|paths| paths.sort());
    }

    fn refuse(&self) -> Result<(), Diagnostic> {
        match self.difference.in_the_way.first() {
            Some(path) => Err(in_the_way(&self.folder.join(path), self.difference.in_the_way.len())),
            None => Ok(()),
        }
    }

    /// Moves what is left over out of its place.
    fn remove(&self, stage: &mut Stage) -> Result<(), Diagnostic> {
        for path in &self.difference.leftover {
            let path = self.folder.join(path);
            stage.remove(&path, &self.folder).map_err(|error| failed("remove", &path, &error))?;
        }
        Ok(())
    }
}
