//! [`Generator`]: the whole pipeline in one call, for the command line, build scripts and tests.

use std::env;
use std::path::{Path, PathBuf};

use serde_json::Value;

use config::ModuleConfig;
use description::{Document, Failure, ReadOptions, is_stream};
use diag::progress::Progress;
use diag::{Diagnostic, LocatedDiagnostic, Origin, Severity};
use model::Api;
use output::{self, Difference, FileSink, FolderKind, Stage};
use reading::{Files, OutputTarget, Project, Reading, Settings, Understood, module_path};
use render::{self, MAX_LINES, MODULE_FILE, ModuleForm, RenderOptions};

use crate::record::{Evidence, InputFile, InputFiles};
use crate::runtime::Runtime;

/// Turns a description into a client crate.
#[derive(Clone, Debug, Default)]
pub struct Generator {
    pub(crate) project: Project,
    strict: bool,
    max_lines: Option<usize>,
    is_recorded: bool,
}

impl AsRef<Project> for Generator {
    fn as_ref(&self) -> &Project {
        &self.project
    }
}

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The model of the description.
    pub api: Api,
    /// The first statements of a program that uses the crate; `None` if no call can be shown.
    pub first_call: Option<String>,
    /// Warnings and notes about the description.
    pub reports: Vec<LocatedDiagnostic>,
    /// The differences between the emitted files and the folder before the run.
    pub difference: Difference,
    /// The folder of the crate.
    pub output: PathBuf,
    /// The form of the client, if it is a module.
    pub module: Option<ModuleForm>,
    /// The local files that were read: the description, the files that it refers to, overlays, and
    /// `generator.yaml`.
    pub sources: Vec<PathBuf>,
    /// What shows that a later run would have the same outcome, if this was to be recorded.
    pub(crate) evidence: Option<Evidence>,
}

impl Outcome {
    /// Returns whether the folder had no crate or module before the run.
    pub fn is_new(&self) -> bool {
        let file = match &self.module {
            Some(_) => MODULE_FILE,
            None => "Cargo.toml",
        };
        self.difference.missing.iter().any(|path| path == file)
    }
}

impl Generator {
    /// Creates a generator for the description at `spec`.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self::default().spec(spec)
    }

    /// Creates a generator with all settings from a `generator.yaml`.
    pub fn from_config(config: impl Into<PathBuf>) -> Self {
        Self::default().config(config)
    }

    /// Sets the configuration, a `generator.yaml`.
    pub fn config(mut self, config: impl Into<PathBuf>) -> Self {
        self.project.config = Some(config.into());
        self.project.missing_config = None;
        self
    }

    /// Sets the description, instead of the configured one.
    pub fn spec(mut self, spec: impl Into<PathBuf>) -> Self {
        self.project.spec = Some(spec.into());
        self
    }

    /// Sets the folder of the crate, instead of the configured one. The default is a folder with
    /// the name of the package, next to `generator.yaml`, or in the current folder without a
    /// `generator.yaml`.
    pub fn output(mut self, folder: impl Into<PathBuf>) -> Self {
        self.project.output = Some(folder.into());
        self
    }

    /// Writes a module of the caller's crate instead of a crate.
    ///
    /// ```
    /// use sdkwright_pipeline::Generator;
    ///
    /// let generator = Generator::new("pets.yaml").module("src/api", ["blocking"]);
    /// ```
    pub fn module<F: Into<String>>(
        self,
        folder: impl Into<PathBuf>,
        features: impl IntoIterator<Item = F>,
    ) -> Self {
        let features = features.into_iter().map(Into::into).collect();
        self.module_with(ModuleConfig {
            features,
            ..ModuleConfig::new(folder)
        })
    }

    /// Writes a module with these settings instead of a crate.
    pub fn module_with(mut self, module: ModuleConfig) -> Self {
        self.project.module = Some(module);
        self
    }

    /// Sets the folder of the previous crate, whose names are kept; by default, it is the output
    /// folder.
    pub fn before(mut self, folder: impl Into<PathBuf>) -> Self {
        self.project.before = Some(folder.into());
        self
    }

    /// Sets the package name, instead of the configured name or the one from the title of the
    /// description.
    pub fn package(mut self, name: impl Into<String>) -> Self {
        self.project.package = Some(name.into());
        self
    }

    /// Adds operations to `include` in `generator.yaml`: the client has only these.
    pub fn include(mut self, operations: impl Into<String>) -> Self {
        self.project.include.push(operations.into());
        self
    }

    /// Adds operations to `exclude` in `generator.yaml`: the client does not have these.
    pub fn exclude(mut self, operations: impl Into<String>) -> Self {
        self.project.exclude.push(operations.into());
        self
    }

    /// Sets the file from which the text of the description is read instead. Messages and
    /// references to other files still use the path of the description.
    pub fn text_at(mut self, path: impl Into<PathBuf>) -> Self {
        self.project.options.text_at = Some(path.into());
        self
    }

    /// Takes the selection of operations, and the permissions to read other files, from another
    /// generator.
    pub fn options_of(mut self, other: &Self) -> Self {
        self.project.include.clone_from(&other.project.include);
        self.project.exclude.clone_from(&other.project.exclude);
        self.project.options.allow_outside = other.project.options.allow_outside;
        self.project.options.allow_remote = other.project.options.allow_remote;
        self
    }

    /// States that the configuration is for another version of the description: settings for items
    /// that this version lacks are ignored.
    pub fn with_config_of_another_version(mut self, is_for_another: bool) -> Self {
        self.project.config_of_another_version = is_for_another;
        self
    }

    /// Sets whether [`Self::generate`] fails if the meaning of existing items would change.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets whether a `$ref` may refer to a file outside the folder of the description.
    pub fn allow_outside(mut self, allow: bool) -> Self {
        self.project.options.allow_outside = allow;
        self
    }

    /// Sets whether a `$ref` may refer to a URL; needs a generator built with the feature `remote`.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.project.options.allow_remote = allow;
        self
    }

    /// Sets whether [`Records`](crate::Records) can keep the outcomes of runs, which costs a hash
    /// of each file.
    pub fn recorded(mut self, is_recorded: bool) -> Self {
        self.is_recorded = is_recorded;
        self
    }

    /// Sets a function that is called whenever a run makes progress.
    pub fn on_progress(mut self, progress: fn(Progress)) -> Self {
        self.project.options.on_progress = Some(progress);
        self
    }

    /// Sets the number of lines from which files are split where possible, for tests of the
    /// generator.
    #[doc(hidden)]
    pub fn max_lines(mut self, lines: usize) -> Self {
        self.max_lines = Some(lines);
        self
    }

    /// Adds an overlay, JSON patch or part to merge, which is applied to the description after the
    /// configured ones.
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.project.options.overlays.push(path.into());
        self
    }

    /// Writes the crate: only files that differ, and only once all of them are ready. If an earlier
    /// run was interrupted, restores the crate first. Waits while another run writes to the same
    /// folder.
    ///
    /// # Errors
    /// If the description, the configuration or the output folder cannot be used; the crate is
    /// unchanged then.
    pub fn generate(&self) -> Result<Outcome, Failure> {
        let settings = self.settings()?;
        let target = self.project.output_target(&settings)?;
        // The stage is opened before the model is built, since the model depends on the crate in
        // the folder.
        let (stage, recovered) = Stage::open(&target.output)?;
        let mut result = self.run(&settings, target, self.strict, |output, kind| {
            FileSink::writing(output, kind, stage)
        });
        let Some(recovered) = recovered else {
            return result;
        };
        let reports = match &mut result {
            Ok(outcome) => {
                // The next run has one message less.
                outcome.evidence = None;
                &mut outcome.reports
            }
            Err(failure) => &mut failure.reports,
        };
        reports.insert(0, LocatedDiagnostic::of(recovered));
        result
    }

    /// Returns the changes that [`Self::generate`] would make, without writing.
    ///
    /// # Errors
    /// If the description, the configuration or the output folder cannot be used.
    pub fn check(&self) -> Result<Outcome, Failure> {
        let settings = self.settings()?;
        let target = self.project.output_target(&settings)?;
        self.run(&settings, target, false, FileSink::checking)
    }

    /// Returns the model of the description and all reports about it.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn understand(&self) -> Result<Understood, Failure> {
        self.project.understand()
    }

    /// Returns the same as [`Self::understand`], but the document no longer has the values of the
    /// description, to save memory.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn model(&self) -> Result<Understood, Failure> {
        self.project.model()
    }

    /// Returns the description as written, with overlays applied.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn description(&self) -> Result<Document, Failure> {
        self.project.description()
    }

    /// Returns the paths of the description, the configuration and the folder of the crate, and the
    /// given package name.
    ///
    /// # Errors
    /// If the configuration cannot be used, or no description is given.
    pub fn files(&self) -> Result<Files, Failure> {
        self.project.files()
    }

    /// Returns the settings of `generator.yaml`, with the package name and the operations that this
    /// generator adds.
    ///
    /// # Errors
    /// If the configuration cannot be used, or lists several clients.
    pub fn settings(&self) -> Result<Settings, Failure> {
        self.project.settings()
    }

    /// Returns the folder of the crate. If none is given, the description must be read to find it.
    ///
    /// # Errors
    /// If the configuration, or a description that must be read, cannot be used.
    pub fn output_folder(&self) -> Result<PathBuf, Failure> {
        self.project.output_folder()
    }

    /// Returns a generator for each client that the configuration lists, with the permissions of
    /// this generator. If the configuration lists no clients, returns only this generator. The
    /// configurations of the clients may be unusable; their generators fail then.
    ///
    /// # Errors
    /// If this configuration cannot be used, if two clients have the same output folder, or if this
    /// generator has settings that only one client can have, such as an output folder.
    pub fn clients(self) -> Result<Vec<Self>, Failure> {
        let mut clients = Vec::new();
        for project in self.project.clients()? {
            clients.push(Self {
                project,
                ..self.clone()
            });
        }
        Ok(clients)
    }

    /// Builds the model and passes each file of the crate to a sink. If `refuses_changes` and the
    /// meaning of existing items would change, fails before the first file.
    fn run(
        &self,
        settings: &Settings,
        OutputTarget { output, loaded }: OutputTarget,
        refuses_changes: bool,
        sink: impl FnOnce(&Path, FolderKind) -> Result<FileSink, Diagnostic>,
    ) -> Result<Outcome, Failure> {
        let with_output = Project {
            output: Some(output.clone()),
            ..self.project.clone()
        };
        let loaded = match loaded {
            Some(loaded) => loaded,
            None => self.project.load(settings)?,
        };
        // Read before the lock, so that a change in between is noticed later.
        let lock_input = with_output
            .lock_file(settings)
            .filter(|_| self.is_recorded)
            .and_then(|path| InputFile::read(&path));
        let before = with_output.lock(settings)?;
        let module = self.project.module(settings);
        let kind = match module {
            Some(_) => FolderKind::Module,
            None => FolderKind::Crate,
        };
        if self.project.before.is_none()
            && let Some((lock, _)) = &before
            && let Some(paths) = loaded.0.root().get("paths").and_then(Value::as_object)
            && !lock.has_paths_of(paths)
        {
            return Err(output::other_client_error(&output, kind).into());
        }
        let Understood {
            api,
            mut reports,
            document,
            ..
        } = with_output.understand_loaded(settings, loaded, before, Reading::forget_values)?;
        let inputs = if self.is_recorded {
            self.input_files(settings, &document, lock_input)
        } else {
            None
        };
        let mut sources = document.file_paths();
        sources.extend(self.project.source_options(settings).overlays);
        sources.extend(self.project.config.clone());
        if refuses_changes {
            refuse_changed_meanings(&reports)?;
        }
        let module = match module {
            Some(module) => Some(self.module_form(settings, &api, &module)?),
            None => None,
        };
        if module.is_none()
            && let Some(problem) = output::module_folder_error(&output, MODULE_FILE)
        {
            return Err(problem.into());
        }
        let folder_warnings = self.folder_warnings(&output, settings);
        reports.extend(folder_warnings.iter().cloned());
        let clients = self.project.folder_of_clients.as_deref();
        let runtime = match module {
            Some(_) => Runtime::Embedded,
            None => Runtime::of(settings.runtime().as_ref(), clients, &output),
        };
        let shared_types = runtime.shared_types(&api, &output, &self.project);
        if let Some(problem) = runtime.unusable_replacement(&api, &shared_types) {
            return Err(settings.refuse(vec![problem]));
        }
        let mut sink = sink(&output, kind)?.own_modules(&settings.config.modules);
        if inputs.is_some() {
            sink = sink.with_snapshot();
        }
        let options = RenderOptions {
            on_progress: self.project.options.on_progress,
            max_lines: self.max_lines.unwrap_or(MAX_LINES),
            runtime: runtime.source(&output),
            shared_types,
            module: module.clone(),
        };
        let first_call = render::render(&api, options, &mut |file| sink.take(file))?;
        let snapshot = sink.take_snapshot();
        let staged_runtime = runtime.stage(&output, sink.is_writing(), inputs.is_some())?;
        let mut difference = sink.finish()?;
        let mut runtime_files = None;
        let mut is_recovered = false;
        if let Some(staged) = staged_runtime {
            difference.add_folder(&staged.path, staged.sink.finish()?);
            runtime_files = staged.snapshot;
            is_recovered = staged.recovered.is_some();
            reports.extend(staged.recovered.map(LocatedDiagnostic::of));
        }
        // After a recovery, the next run has one message less.
        let inputs = inputs.filter(|_| !is_recovered);
        let evidence = inputs.zip(snapshot).map(|(inputs, crate_files)| Evidence {
            inputs,
            crate_files,
            runtime_files,
            folder_warnings,
        });
        Ok(Outcome {
            api,
            first_call,
            reports,
            difference,
            output,
            module,
            sources,
            evidence,
        })
    }

    /// Returns the form of a client that is a module.
    fn module_form(
        &self,
        settings: &Settings,
        api: &Api,
        module: &ModuleConfig,
    ) -> Result<ModuleForm, Failure> {
        let is_configured = self.project.module.is_none();
        let refuse = |problem: Diagnostic| match is_configured {
            true => settings.refuse(vec![problem.at(&Origin::default().child("module"))]),
            false => problem.into(),
        };
        let path = module_path(module).map_err(refuse)?;
        ModuleForm::new(api, path, module).map_err(refuse)
    }

    /// Returns warnings that depend on files which are neither read for the client nor emitted.
    pub(crate) fn folder_warnings(
        &self,
        output: &Path,
        settings: &Settings,
    ) -> Vec<LocatedDiagnostic> {
        let config = &settings.config;
        let license_file = config.package.license_file.as_deref();
        let mut warnings: Vec<Diagnostic> = Vec::new();
        if self.project.module(settings).is_some() {
            warnings.extend(output::old_edition_warning(output));
            warnings.extend(output::missing_modules(output.to_owned(), &config.modules));
        } else {
            warnings.extend(output::unlisted_crate_warning(output));
            warnings.extend(output::missing_modules(output.join("src"), &config.modules));
            warnings.extend(license_file.and_then(|file| output::missing_license(output, file)));
        }
        warnings.into_iter().map(LocatedDiagnostic::of).collect()
    }

    /// Returns the files from which the crate is made; `None` if it also depends on anything else.
    fn input_files(
        &self,
        settings: &Settings,
        document: &Document,
        lock: Option<InputFile>,
    ) -> Option<InputFiles> {
        let spec = self.project.files().ok()?.spec;
        let Project {
            before, options, ..
        } = &self.project;
        if is_stream(&spec) || before.is_some() || options.text_at.is_some() {
            return None;
        }
        let texts = document.texts_by_path()?;
        let settings_texts = settings.texts_by_path()?;
        let mut files: Vec<InputFile> = lock.into_iter().collect();
        for (path, text) in texts.iter().chain(&settings_texts) {
            files.push(InputFile::new(path, text));
        }
        let (description, _) = texts.into_iter().next()?;
        Some(InputFiles { description, files })
    }

    /// Returns what distinguishes this generator from others that may run in any folder, except for
    /// the contents of files. `strict` is not part of it: it only refuses outcomes that are not
    /// recorded.
    pub(crate) fn identity(&self) -> Option<String> {
        let options = ReadOptions {
            on_progress: None,
            ..self.project.options.clone()
        };
        let project = Project {
            options,
            ..self.project.clone()
        };
        let current_folder = env::current_dir().ok()?;
        Some(format!(
            "{current_folder:?} {project:?} {:?}",
            self.max_lines
        ))
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
        fs::write(&spec, TEXT).unwrap();
        Generator::new(&spec).output(&output).generate().unwrap();
        let before = members(&Generator::new(&spec));
        let more = "Home: {allOf: [{$ref: '#/components/schemas/Page'}]}\n    Homes:";
        fs::write(&spec, TEXT.replace("Home:", more)).unwrap();
        let after = members(&Generator::new(&spec).output(&output).before(&output));
        assert_eq!(before, ["Base", "Home", "Page"]);
        assert_eq!(after, ["Base", "Home", "Homes", "Page"]);
    }
}
