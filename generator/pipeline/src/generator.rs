//! [`Generator`]: the whole pipeline in one call, for the command line, build scripts and tests.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Reading, Settings, Understood, refuse_several_clients};
use build::default_package;
use config::unusable_package;
use description::{Document, Failure, ReadOptions, is_standard_input, is_url_path};
use diag::progress::Progress;
use diag::{Diagnostic, FileId, LocatedDiagnostic, Origin, Severity};
use lock::{self, Lock};
use model::Api;
use output::{self, Difference, FileSink, Stage};
use render::{self, MAX_LINES, RenderOptions};

/// Turns a description into a client crate.
#[derive(Clone, Debug, Default)]
pub struct Generator {
    spec: Option<PathBuf>,
    config: Option<PathBuf>,
    output: Option<PathBuf>,
    before: Option<PathBuf>,
    package: Option<String>,
    include: Vec<String>,
    exclude: Vec<String>,
    strict: bool,
    max_lines: Option<usize>,
    config_of_another_version: bool,
    /// Why there is no `config`, if a list of clients names it.
    missing_config: Option<Failure>,
    options: ReadOptions,
}

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The model of the description.
    pub api: Api,
    /// Warnings and notes about the description.
    pub reports: Vec<LocatedDiagnostic>,
    /// The differences between the emitted files and the folder before the run.
    pub difference: Difference,
    /// The folder of the crate.
    pub output: PathBuf,
    /// The local files that were read: the description, the files that it refers to, overlays, and `generator.yaml`.
    pub sources: Vec<PathBuf>,
}

impl Outcome {
    /// Returns whether the folder had no crate before the run.
    pub fn is_new(&self) -> bool {
        self.difference
            .missing
            .iter()
            .any(|path| path == "Cargo.toml")
    }
}

/// The paths of a generator's description, configuration and crate, and the given package name.
#[derive(Clone, Debug)]
pub struct Files {
    /// The description.
    pub spec: PathBuf,
    /// Its `generator.yaml`.
    pub config: Option<PathBuf>,
    /// The folder of the crate.
    pub output: Option<PathBuf>,
    /// The package name, if it was given instead of the configured one.
    pub package: Option<String>,
}

/// Everything on which a crate depends, except for files that the description refers to.
#[derive(PartialEq)]
pub struct Inputs {
    text: Vec<u8>,
    /// The file extension, which selects the format of the text.
    extension: Option<OsString>,
    overlays: Vec<Vec<u8>>,
    config: OptionalFile,
    lock: OptionalFile,
    package: Option<String>,
    include: Vec<String>,
    exclude: Vec<String>,
    /// Whether `$ref`s may refer to files outside the folder.
    allow_outside: bool,
    /// Whether `$ref`s may refer to URLs.
    allow_remote: bool,
}

/// An input file of the crate that need not exist, with its content.
#[derive(PartialEq)]
enum OptionalFile {
    None,
    Unreadable,
    Content(Vec<u8>),
}

impl OptionalFile {
    /// Reads the file at `path`, if there is one.
    fn read(path: Option<&Path>) -> Self {
        match path.map(fs::read) {
            None => Self::None,
            Some(Err(_)) => Self::Unreadable,
            Some(Ok(content)) => Self::Content(content),
        }
    }
}

/// The folder of the crate; also the description, if it had to be read to find the folder.
struct OutputTarget {
    output: PathBuf,
    loaded: Option<Loaded>,
}

/// A description as written, and diagnostics about it.
type Loaded = (Document, Vec<Diagnostic>);

impl Generator {
    /// Creates a generator for the description at `spec`.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: Some(spec.into()),
            ..Self::default()
        }
    }

    /// Creates a generator with all settings from a `generator.yaml`.
    pub fn from_config(config: impl Into<PathBuf>) -> Self {
        Self {
            config: Some(config.into()),
            ..Self::default()
        }
    }

    /// Sets the configuration, a `generator.yaml`.
    pub fn config(mut self, config: impl Into<PathBuf>) -> Self {
        self.config = Some(config.into());
        self.missing_config = None;
        self
    }

    /// Sets the description, instead of the configured one.
    pub fn spec(mut self, spec: impl Into<PathBuf>) -> Self {
        self.spec = Some(spec.into());
        self
    }

    /// Sets the folder of the crate, instead of the configured one. By default, it is a folder beside
    /// `generator.yaml` that is named like the package; without `generator.yaml`, in the current folder.
    pub fn output(mut self, folder: impl Into<PathBuf>) -> Self {
        self.output = Some(folder.into());
        self
    }

    /// Sets the folder of the previous crate, whose names are kept; by default, it is the output folder.
    pub fn before(mut self, folder: impl Into<PathBuf>) -> Self {
        self.before = Some(folder.into());
        self
    }

    /// Sets the package name, instead of the configured name or the one from the title of the description.
    pub fn package(mut self, name: impl Into<String>) -> Self {
        self.package = Some(name.into());
        self
    }

    /// Adds operations to `include` in `generator.yaml`: the client has only these.
    pub fn include(mut self, operations: impl Into<String>) -> Self {
        self.include.push(operations.into());
        self
    }

    /// Adds operations to `exclude` in `generator.yaml`: the client does not have these.
    pub fn exclude(mut self, operations: impl Into<String>) -> Self {
        self.exclude.push(operations.into());
        self
    }

    /// Sets the file from which the text of the description is read instead. Messages and references to other files
    /// still use the path of the description.
    pub fn text_at(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.text_at = Some(path.into());
        self
    }

    /// Takes the selection of operations, and the permissions to read other files, from another generator.
    pub fn options_of(mut self, other: &Self) -> Self {
        self.include.clone_from(&other.include);
        self.exclude.clone_from(&other.exclude);
        self.options.allow_outside = other.options.allow_outside;
        self.options.allow_remote = other.options.allow_remote;
        self
    }

    /// States that the configuration is for another version of the description: settings for items that this version
    /// lacks are ignored.
    pub fn with_config_of_another_version(mut self, is_for_another: bool) -> Self {
        self.config_of_another_version = is_for_another;
        self
    }

    /// Sets whether [`Self::generate`] fails if the meaning of existing items would change.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets whether a `$ref` may refer to a file outside the folder of the description.
    pub fn allow_outside(mut self, allow: bool) -> Self {
        self.options.allow_outside = allow;
        self
    }

    /// Sets whether a `$ref` may refer to a URL; needs a generator built with the feature `remote`.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.options.allow_remote = allow;
        self
    }

    /// Sets a function that is called whenever a run makes progress.
    pub fn on_progress(mut self, progress: fn(Progress)) -> Self {
        self.options.on_progress = Some(progress);
        self
    }

    /// Sets the number of lines from which files are split where possible, for tests of the generator.
    #[doc(hidden)]
    pub fn max_lines(mut self, lines: usize) -> Self {
        self.max_lines = Some(lines);
        self
    }

    /// Adds an overlay, JSON patch or part to merge, which is applied to the description after the configured ones.
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.overlays.push(path.into());
        self
    }

    /// Writes the crate: only files that differ, and only once all of them are ready. If an earlier run was
    /// interrupted, restores the crate first. Waits while another run writes to the same folder.
    ///
    /// # Errors
    /// If the description, the configuration or the output folder cannot be used; the crate is unchanged then.
    pub fn generate(&self) -> Result<Outcome, Failure> {
        let settings = self.settings()?;
        let target = self.target(&settings)?;
        // The stage is opened before the model is built, since the model depends on the crate in the folder.
        let (stage, recovered) = Stage::open(&target.output)?;
        let mut result = self.run(&settings, target, self.strict, |output| {
            FileSink::writing(output, stage)
        });
        let reports = match &mut result {
            Ok(outcome) => &mut outcome.reports,
            Err(failure) => &mut failure.reports,
        };
        reports.splice(..0, recovered.map(LocatedDiagnostic::of));
        result
    }

    /// Returns the changes that [`Self::generate`] would make, without writing.
    ///
    /// # Errors
    /// If the description, the configuration or the output folder cannot be used.
    pub fn check(&self) -> Result<Outcome, Failure> {
        let settings = self.settings()?;
        let target = self.target(&settings)?;
        self.run(&settings, target, false, FileSink::checking)
    }

    /// Returns the model of the description and all reports about it.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn understand(&self) -> Result<Understood, Failure> {
        let settings = self.settings()?;
        let loaded = self.load(&settings)?;
        self.understood(&settings, loaded, self.lock(&settings)?, |_| {})
    }

    /// Returns the same as [`Self::understand`], but the document no longer has the values of the description, to save
    /// memory.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn model(&self) -> Result<Understood, Failure> {
        let settings = self.settings()?;
        let loaded = self.load(&settings)?;
        let before = self.lock(&settings)?;
        self.understood(&settings, loaded, before, Reading::forget_values)
    }

    /// Returns the description as written, with overlays applied.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn description(&self) -> Result<Document, Failure> {
        Ok(self.load(&self.settings()?)?.0)
    }

    /// Returns the paths of the description, the configuration and the folder of the crate, and the given package name.
    ///
    /// # Errors
    /// If the configuration cannot be used, or no description is given.
    pub fn files(&self) -> Result<Files, Failure> {
        let settings = self.settings()?;
        Ok(Files {
            spec: self.spec_path(&settings)?,
            config: self.config.clone(),
            output: self.output_path(&settings),
            package: self.package.clone(),
        })
    }

    /// Returns the folder of the crate. If none is given, the description must be read to find it.
    pub fn output_folder(&self) -> Result<PathBuf, Failure> {
        Ok(self.target(&self.settings()?)?.output)
    }

    /// Returns the description as written, and diagnostics about it.
    pub fn load(&self, settings: &Settings) -> Result<Loaded, Failure> {
        let spec = self.spec_path(settings)?;
        let missing = self.missing_configured_files(settings);
        if !missing.is_empty() {
            return Err(settings.refuse(missing));
        }
        Document::load(&spec, &self.source_options(settings))
    }

    /// Returns errors about files that `generator.yaml` names and that do not exist.
    fn missing_configured_files(&self, settings: &Settings) -> Vec<Diagnostic> {
        let mut named: Vec<(String, &Path)> = Vec::new();
        if let Some(spec) = &settings.config.spec
            && self.spec.is_none()
            && self.options.text_at.is_none()
        {
            named.push(("/spec".to_owned(), spec));
        }
        for (index, overlay) in settings.config.overlays.iter().enumerate() {
            named.push((format!("/overlays/{index}"), overlay));
        }
        let mut missing = Vec::new();
        for (pointer, path) in named {
            if is_url_path(path) || is_standard_input(path) || settings.path(path).exists() {
                continue;
            }
            missing.push(missing_file_error(path, &Origin::new(FileId(0), pointer)));
        }
        missing
    }

    /// Returns the lock of the previous crate, and its path.
    pub fn lock(&self, settings: &Settings) -> Result<Option<(Lock, PathBuf)>, Failure> {
        let Some(folder) = self.crate_before(settings) else {
            return Ok(None);
        };
        Ok(Lock::read(&folder)?.map(|lock| (lock, folder.join(lock::FILE))))
    }

    /// Returns the folder of the previous crate.
    fn crate_before(&self, settings: &Settings) -> Option<PathBuf> {
        self.before.clone().or_else(|| self.output_path(settings))
    }

    /// Returns the path of the lock of the previous crate, if it has one.
    pub fn lock_file(&self, settings: &Settings) -> Option<PathBuf> {
        let file = self.crate_before(settings)?.join(lock::FILE);
        if file.is_file() { Some(file) } else { None }
    }

    /// Returns everything that the crate depends on; `None` if a file cannot be read.
    pub fn inputs(&self, settings: &Settings) -> Option<Inputs> {
        let spec = self.spec_path(settings).ok()?;
        let options = self.source_options(settings);
        let overlays = options
            .overlays
            .iter()
            .map(|path| fs::read(path).ok())
            .collect::<Option<_>>()?;
        Some(Inputs {
            text: fs::read(options.text_at.as_ref().unwrap_or(&spec)).ok()?,
            extension: spec.extension().map(ToOwned::to_owned),
            overlays,
            config: OptionalFile::read(self.config.as_deref()),
            lock: OptionalFile::read(self.lock_file(settings).as_deref()),
            package: self.package.clone(),
            include: settings.config.include.clone(),
            exclude: settings.config.exclude.clone(),
            allow_outside: options.allow_outside,
            allow_remote: options.allow_remote,
        })
    }

    /// Builds the model with the names of the previous crate; `finish` may drop data that is no longer needed.
    fn understood(
        &self,
        settings: &Settings,
        loaded: Loaded,
        before: Option<(Lock, PathBuf)>,
        finish: fn(&mut Reading),
    ) -> Result<Understood, Failure> {
        let mut reading = Reading::of(loaded, settings);
        if let Some((lock, _)) = &before {
            reading.keep(settings, lock);
            let changed = reading.changed_meanings(lock);
            reading.add(changed);
        }
        finish(&mut reading);
        let lock = before.map(|(_, file)| file);
        Ok(Understood {
            lock,
            ..reading.understood(settings)?
        })
    }

    /// Returns the options for reading the description, with the configured overlays first.
    fn source_options(&self, settings: &Settings) -> ReadOptions {
        let configured = settings
            .config
            .overlays
            .iter()
            .map(|path| settings.path(path));
        let overlays = configured
            .chain(self.options.overlays.iter().cloned())
            .collect();
        ReadOptions {
            overlays,
            ..self.options.clone()
        }
    }

    /// Builds the model and passes each file of the crate to an intake. If `refuses_changes` and the meaning of
    /// existing items would change, fails before the first file.
    fn run(
        &self,
        settings: &Settings,
        OutputTarget { output, loaded }: OutputTarget,
        refuses_changes: bool,
        sink: impl FnOnce(&Path) -> Result<FileSink, Diagnostic>,
    ) -> Result<Outcome, Failure> {
        let with_output = Self {
            output: Some(output.clone()),
            ..self.clone()
        };
        let loaded = match loaded {
            Some(loaded) => loaded,
            None => self.load(settings)?,
        };
        let before = with_output.lock(settings)?;
        if self.before.is_none()
            && let Some((lock, _)) = &before
            && !lock.has_paths_of(&loaded.0)
        {
            return Err(output::other_client_error(&output).into());
        }
        let Understood {
            api,
            mut reports,
            document,
            ..
        } = with_output.understood(settings, loaded, before, Reading::forget_values)?;
        let mut sources = document.file_paths();
        sources.extend(self.source_options(settings).overlays);
        sources.extend(self.config.clone());
        if refuses_changes {
            refuse_changed_meanings(&reports)?;
        }
        reports.extend(output::unlisted_crate_warning(&output).map(LocatedDiagnostic::of));
        let own_modules = &api.package.own_modules;
        reports.extend(output::missing_modules(&output, own_modules).map(LocatedDiagnostic::of));
        let license_file = api.package.license_file.as_deref();
        reports.extend(
            license_file
                .and_then(|file| output::missing_license(&output, file))
                .map(LocatedDiagnostic::of),
        );
        let mut sink = sink(&output)?.own_modules(own_modules);
        let options = RenderOptions {
            on_progress: self.options.on_progress,
            max_lines: self.max_lines.unwrap_or(MAX_LINES),
        };
        render::render(&api, options, &mut |file| sink.take(file))?;
        Ok(Outcome {
            api,
            reports,
            difference: sink.finish()?,
            output,
            sources,
        })
    }

    /// Returns the output folder. If none is given, it is named after the package, so the description must be read.
    fn target(&self, settings: &Settings) -> Result<OutputTarget, Failure> {
        self.spec_path(settings)?;
        if let Some(output) = self.output_path(settings) {
            return Ok(OutputTarget {
                output,
                loaded: None,
            });
        }
        let loaded = self.load(settings)?;
        let output = settings.path(Path::new(&default_package(&settings.config, &loaded.0)));
        Ok(OutputTarget {
            output,
            loaded: Some(loaded),
        })
    }

    /// Returns the settings of `generator.yaml` alone.
    pub(crate) fn own_settings(&self) -> Result<Settings, Failure> {
        match (&self.missing_config, &self.config) {
            (Some(failure), _) => Err(failure.clone()),
            (None, Some(path)) => Settings::load(path),
            (None, None) => Ok(Settings::default()),
        }
    }

    /// Returns a generator for a client that a configuration lists at `at`.
    pub(crate) fn listed_client(&self, settings: &Settings, listed: &Path, at: &Origin) -> Self {
        let config = settings.path(listed);
        let is_missing = !config.exists();
        let mut client = self.clone().config(config);
        if is_missing {
            let problem = missing_file_error(listed, at);
            client.missing_config = Some(settings.refuse(vec![problem]));
        }
        client
    }

    /// Returns whether the generator has settings that cannot apply to several clients.
    pub(crate) fn has_settings_of_one_client(&self) -> bool {
        let Self {
            spec,
            output,
            before,
            package,
            include,
            exclude,
            options,
            ..
        } = self;
        let is_named = spec.is_some() || output.is_some() || before.is_some() || package.is_some();
        is_named || !include.is_empty() || !exclude.is_empty() || !options.overlays.is_empty()
    }

    /// Returns the settings of `generator.yaml`, with the package name and the operations that this generator adds.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let mut settings = self.own_settings()?;
        refuse_several_clients(&settings)?;
        if let Some(name) = &self.package {
            if let Some(problem) = unusable_package(name) {
                return Err(problem.into());
            }
            settings.config.package.name = Some(name.clone());
        }
        settings.config.include.extend(self.include.iter().cloned());
        settings.config.exclude.extend(self.exclude.iter().cloned());
        settings.is_for_another_version = self.config_of_another_version;
        Ok(settings)
    }

    fn spec_path(&self, settings: &Settings) -> Result<PathBuf, Failure> {
        choose_path(
            self.spec.as_deref(),
            settings.config.spec.as_deref(),
            settings,
        )
        .ok_or_else(|| {
            let missing = Diagnostic::error(
                "no-description",
                "expected a description to read, found none",
            );
            missing
                .help("name one with `--spec`, or with `spec:` in `generator.yaml`")
                .into()
        })
    }

    fn output_path(&self, settings: &Settings) -> Option<PathBuf> {
        choose_path(
            self.output.as_deref(),
            settings.config.output.as_deref(),
            settings,
        )
    }
}

fn refuse_changed_meanings(reports: &[LocatedDiagnostic]) -> Result<(), Failure> {
    let mut refused: Vec<LocatedDiagnostic> = reports
        .iter()
        .filter(|report| report.diagnostic.code == "meaning-changed")
        .cloned()
        .collect();
    if refused.is_empty() {
        return Ok(());
    }
    for report in &mut refused {
        report.diagnostic.severity = Severity::Error;
        report.diagnostic.consequence = Some("nothing was written".to_owned());
    }
    Err(Failure { reports: refused })
}

/// Returns the error that a file does not exist that `generator.yaml` names at `at`.
fn missing_file_error(path: &Path, at: &Origin) -> Diagnostic {
    let message = format!("`{}` does not exist", path.display());
    Diagnostic::error("unreadable-file", message)
        .at(at)
        .help("correct the path, which is relative to this file")
}

fn choose_path(
    given: Option<&Path>,
    configured: Option<&Path>,
    settings: &Settings,
) -> Option<PathBuf> {
    given
        .map(Path::to_owned)
        .or_else(|| configured.map(|path| settings.path(path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::Mutex;

    use model::TypeKind;

    static STEPS: Mutex<Vec<Progress>> = Mutex::new(Vec::new());

    #[test]
    fn progress_and_sources_count_all_files() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("generator.yaml", "spec: api.yaml\noverlays: [title.yaml]\n"),
            ("title.yaml", "[{op: replace, path: /info/title, value: Pets}]"),
            (
                "api.yaml",
                "openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/a: {get: {responses: {'200': {description: OK, content: {application/json: {schema: {$ref: 'pet.yaml'}}}}}}}}
",
            ),
            ("pet.yaml", "{type: object, properties: {name: {type: string}}}"),
        ];
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let outcome = Generator::from_config(folder.path().join("generator.yaml"))
            .output(folder.path().join("out"))
            .on_progress(|step| STEPS.lock().unwrap().push(step))
            .generate()
            .unwrap();
        let mut sources: Vec<String> = outcome
            .sources
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        sources.sort();
        assert_eq!(
            sources,
            ["api.yaml", "generator.yaml", "pet.yaml", "title.yaml"]
        );

        let steps = STEPS.lock().unwrap().clone();
        let written = outcome.difference.missing.len();
        let first = [
            Progress::Reading { files: 0 },
            // The description, the file to which it refers, and the overlay.
            Progress::Reading { files: 3 },
            Progress::Operations { done: 1, all: 1 },
            Progress::Schemas { done: 1 },
            Progress::Naming { types: 1 },
        ];
        assert!(steps.starts_with(&first), "{steps:?}");
        assert!(
            matches!(steps.last(), Some(Progress::Writing { files, done, all }) if done == all && *files == written),
            "{:?}, {written} files",
            steps.last()
        );
    }

    #[test]
    fn a_new_member_does_not_take_the_name_of_a_member_of_the_same_type() {
        const TEXT: &str = "
openapi: 3.0.3
info: {title: Things, version: '1'}
components:
  schemas:
    Thing: {type: object, required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Page: {allOf: [{$ref: '#/components/schemas/Thing'}], properties: {url: {type: string}}}
    Home: {allOf: [{$ref: '#/components/schemas/Page'}]}
paths:
  /things: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}}
";
        let folder = tempfile::tempdir().unwrap();
        let (spec, output) = (folder.path().join("a.yaml"), folder.path().join("things"));
        let members = |generator: &Generator| -> Vec<String> {
            let model = generator.understand().unwrap();
            let unions = model
                .api
                .types
                .iter()
                .filter_map(|(_, def)| match &def.kind {
                    TypeKind::Union(union) => {
                        Some(union.variants.iter().map(|one| one.rust.clone()))
                    }
                    _ => None,
                });
            unions.flatten().collect()
        };
        std::fs::write(&spec, TEXT).unwrap();
        Generator::new(&spec).output(&output).generate().unwrap();
        let before = members(&Generator::new(&spec));
        let more = "Home: {allOf: [{$ref: '#/components/schemas/Page'}]}\n    Homes:";
        std::fs::write(&spec, TEXT.replace("Home:", more)).unwrap();
        let after = members(&Generator::new(&spec).output(&output).before(&output));
        assert_eq!(before, ["Base", "Home", "Page"]);
        assert_eq!(after, ["Base", "Home", "Homes", "Page"]);
    }
}
