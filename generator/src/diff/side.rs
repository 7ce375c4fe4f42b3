//! One of the two descriptions, with all that is asked of it.

use std::path::Path;

use super::{Problem, parallel};
use crate::diag::{Location, Origin, Report};
use crate::generator::Generator;
use crate::lock::Lock;
use crate::model::Api;
use crate::pipeline::Understood;
use crate::render::surface::{self, Item};
use crate::source::Document;

/// A description that was read for a comparison.
#[derive(Debug)]
pub struct Side {
    pub(super) understood: Understood,
    /// The description as it was written.
    pub(super) text: Document,
    /// The public surface of its crate.
    pub(super) surface: Vec<Item>,
    /// The beginning of file names, and what is said instead.
    shown_as: Option<(String, String)>,
    /// Where it stands what the crate of before offered, if that was kept.
    lock: Option<String>,
    /// Whether its crate keeps something of the old side's that it would not have by itself.
    keeps: bool,
}

impl Side {
    /// Reads a description, and makes of it what the generator makes.
    ///
    /// # Errors
    /// When the description or the configuration cannot be used.
    pub fn read(generator: &Generator) -> Result<Self, Problem> {
        Self::understood(generator)?.with_surface()
    }

    /// Reads the description that comes after another one: its crate keeps of that one's what the generator would keep,
    /// the order of arguments, and, if it is asked to, names.
    ///
    /// # Errors
    /// When the description or the configuration cannot be used.
    pub fn read_after(generator: &Generator, old: &Self) -> Result<Self, Problem> {
        Self::understood(generator)?.after(generator, old)?.with_surface()
    }

    /// Reads the old description and the one that comes after it.
    pub fn read_both(old: &Generator, new: &Generator) -> (Result<Self, Problem>, Result<Self, Problem>) {
        let (before, after) = parallel::both(|| Self::understood(old), || Self::understood(new));
        let after = match &before {
            Ok(before) => after.and_then(|after| after.after(new, before)),
            Err(_) => after,
        };
        parallel::both(|| before?.with_surface(), || after?.with_surface())
    }

    /// Reads two descriptions whose crates both stand there: each keeps what its own crate has.
    pub fn read_each(old: &Generator, new: &Generator) -> (Result<Self, Problem>, Result<Self, Problem>) {
        parallel::both(|| Self::read(old), || Self::read(new))
    }

    fn after(mut self, generator: &Generator, old: &Self) -> Result<Self, Problem> {
        let (known, before) = (Lock::of(old.api()), Lock::of(self.api()));
        if known.names_differ(self.api()) {
            let lock = self.understood.lock;
            self.understood = Understood { lock, ..generator.model_after(&known)? };
        } else {
            generator.keep(&known, &mut self.understood.api)?;
        }
        self.keeps = before != Lock::of(self.api());
        Ok(self)
    }

    fn understood(generator: &Generator) -> Result<Self, Problem> {
        let understood = generator.model()?;
        let text = generator.description()?;
        let lock = understood.lock.as_ref().map(|path| path.display().to_string());
        Ok(Self { understood, text, surface: Vec::new(), shown_as: None, lock, keeps: false })
    }

    fn with_surface(mut self) -> Result<Self, Problem> {
        self.surface = surface::surface(&self.understood.api).map_err(Problem::Emitted)?;
        Ok(self)
    }

    /// Shows the files of this folder under another name.
    pub fn shown_as(mut self, folder: &Path, name: impl Into<String>) -> Self {
        self.shown_as = Some((folder.display().to_string(), name.into()));
        self
    }

    /// Whether its files are shown under another name, as those of a commit are.
    pub fn is_committed(&self) -> bool {
        self.shown_as.is_some()
    }

    /// Shows the file of the crate of before under another name.
    pub fn lock_shown_as(mut self, name: &str) -> Self {
        self.lock = self.lock.map(|_| name.to_owned());
        self
    }

    /// The file of the crate of before, of which names and orders were kept.
    pub fn lock(&self) -> Option<&str> {
        self.lock.as_deref()
    }

    /// Whether its crate is as it is said to be only where what the old crate offers is known to the generator.
    pub(super) fn rests_on_lock(&self) -> bool {
        self.keeps && self.lock.is_none()
    }

    /// The model of the description.
    pub fn api(&self) -> &Api {
        &self.understood.api
    }

    /// The public surface of its crate, sorted.
    pub fn surface(&self) -> &[Item] {
        &self.surface
    }

    /// What there is to say about the description by itself.
    pub fn reports(&self) -> &[Report] {
        &self.understood.reports
    }

    /// The name of the description.
    pub fn name(&self) -> String {
        self.shown(self.text.file_name(crate::diag::FileId(0)))
    }

    pub(super) fn locate(&self, origins: &[&Origin]) -> Vec<Option<Location>> {
        let mut found = self.text.locate_all(origins);
        for location in found.iter_mut().flatten() {
            location.file = self.shown(&location.file);
        }
        found
    }

    fn shown(&self, file: &str) -> String {
        match &self.shown_as {
            Some((folder, name)) => match file.strip_prefix(folder.as_str()) {
                Some(rest) => format!("{name}{}", rest.trim_start_matches('/')),
                None => file.to_owned(),
            },
            None => file.to_owned(),
        }
    }
}
