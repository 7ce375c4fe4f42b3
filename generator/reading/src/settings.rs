//! The settings of `generator.yaml`, and the file in which they are.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde_json::{Number, Value};
use serde_path_to_error::Segment;

use config::{Config, DiffConfig, RULE_CODES, RuntimeConfig};
use description::{self, Document, Failure};
use diag::{
    Diagnostic, FileId, LocatedDiagnostic, Origin, origin_of_serde_path, reword_serde_error,
    unknown_field_of_error, value_in_words,
};

/// A configuration and its location.
#[derive(Debug, Default)]
pub struct Settings {
    /// The configuration.
    pub config: Config,
    /// The file, for locations in it; `None` if there is no file.
    text: Option<Document>,
    /// The folder to which its paths are relative.
    folder: PathBuf,
    /// Whether the file is for another version of the description, which may have what this version
    /// lacks.
    pub(crate) is_for_another_version: bool,
}

impl Settings {
    /// Reads `generator.yaml`.
    ///
    /// # Errors
    /// If the file cannot be read, or has an unknown key or an invalid value.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        Self::read(Document::load_settings(path)?, path)
    }

    /// Reads the text of a `generator.yaml`; `path` is its location.
    ///
    /// # Errors
    /// If it has an unknown key or an invalid value.
    pub fn from_text(path: &Path, text: String) -> Result<Self, Failure> {
        Self::read(
            Document::settings_from_text(&description::display_name(path), text)?,
            path,
        )
    }

    fn read(text: Document, path: &Path) -> Result<Self, Failure> {
        check_root(&text)?;
        // All settings are optional, so a file that is empty, or consists only of comments, is a
        // configuration.
        let config = match text.root() {
            Value::Null => Config::default(),
            root => serde_path_to_error::deserialize(root)
                .map_err(|error| configuration_failure(&text, &error))?,
        };
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let mut problems = Config::problems(&config);
        problems.extend(unknown_rules(&config.diff));
        problems.extend(empty_list_error(
            text.root(),
            "include",
            "list the operations of the client, or remove the key",
        ));
        if config.clients.is_empty() {
            let help = "list the paths of the `generator.yaml` of each client, or remove the key";
            problems.extend(empty_list_error(text.root(), "clients", help));
        } else {
            problems.extend(settings_beside_clients(
                text.root()
                    .as_object()
                    .into_iter()
                    .flat_map(serde_json::Map::keys),
            ));
        }
        if !problems.is_empty() {
            return Err(Failure {
                reports: text.report(problems),
            });
        }
        Ok(Self {
            config,
            text: Some(text),
            folder,
            is_for_another_version: false,
        })
    }

    /// Returns the path of the description that the configuration names.
    pub fn spec(&self) -> Option<PathBuf> {
        self.config.spec.as_deref().map(|spec| self.path(spec))
    }

    /// Resolves a path of the configuration. The result is relative to the current folder if
    /// possible, for display.
    pub fn path(&self, path: &Path) -> PathBuf {
        if description::is_url_path(path) {
            return path.to_owned();
        }
        let resolved = description::normalise_path(&self.folder.join(path));
        let current_folder = std::env::current_dir().unwrap_or_default();
        let displayed = resolved.strip_prefix(current_folder).unwrap_or(&resolved);
        // The empty path cannot be read.
        if displayed.as_os_str().is_empty() {
            return PathBuf::from(".");
        }
        displayed.to_owned()
    }

    /// Returns the configured runtime, whose path is resolved.
    pub fn runtime(&self) -> Option<RuntimeConfig> {
        let mut runtime = self.config.runtime.clone();
        if let Some(RuntimeConfig::Written(written)) = &mut runtime {
            written.path = self.path(&written.path);
        }
        runtime
    }

    /// Returns the path and text of the file, if there is one.
    pub fn texts_by_path(&self) -> Option<Vec<(PathBuf, Cow<'_, str>)>> {
        match &self.text {
            Some(file) => file.texts_by_path(),
            None => Some(Vec::new()),
        }
    }

    /// Returns the failure for problems with the configuration, located in its file.
    pub fn refuse(&self, problems: Vec<Diagnostic>) -> Failure {
        Failure {
            reports: self.report(problems),
        }
    }

    /// Looks up the locations of diagnostics in the file. Diagnostics about the command line have
    /// no location.
    pub(crate) fn report(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<LocatedDiagnostic> {
        let Some(text) = &self.text else {
            let without_origins = diagnostics.into_iter().map(|diagnostic| Diagnostic {
                origin: None,
                ..diagnostic
            });
            return without_origins.map(LocatedDiagnostic::of).collect();
        };
        for diagnostic in &mut diagnostics {
            if diagnostic
                .origin
                .as_ref()
                .is_some_and(|origin| text.value(origin).is_none())
            {
                diagnostic.origin = None;
            }
        }
        text.report(diagnostics)
    }
}

/// Refuses an OpenAPI description, a configuration of Stainless, and any root that is not an
/// object: serde would accept an array of the values in order.
fn check_root(text: &Document) -> Result<(), Failure> {
    let root = text.root();
    let file = text.file_name(FileId(0));
    let (message, help) = if description::is_description(root) {
        let help = format!(
            "name it without `--config`: `sdkwright generate {file}`; to write a configuration for it: `sdkwright init {file}`"
        );
        (
            "expected a `generator.yaml`, found an OpenAPI description".to_owned(),
            help,
        )
    } else if description::is_stainless(root) {
        let message = "expected a `generator.yaml`, found a configuration of Stainless".to_owned();
        (message, description::help_to_import(file))
    } else if root.is_object() || root.is_null() {
        return Ok(());
    } else {
        let message = format!(
            "expected a configuration object, found {}",
            value_in_words(root)
        );
        let help = "begin with `spec:`, the path of a description";
        (message, help.to_owned())
    };
    let diagnostic = Diagnostic::error("configuration", message)
        .at(&Origin::default())
        .help(help);
    Err(Failure {
        reports: text.report(vec![diagnostic]),
    })
}

fn configuration_failure(
    text: &Document,
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> Failure {
    let origin = origin_of_serde_path(error.path());
    let path = error.path();
    let error = error.inner().to_string();
    let problem = match similar_key(&error) {
        Some((unknown, similar)) => {
            Diagnostic::error("configuration", format!("unknown key `{unknown}`"))
                .help(format!("did you mean `{similar}`?"))
        }
        None => unlike_any_key(&error)
            .unwrap_or_else(|| Diagnostic::error("configuration", reword_serde_error(&error))),
    };
    let with_help = match text.value(&origin) {
        Some(Value::String(item)) if error.ends_with(", expected a sequence") => problem.help(
            format!("write an array: `[{}]`", item_of_flow_sequence(item)),
        ),
        Some(Value::Number(number)) if error.ends_with(", expected a string") => {
            let quoted = format!("\"{}\"", number_as_written(text, &origin, number));
            problem.help(match path.iter().next_back() {
                Some(Segment::Map { key }) => format!("write it in quotes: `{key}: {quoted}`"),
                _ => format!("write it in quotes: `{quoted}`"),
            })
        }
        Some(Value::Object(_)) if origin.parent() == Some(Origin::default().child("clients")) => {
            problem.help("write the settings of this client to a file, and its path here")
        }
        _ => problem,
    };
    Failure {
        reports: text.report(vec![with_help.at(&origin)]),
    }
}

/// Returns the text of a number in a file, such as `1.60`, whose value is 1.6.
fn number_as_written(text: &Document, origin: &Origin, number: &Number) -> String {
    let location = text.locate(origin);
    let line = location.as_ref().map_or("", |location| &location.excerpt);
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
    let written = words.find(|word| word.parse::<f64>().ok() == number.as_f64());
    written.map_or_else(|| number.to_string(), str::to_owned)
}

/// The maximum number of keys that a message lists.
const MOST_KEYS: usize = 8;

/// Returns the problem of an unknown key, if there are too many keys to list all of them.
fn unlike_any_key(error: &str) -> Option<Diagnostic> {
    let (unknown, expected) = unknown_field_of_error(error)?;
    let more = expected
        .len()
        .checked_sub(MOST_KEYS)
        .filter(|more| *more > 0)?;
    let first = expected.get(..MOST_KEYS)?.join("`, `");
    let message = format!("unknown key `{unknown}`, expected one of `{first}` or {more} others");
    let help = "`sdkwright init --schema` describes all keys";
    Some(Diagnostic::error("configuration", message).help(help))
}

/// Writes a string as an item of a YAML array in brackets, in quotes if it has characters with a
/// meaning there.
fn item_of_flow_sequence(item: &str) -> String {
    if item.contains(|c: char| "{}[],:#\"'&*!|>%@`".contains(c)) {
        Value::from(item).to_string()
    } else {
        item.to_owned()
    }
}

/// Returns the unknown key of an error of `serde`, and the expected key that is similar.
fn similar_key(error: &str) -> Option<(&str, &str)> {
    let (unknown, expected) = unknown_field_of_error(error)?;
    let similar = expected
        .into_iter()
        .find(|key| description::is_close(key, unknown))?;
    Some((unknown, similar))
}

/// Refuses a configuration of several clients where that of a single client is needed.
pub(crate) fn refuse_several_clients(settings: &Settings) -> Result<(), Failure> {
    let clients = &settings.config.clients;
    let Some(first) = clients.first() else {
        return Ok(());
    };
    let problem = Diagnostic::error(
        "several-clients",
        "this works on one client, and the configuration lists several",
    )
    .at(&Origin::default().child("clients"))
    .help(format!(
        "name the configuration of one with `--config`, such as `{}`",
        settings.path(first).display()
    ));
    Err(settings.refuse(vec![problem]))
}

/// Returns a problem for each rule of `generator.yaml` that does not exist.
fn unknown_rules(config: &DiffConfig) -> Vec<Diagnostic> {
    let origin = Origin::default().child("diff").child("rules");
    let mut problems = Vec::new();
    for code in config.rules.keys() {
        if !RULE_CODES.contains(&code.as_str()) {
            problems.push(unknown_rule(code).at(&origin.child(code)));
        }
    }
    problems
}

fn unknown_rule(code: &str) -> Diagnostic {
    let problem = Diagnostic::error("unknown-rule", format!("`{code}` is not a rule of `diff`"));
    let expected = "write the code of a finding; `sdkwright explain` lists all of them";
    problem.help(description::suggest_known_name(
        code,
        RULE_CODES.iter().copied(),
        expected,
    ))
}

/// Returns the error that the array of a key is empty.
fn empty_list_error(root: &Value, key: &str, help: &str) -> Option<Diagnostic> {
    if !root.get(key)?.as_array()?.is_empty() {
        return None;
    }
    let problem = Diagnostic::error("configuration", format!("`{key}` is empty"));
    Some(problem.at(&Origin::default().child(key)).help(help))
}

/// Returns the problem that there are other settings in addition to a list of clients.
fn settings_beside_clients<'k>(mut keys: impl Iterator<Item = &'k String>) -> Option<Diagnostic> {
    let key = keys.find(|key| *key != "clients")?;
    let problem = Diagnostic::error(
        "several-clients",
        format!("`{key}` is the setting of one client"),
    )
    .at(&Origin::default().child(key))
    .help("a configuration with `clients` has no other settings; write it into that of the client");
    Some(problem)
}
