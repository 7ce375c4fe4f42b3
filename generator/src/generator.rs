//! [`Generator`]: the road as one call, for the command line, a `build.rs` and tests.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::config::unusable_package;
use crate::diag::{Diagnostic, Report};
use crate::lock::{self, Lock};
use crate::model::Api;
use crate::output::{Difference, Intake};
use crate::pipeline::{self, Reading, Settings, Understood};
use crate::source::{Document, Failure, Options};

/// Turns a description into a client crate.
#[derive(Clone, Debug, Default)]
pub struct Generator {
    spec: Option<PathBuf>,
    config: Option<PathBuf>,
    output: Option<PathBuf>,
    before: Option<PathBuf>,
    package: Option<String>,
    options: Options,
}

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// The model of the description.
    pub api: Api,
    /// Warnings about the description.
    pub reports: Vec<Report>,
    /// What differed from the folder before the run.
    pub difference: Difference,
    /// The folder of the crate.
    pub output: PathBuf,
    /// What the emitted tests leave out, a line each: calls, parameters and replies for which no values can be made.
    pub gaps: Vec<String>,
}

/// The files that a generator reads first.
#[derive(Clone, Debug)]
pub struct Files {
    /// The description.
    pub spec: PathBuf,
    /// Its `generator.yaml`.
    pub config: Option<PathBuf>,
    /// The folder of the crate.
    pub output: Option<PathBuf>,
}

/// Why a run came to nothing: an unusable description, configuration or output folder.
///
/// Its text is what a user should read: each cause with file, line and column, what was found, and what to do.
#[derive(Debug)]
pub struct Error(Failure);

impl Error {
    /// The causes.
    pub fn reports(&self) -> &[Report] {
        &self.0.reports
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(diagnostic.into())
    }
}

impl Generator {
    /// A generator for the description at `spec`.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self { spec: Some(spec.into()), ..Self::default() }
    }

    /// A generator that is told everything by a `generator.yaml`.
    pub fn from_config(config: impl Into<PathBuf>) -> Self {
        Self { config: Some(config.into()), ..Self::default() }
    }

    /// How the client is shaped: a `generator.yaml`.
    pub fn config(mut self, config: impl Into<PathBuf>) -> Self {
        self.config = Some(config.into());
        self
    }

    /// The description, in place of the one that the configuration names.
    pub fn spec(mut self, spec: impl Into<PathBuf>) -> Self {
        self.spec = Some(spec.into());
        self
    }

    /// The folder of the crate, in place of the one that the configuration names.
    pub fn output(mut self, folder: impl Into<PathBuf>) -> Self {
        self.output = Some(folder.into());
        self
    }

    /// The folder of the crate of before, of which things are kept, in place of the folder that is written to.
    pub fn before(mut self, folder: impl Into<PathBuf>) -> Self {
        self.before = Some(folder.into());
        self
    }

    /// The package name, in place of the one that the configuration or the description's title gives.
    pub fn package(mut self, name: impl Into<String>) -> Self {
        self.package = Some(name.into());
        self
    }

    /// Whether `$ref` may lead to files outside the folder of the description.
    pub fn allow_outside(mut self, allow: bool) -> Self {
        self.options.allow_outside = allow;
        self
    }

    /// Whether `$ref` may lead to the network; for a generator that was built with the feature `remote`.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.options.allow_remote = allow;
        self
    }

    /// One more overlay or JSON patch that is applied to the description, after those that the configuration names.
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.overlays.push(path.into());
        self
    }

    /// Writes the crate: only what differs, and nothing unless all of it is ready.
    ///
    /// # Errors
    /// When the description, the configuration or the output folder cannot be used; then nothing was written.
    pub fn generate(&self) -> Result<Outcome, Error> {
        self.run(Intake::writing)
    }

    /// Tells what [`Self::generate`] would change, and writes nothing.
    ///
    /// # Errors
    /// When the description, the configuration or the output folder cannot be used.
    pub fn check(&self) -> Result<Outcome, Error> {
        self.run(Intake::checking)
    }

    /// The model of the description, and all there is to say about it.
    ///
    /// # Errors
    /// When the description or the configuration cannot be used.
    pub fn understand(&self) -> Result<Understood, Error> {
        self.understood(&self.settings()?, |_| {})
    }

    /// Like [`Self::understand`], but what stands in the files of the description is let go: a large one takes less memory.
    ///
    /// # Errors
    /// When the description or the configuration cannot be used.
    pub fn model(&self) -> Result<Understood, Error> {
        self.understood(&self.settings()?, Reading::forget_values)
    }

    /// The description as it is written, overlays applied.
    ///
    /// # Errors
    /// When the description or the configuration cannot be used.
    pub fn description(&self) -> Result<Document, Error> {
        Ok(self.load(&self.settings()?)?.0)
    }

    /// The files that it reads first.
    ///
    /// # Errors
    /// When the configuration cannot be used, or nothing names a description.
    pub fn files(&self) -> Result<Files, Error> {
        let settings = self.settings()?;
        let output = self.output_path(&settings).ok();
        Ok(Files { spec: self.spec_path(&settings)?, config: self.config.clone(), output })
    }

    /// The description as it is written, with what there is to say about it.
    pub(crate) fn load(&self, settings: &Settings) -> Result<(Document, Vec<Diagnostic>), Error> {
        Ok(Document::load(&self.spec_path(settings)?, &self.source_options(settings))?)
    }

    /// What a crate that stands there already keeps, and the file that says so: it is the one of before.
    pub(crate) fn lock(&self, settings: &Settings) -> Result<Option<(Lock, PathBuf)>, Error> {
        let folder = self.before.clone().or_else(|| self.output_path(settings).ok());
        let Some(folder) = folder else { return Ok(None) };
        Ok(Lock::read(&folder)?.map(|lock| (lock, folder.join(lock::FILE))))
    }

    fn understood(&self, settings: &Settings, then: fn(&mut Reading)) -> Result<Understood, Error> {
        let before = self.lock(settings)?;
        let mut reading = Reading::of(self.load(settings)?, settings);
        if let Some((lock, _)) = &before {
            reading.keep(settings, lock);
        }
        then(&mut reading);
        let lock = before.map(|(_, file)| file);
        Ok(Understood { lock, ..reading.understood(settings)? })
    }

    fn source_options(&self, settings: &Settings) -> Options {
        let configured = settings.config.overlays.iter().map(|path| settings.path(path));
        let overlays = configured.chain(self.options.overlays.iter().cloned()).collect();
        Options { overlays, ..self.options.clone() }
    }

    fn run(&self, intake: fn(&Path) -> Result<Intake, Diagnostic>) -> Result<Outcome, Error> {
        let settings = self.settings()?;
        let output = self.output_path(&settings);
        let Understood { api, reports, .. } = self.understood(&settings, Reading::forget_values)?;
        let output = output?;
        let mut intake = intake(&output)?;
        match pipeline::emit_into(&api, &mut |file| intake.take(file)) {
            Ok(gaps) => Ok(Outcome { api, reports, difference: intake.finish()?, output, gaps }),
            Err(failure) => {
                intake.give_up();
                Err(failure.into())
            }
        }
    }

    pub(crate) fn settings(&self) -> Result<Settings, Error> {
        let mut settings = match &self.config {
            Some(path) => Settings::load(path)?,
            None => Settings::default(),
        };
        if let Some(name) = &self.package {
            if let Some(problem) = unusable_package(name) {
                return Err(problem.into());
            }
            settings.config.package.name = Some(name.clone());
        }
        Ok(settings)
    }

    fn spec_path(&self, settings: &Settings) -> Result<PathBuf, Error> {
        choose(self.spec.as_deref(), settings.config.spec.as_deref(), settings).ok_or_else(|| {
            let missing = Diagnostic::error("no-description", "expected a description to read, found none");
            missing.help("name one with `--spec`, or with `spec:` in `generator.yaml`").into()
        })
    }

    fn output_path(&self, settings: &Settings) -> Result<PathBuf, Error> {
        choose(self.output.as_deref(), settings.config.output.as_deref(), settings).ok_or_else(|| {
            let missing = Diagnostic::error("no-output", "expected a folder to write to, found none");
            missing.help("name one with `--out`, or with `output:` in `generator.yaml`").into()
        })
    }
}

fn choose(given: Option<&Path>, configured: Option<&Path>, settings: &Settings) -> Option<PathBuf> {
    given.map(Path::to_owned).or_else(|| configured.map(|path| settings.path(path)))
}
