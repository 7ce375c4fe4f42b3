//! The two compared versions: the description, model and crate of each.

use std::path::{Path, PathBuf};

use super::parallel;
use super::sides::Sides;
use description::{Document, Failure, Passage};
use diag::{LocatedDiagnostic, Origin, TextLocation};
use lock::Lock;
use model::Api;
use reading::{Loaded, Project, Reading, Settings, Understood};
use surface::{Item, Surface};

/// The models and the descriptions of both versions, and the day of the comparison.
#[derive(Clone, Copy)]
pub(super) struct Versions<'a> {
    pub(super) models: Sides<&'a Api>,
    pub(super) texts: Sides<&'a Document>,
    pub(super) today: jiff::civil::Date,
}

/// A version that was read for a comparison.
#[derive(Debug)]
pub struct Version {
    pub(super) understood: Understood,
    pub(super) surface: Vec<Item>,
    /// The names of the crate, as its lock would have them.
    pub(super) names: Lock,
    /// A prefix of file names, and its displayed replacement.
    shown_as: Option<(String, String)>,
    /// The lock of the previous crate, if the crate keeps its names.
    lock: Option<String>,
    /// Whether the crate keeps names or argument orders of the old version that it would not have
    /// otherwise.
    keeps: bool,
}

/// A description that was read, and the settings of its client.
#[derive(Debug)]
pub struct LoadedVersion {
    /// The description.
    pub loaded: Loaded,
    /// The settings.
    pub settings: Settings,
}

impl Version {
    /// Reads a description, and builds its model and crate surface.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn read(project: &impl AsRef<Project>) -> Result<Self, Failure> {
        ReadDescription::read(project.as_ref())?.understood()
    }

    /// Reads the description that follows `old`. The crate keeps the names and argument orders that
    /// the generator would keep, and, if configured, deprecated aliases.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn read_after(project: &impl AsRef<Project>, old: &Self) -> Result<Self, Failure> {
        ReadDescription::read_next(project.as_ref())?.with_names_of(old)
    }

    /// Reads the old description and the one that follows it.
    pub fn read_both(
        old: &impl AsRef<Project>,
        new: &impl AsRef<Project>,
    ) -> Sides<Result<Self, Failure>> {
        let projects = Sides {
            old: old.as_ref(),
            new: new.as_ref(),
        };
        let (before, after) = parallel::run_both(
            || ReadDescription::read(projects.old)?.understood(),
            || ReadDescription::read_next(projects.new),
        );
        Self::of_successive(before, after)
    }

    /// Builds the models of two descriptions that are in memory; the crate of the new one keeps the
    /// names of the old one.
    pub fn of_loaded(old: LoadedVersion, new: LoadedVersion) -> Sides<Result<Self, Failure>> {
        let (before, after) = parallel::run_both(
            || ReadDescription::of(old, Reading::of).understood(),
            || ReadDescription::of(new, Reading::of_next_version),
        );
        Self::of_successive(before, Ok(after))
    }

    fn of_successive(
        before: Result<Self, Failure>,
        after: Result<ReadDescription, Failure>,
    ) -> Sides<Result<Self, Failure>> {
        let before = match before {
            Ok(before) => before,
            Err(problem) => {
                return Sides {
                    old: Err(problem),
                    new: after.and_then(ReadDescription::understood),
                };
            }
        };
        Sides {
            new: after.and_then(|after| after.with_names_of(&before)),
            old: Ok(before),
        }
    }

    /// Reads two descriptions, each of which keeps the names of its own crate.
    pub fn read_each(
        old: &impl AsRef<Project>,
        new: &impl AsRef<Project>,
    ) -> Sides<Result<Self, Failure>> {
        let projects = Sides {
            old: old.as_ref(),
            new: new.as_ref(),
        };
        let (old, new) = parallel::run_both(
            || ReadDescription::read(projects.old)?.understood(),
            || ReadDescription::read(projects.new)?.understood(),
        );
        Sides { old, new }
    }

    /// Displays the files of this folder under another name.
    pub fn shown_as(self, folder: &Path, name: impl Into<String>) -> Self {
        Self {
            shown_as: Some((folder.display().to_string(), name.into())),
            ..self
        }
    }

    /// Returns whether the description refers to other files.
    pub fn refers_to_files(&self) -> bool {
        !self.document().is_one_file()
    }

    /// Returns whether the files are displayed under another name, like the files of a commit.
    pub fn is_committed(&self) -> bool {
        self.shown_as.is_some()
    }

    /// Displays the lock of the previous crate under another name.
    pub fn lock_shown_as(mut self, name: &str) -> Self {
        if let Some(lock) = &mut self.lock {
            name.clone_into(lock);
        }
        self
    }

    /// Returns the lock of the previous crate, whose names and argument orders were kept.
    pub fn lock(&self) -> Option<&str> {
        self.lock.as_deref()
    }

    /// Returns whether the crate keeps names of the old crate, but the generator has no lock of it.
    pub(super) fn rests_on_lock(&self) -> bool {
        self.keeps && self.lock.is_none()
    }

    /// Returns the description, in the form that the model is built from.
    pub(super) fn document(&self) -> &Document {
        &self.understood.document
    }

    /// Returns the model of the description.
    pub fn api(&self) -> &Api {
        &self.understood.api
    }

    /// Returns the public surface of its crate, sorted.
    pub fn surface(&self) -> &[Item] {
        &self.surface
    }

    /// Returns the diagnostics about the description itself.
    pub fn reports(&self) -> &[LocatedDiagnostic] {
        &self.understood.reports
    }

    /// Returns the name of the description.
    pub fn name(&self) -> String {
        self.shown(self.document().file_name(diag::FileId(0)))
    }

    /// Returns the location in the text of the description as written.
    pub(super) fn written_at(&self, origin: &Origin) -> Origin {
        self.document().written_at(origin)
    }

    pub(super) fn locate_all(&self, origins: &[&Origin]) -> Vec<Option<TextLocation>> {
        let mut locations = self.document().locate_all(origins);
        for location in locations.iter_mut().flatten() {
            location.file = self.shown(&location.file);
        }
        locations
    }

    pub(super) fn passages(&self, origins: &[&Origin]) -> Vec<Option<Passage>> {
        let mut passages = self.document().passages(origins);
        for passage in passages.iter_mut().flatten() {
            passage.location.file = self.shown(&passage.location.file);
        }
        passages
    }

    /// Displays a lock; a file in the temporary copy of a commit is displayed with the name of the
    /// commit.
    pub(super) fn shown_lock(&self, file: &str) -> String {
        match &self.shown_as {
            Some((folder, _)) if !folder.is_empty() => self.shown(file),
            _ => file.to_owned(),
        }
    }

    fn shown(&self, file: &str) -> String {
        let replaced = self.shown_as.as_ref().and_then(|(folder, name)| {
            Some(format!(
                "{name}{}",
                file.strip_prefix(folder.as_str())?.trim_start_matches('/')
            ))
        });
        replaced.unwrap_or_else(|| file.to_owned())
    }
}

/// A description that was read, before its previous crate is known.
struct ReadDescription {
    settings: Settings,
    reading: Reading,
    lock: Option<PathBuf>,
}

impl ReadDescription {
    fn read(project: &Project) -> Result<Self, Failure> {
        Self::build(project, Reading::of)
    }

    /// Reads a description that may keep the names of another one.
    fn read_next(project: &Project) -> Result<Self, Failure> {
        Self::build(project, Reading::of_next_version)
    }

    fn build(
        project: &Project,
        build: impl FnOnce(Loaded, &Settings) -> Reading,
    ) -> Result<Self, Failure> {
        let settings = project.settings()?;
        let before = project.lock(&settings)?;
        let loaded = project.load(&settings)?;
        let mut read = Self::of(LoadedVersion { loaded, settings }, build);
        if let Some((lock, file)) = before {
            read.reading.keep(&read.settings, &lock);
            read.lock = Some(file);
        }
        Ok(read)
    }

    fn of(
        LoadedVersion { loaded, settings }: LoadedVersion,
        build: impl FnOnce(Loaded, &Settings) -> Reading,
    ) -> Self {
        Self {
            reading: build(loaded, &settings),
            settings,
            lock: None,
        }
    }

    fn with_names_of(mut self, old: &Version) -> Result<Version, Failure> {
        let without_old_names = surface::api_lock(self.reading.api());
        self.reading.keep(&self.settings, &old.names);
        let version = self.understood()?;
        Ok(Version {
            keeps: without_old_names != version.names,
            ..version
        })
    }

    fn understood(self) -> Result<Version, Failure> {
        let understood = self.reading.understood(&self.settings)?;
        let lock = self.lock.map(|file| file.display().to_string());
        Ok(Version {
            surface: Surface::of(&understood.api).items,
            names: surface::api_lock(&understood.api),
            understood,
            shown_as: None,
            lock,
            keeps: false,
        })
    }
}
