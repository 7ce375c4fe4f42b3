//! [`Project`]: the files and options from which the model of a client is built.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::settings::refuse_several_clients;
use crate::{ListedCrate, Reading, Settings, Understood};
use build::default_package;
use config::{ModuleConfig, unusable_package};
use description::{Document, Failure, ReadOptions, is_stream, is_url_path};
use diag::{Diagnostic, FileId, Origin};
use lock::{self, Lock};

/// The files and options from which the model of a client is built.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The description, instead of the configured one.
    pub spec: Option<PathBuf>,
    /// The configuration, a `generator.yaml`.
    pub config: Option<PathBuf>,
    /// Why there is no `config`, if a list of clients names it.
    pub missing_config: Option<Failure>,
    /// The folder of the crate, instead of the configured one.
    pub output: Option<PathBuf>,
    /// The module to write instead of a crate, instead of the configured one.
    pub module: Option<ModuleConfig>,
    /// The folder of the previous crate, if it is not the output folder.
    pub before: Option<PathBuf>,
    /// The package name, instead of the configured one.
    pub package: Option<String>,
    /// Operations that are added to `include` in `generator.yaml`.
    pub include: Vec<String>,
    /// Operations that are added to `exclude` in `generator.yaml`.
    pub exclude: Vec<String>,
    /// Whether the configuration is for another version of the description, which may have what
    /// this version lacks.
    pub config_of_another_version: bool,
    /// How the description is read.
    pub options: ReadOptions,
    /// The folder that contains the crates of several clients, if this is one of them.
    pub folder_of_clients: Option<PathBuf>,
    /// The crates of these clients, among them this one.
    pub listed_crates: Vec<ListedCrate>,
}

/// The paths of the description, the configuration and the crate, and the given package name.
#[derive(Clone, Debug)]
pub struct Files {
    /// The description.
    pub spec: PathBuf,
    /// The configuration, `generator.yaml`.
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
#[derive(Debug)]
pub struct OutputTarget {
    /// The folder of the crate.
    pub output: PathBuf,
    /// The description, if it was read.
    pub loaded: Option<Loaded>,
}

/// A description as written, and diagnostics about it.
pub type Loaded = (Document, Vec<Diagnostic>);

impl Project {
    /// Returns the model of the description and all reports about it.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn understand(&self) -> Result<Understood, Failure> {
        let settings = self.settings()?;
        let loaded = self.load(&settings)?;
        self.understand_loaded(&settings, loaded, self.lock(&settings)?, |_| {})
    }

    /// Returns the same as [`Self::understand`], but the document no longer has the values of the
    /// description, to save memory.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn model(&self) -> Result<Understood, Failure> {
        let settings = self.settings()?;
        let loaded = self.load(&settings)?;
        let before = self.lock(&settings)?;
        self.understand_loaded(&settings, loaded, before, Reading::forget_values)
    }

    /// Returns the description as written, with overlays applied.
    ///
    /// # Errors
    /// If the description or the configuration cannot be used.
    pub fn description(&self) -> Result<Document, Failure> {
        Ok(self.load(&self.settings()?)?.0)
    }

    /// Returns the paths of the description, the configuration and the folder of the crate, and the
    /// given package name.
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
    ///
    /// # Errors
    /// If the configuration, or a description that must be read, cannot be used.
    pub fn output_folder(&self) -> Result<PathBuf, Failure> {
        Ok(self.output_target(&self.settings()?)?.output)
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
            if is_url_path(path) || is_stream(path) || settings.path(path).exists() {
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

    /// Returns the module that is written instead of a crate, if any.
    pub fn module(&self, settings: &Settings) -> Option<ModuleConfig> {
        if self.module.is_some() || self.output.is_some() {
            return self.module.clone();
        }
        let module = settings.config.module.as_ref()?;
        Some(ModuleConfig {
            folder: settings.path(&module.folder),
            ..module.clone()
        })
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

    /// Returns everything that the crate depends on; `None` if a file cannot be read, or only once.
    pub fn inputs(&self, settings: &Settings) -> Option<Inputs> {
        let spec = self.spec_path(settings).ok()?;
        let options = self.source_options(settings);
        if options.text_at.is_none() && is_stream(&spec) {
            return None;
        }
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

    /// Builds the model with the names of the previous crate; `finish` may drop data that is no
    /// longer needed.
    pub fn understand_loaded(
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
            reading.add_diagnostics(changed);
        }
        finish(&mut reading);
        let lock = before.map(|(_, file)| file);
        Ok(Understood {
            lock,
            ..reading.understood(settings)?
        })
    }

    /// Returns the options for reading the description, with the configured overlays first.
    pub fn source_options(&self, settings: &Settings) -> ReadOptions {
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

    /// Returns the output folder. If none is given, it is named after the package, so the
    /// description must be read.
    ///
    /// # Errors
    /// If it must be read but cannot be.
    pub fn output_target(&self, settings: &Settings) -> Result<OutputTarget, Failure> {
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

    /// Returns the project of a client that a configuration lists at `origin`.
    pub(crate) fn listed_client(
        &self,
        settings: &Settings,
        listed: &Path,
        origin: &Origin,
    ) -> Self {
        let config = settings.path(listed);
        let is_missing = !config.exists();
        let mut client = Self {
            config: Some(config),
            missing_config: None,
            ..self.clone()
        };
        if is_missing {
            let problem = missing_file_error(listed, origin);
            client.missing_config = Some(settings.refuse(vec![problem]));
        }
        client
    }

    /// Returns whether the project has settings that cannot apply to several clients.
    pub(crate) fn has_settings_of_one_client(&self) -> bool {
        let Self {
            spec,
            output,
            module,
            before,
            package,
            include,
            exclude,
            options,
            ..
        } = self;
        let is_named = spec.is_some()
            || output.is_some()
            || module.is_some()
            || before.is_some()
            || package.is_some();
        is_named || !include.is_empty() || !exclude.is_empty() || !options.overlays.is_empty()
    }

    /// Returns the settings of `generator.yaml`, with the package name and the operations that this
    /// project adds.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let mut settings = self.own_settings()?;
        refuse_several_clients(&settings)?;
        if let Some(name) = &self.package {
            if let Some(problem) = unusable_package(name) {
                return Err(problem.into());
            }
            settings.config.package.name = Some(name.clone());
        }
        if self.module(&settings).is_some() {
            if self.package.is_some() {
                return Err(package_of_module_error().into());
            }
            if let Some(problem) = settings.config.problem_of_module_runtime() {
                return Err(settings.refuse(vec![problem]));
            }
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
        if let Some(module) = self.module(settings) {
            return Some(module.folder);
        }
        choose_path(
            self.output.as_deref(),
            settings.config.output.as_deref(),
            settings,
        )
    }
}

/// Returns the error that a module has no package of its own.
fn package_of_module_error() -> Diagnostic {
    Diagnostic::error(
        "module",
        "a module has no package name: it is part of your package",
    )
    .instead("nothing was written")
    .help("remove the package name, or generate a crate")
}

/// Returns the error that a file does not exist that `generator.yaml` names at `origin`.
fn missing_file_error(path: &Path, origin: &Origin) -> Diagnostic {
    let message = format!("`{}` does not exist", path.display());
    Diagnostic::error("unreadable-file", message)
        .at(origin)
        .help("correct the path, which is relative to this file")
}

fn choose_path(
    option: Option<&Path>,
    configured: Option<&Path>,
    settings: &Settings,
) -> Option<PathBuf> {
    option
        .map(Path::to_owned)
        .or_else(|| configured.map(|path| settings.path(path)))
}
