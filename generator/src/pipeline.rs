//! The road: description → document → model → files.

use std::path::{Path, PathBuf};

use crate::build::{self, Before, Built};
use crate::config::Config;
use crate::diag::{Diagnostic, Origin, Report, found, reworded};
use crate::fileset::FileSet;
use crate::format::FormatError;
use crate::lock::{self, Changed, Lock};
use crate::lower;
use crate::model::Api;
use crate::render;
use crate::source::{self, Document, Failure, Options};

/// A description that was understood.
#[derive(Debug)]
pub struct Understood {
    /// The model.
    pub api: Api,
    /// What there is to say about the description.
    pub reports: Vec<Report>,
    /// The description.
    pub document: Document,
    /// The file of the crate before, whose names and orders it keeps.
    pub lock: Option<PathBuf>,
}

/// Reads the description at `spec` and understands it; the model keeps what the crate `before` had.
///
/// # Errors
/// When it cannot be read or is no OpenAPI description, or when the configuration asks for what it does not have.
pub fn understand(
    spec: &Path,
    settings: &Settings,
    options: &Options,
    before: Option<&Lock>,
) -> Result<Understood, Failure> {
    let mut reading = Reading::of(Document::load(spec, options)?, settings);
    if let Some(before) = before {
        reading.keep(settings, before);
    }
    reading.understood(settings)
}

/// A description that was read, and what it means where no crate stands yet, or after one that did.
#[derive(Debug)]
pub(crate) struct Reading {
    document: Document,
    found: Vec<Diagnostic>,
    built: Built,
}

impl Reading {
    /// Understands a document, which was read with this to say about it.
    pub(crate) fn of((mut document, mut found): (Document, Vec<Diagnostic>), settings: &Settings) -> Self {
        found.extend(document.drop_misfits());
        found.extend(lower::lower(&mut document));
        let built = build::build(&document, &settings.config, None);
        Self { document, found, built }
    }

    /// The model.
    pub(crate) fn api(&self) -> &Api {
        &self.built.api
    }

    /// Lets the model keep what the crate `before` had.
    pub(crate) fn keep(&mut self, settings: &Settings, before: &Lock) {
        if let Some(kept) = self.keeping_names(&settings.config, before) {
            self.built = kept;
        }
        before.keep(&mut self.built.api, settings.config.keep_old_names);
    }

    /// The model that keeps names of the crate `before`, such that nothing changes when it is built once more. Nearly
    /// always there is none: the names are as they were, or none of those that differ is kept.
    fn keeping_names(&self, config: &Config, before: &Lock) -> Option<Built> {
        let is_other = |lock: &Lock| {
            let api = &self.built.api;
            !self.built.config_problems.is_empty() || lock.methods_differ(api) || lock.names_differ(api)
        };
        if !is_other(before) {
            return None;
        }
        let build = |lock: &Lock| {
            let before = Before { lock, without: &self.built.api };
            build::build(&self.document, config, Some(before))
        };
        let mut kept = build(before);
        for _ in 1..MOST_BUILDS {
            let known = Lock::of(&kept.api);
            // The next run builds nothing anew where nothing has another name.
            if !is_other(&known) {
                return None;
            }
            kept = build(&known);
            if Lock::of(&kept.api) == known {
                break;
            }
        }
        Some(kept)
    }

    /// The items that had another meaning in the crate `before`, each as a diagnostic.
    pub(crate) fn changed_meanings(&self, before: &Lock) -> Vec<Diagnostic> {
        let api = self.api();
        let changed = lock::changed(before, &render::lock(api));
        changed.iter().map(|one| changed_meaning(api, one)).collect()
    }

    /// Adds what there is to say.
    pub(crate) fn add(&mut self, found: Vec<Diagnostic>) {
        self.found.extend(found);
    }

    /// Lets go of what stands in the files of the description, which nothing needs when the model is final: a large one
    /// takes less memory while places are looked up.
    pub(crate) fn forget_values(&mut self) {
        self.document.forget_values();
    }

    /// The model, and all there is to say about the description.
    ///
    /// # Errors
    /// When the configuration asks for what the description does not have.
    pub(crate) fn understood(self, settings: &Settings) -> Result<Understood, Failure> {
        let Self { document, mut found, built } = self;
        if !built.config_problems.is_empty() {
            return Err(settings.refuse(built.config_problems));
        }
        found.extend(built.diagnostics);
        let reports = document.report(found);
        Ok(Understood { api: built.api, reports, document, lock: None })
    }
}

fn changed_meaning(api: &Api, changed: &Changed) -> Diagnostic {
    let operation = changed.operation.and_then(|at| api.operations.get(at)).map(|operation| &operation.origin);
    let of_type = || api.types.iter().find(|(_, def)| def.name == changed.owner).map(|(_, def)| &def.origin);
    let origin = operation.or_else(of_type).cloned().unwrap_or_default();
    Diagnostic::warning("meaning-changed", changed.in_words())
        .at(&origin)
        .instead("programs written for the previous crate may still compile, and do something else")
        .help("rename the item in `generator.yaml`, or release the crate as a breaking version; without `--strict` it is written all the same")
}

/// How often a model is built anew, until the next run would keep what this one keeps.
const MOST_BUILDS: usize = 5;

/// The files of the client crate.
///
/// # Errors
/// When emitted code is no Rust, which is a mistake of the generator.
pub fn emit(api: &Api) -> Result<FileSet, Failure> {
    let mut files = Vec::new();
    emit_into(api, &mut |file| {
        files.push(file);
        Ok(())
    })?;
    Ok(FileSet::new(files))
}

/// Gives the files of the client crate to `sink`, one after the other, so that nobody needs to keep them all; says what
/// the emitted tests leave out, a line each.
///
/// # Errors
/// When emitted code is no Rust, which is a mistake of the generator, or when `sink` fails.
pub fn emit_into(api: &Api, sink: render::Sink<'_>) -> Result<Vec<String>, Failure> {
    render::render(api, sink).map_err(|stop| match stop {
        render::Stop::Sink(problem) => problem.into(),
        render::Stop::Format(error) => no_rust(&error).into(),
    })
}

fn no_rust(error: &FormatError) -> Diagnostic {
    Diagnostic::error("emitted-code", format!("emitted code for `{}` is no Rust: {}", error.item, error.message))
        .instead("nothing was written")
        .help("this is a mistake of the generator: report it with the description")
}

/// A configuration and where it stands.
#[derive(Debug, Default)]
pub struct Settings {
    /// What it says.
    pub config: Config,
    /// Its text, to name places in it; `None` without a file.
    text: Option<Document>,
    /// Its folder: paths in it start there.
    folder: PathBuf,
}

impl Settings {
    /// Reads `generator.yaml`.
    ///
    /// # Errors
    /// When the file cannot be read, or says something that the generator does not know.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = Document::load_settings(path)?;
        check_root(&text)?;
        let config = serde_path_to_error::deserialize(text.root()).map_err(|error| misread(&text, &error))?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let problems = Config::problems(&config);
        if !problems.is_empty() {
            return Err(Failure { reports: text.report(problems) });
        }
        Ok(Self { config, text: Some(text), folder })
    }

    /// The description that it names.
    pub fn spec(&self) -> Option<PathBuf> {
        self.config.spec.as_deref().map(|spec| self.path(spec))
    }

    /// A path of the configuration, from its folder; as short as can be, since it is shown to the user.
    pub fn path(&self, path: &Path) -> PathBuf {
        let path = source::normalised(&self.folder.join(path));
        let here = std::env::current_dir().unwrap_or_default();
        path.strip_prefix(here).map(Path::to_owned).unwrap_or(path)
    }

    fn refuse(&self, problems: Vec<Diagnostic>) -> Failure {
        match &self.text {
            Some(text) => Failure { reports: text.report(problems) },
            None => Failure { reports: problems.into_iter().map(Report::of).collect() },
        }
    }
}

/// Serde would take an array for an object whose keys come in order.
fn check_root(text: &Document) -> Result<(), Failure> {
    if text.root().is_object() {
        return Ok(());
    }
    let found = found(text.root());
    let message = format!("expected a configuration object, found {found}");
    let help = "begin with `spec:`, the path of a description";
    let diagnostic = Diagnostic::error("configuration", message).at(&Origin::default()).help(help);
    Err(Failure { reports: text.report(vec![diagnostic]) })
}

fn misread(text: &Document, error: &serde_path_to_error::Error<serde_json::Error>) -> Failure {
    use serde_path_to_error::Segment;
    let origin = error.path().iter().fold(Origin::default(), |origin, segment| match segment {
        Segment::Seq { index } => origin.item(*index),
        Segment::Map { key } => origin.child(key),
        Segment::Enum { variant } => origin.child(variant),
        Segment::Unknown => origin,
    });
    let said = reworded(&error.inner().to_string());
    let diagnostic = Diagnostic::error("configuration", said.clone()).at(&origin);
    let diagnostic = match similar(&said) {
        Some(key) => diagnostic.help(format!("there is a similar key: `{key}`")),
        None => diagnostic,
    };
    Failure { reports: text.report(vec![diagnostic]) }
}

/// Of a message about an unknown key, the known one that is most like it.
fn similar(said: &str) -> Option<&str> {
    let mut names = said.strip_prefix("unknown key ")?.split('`').skip(1).step_by(2);
    let unknown = names.next()?;
    names.find(|known| source::is_close(known, unknown))
}
