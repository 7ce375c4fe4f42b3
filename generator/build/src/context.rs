//! The input of all builders, and the diagnostics that they collect.

use foldhash::{HashSet, HashSetExt};
use serde_json::{Map, Value};

use config::{Config, Exact, NumbersConfig};
use description::raise::Annotations;
use description::{Document, Node};
use diag::{Diagnostic, FileId, Origin};
use extensions::{DescribedSettings, SettingOrigins};
use lock::Lock;
use model::{Api, ChosenName, ExtensionName, NameReason};

/// What is known from the previous version of the crate, whose names are kept.
#[derive(Clone, Copy)]
pub struct PreviousCrate<'d> {
    /// The names of the previous crate.
    pub lock: &'d Lock,
    /// The model of the description as built without the lock.
    pub without: &'d Api,
    /// Which crate it is.
    pub kind: PreviousKind,
}

/// Which crate has the names that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviousKind {
    /// The previous version of the crate, as `api.lock.json` records it.
    Locked,
    /// The client of all operations, because `generator.yaml` selects some of them. Methods have
    /// its names anyway.
    AllOperations,
}

impl PreviousKind {
    /// Returns the reason for a name that is kept.
    pub(crate) fn reason(self) -> NameReason {
        match self {
            Self::Locked => NameReason::Kept,
            Self::AllOperations => NameReason::AllOperations,
        }
    }
}

pub(crate) struct BuildContext<'d> {
    pub(crate) document: &'d Document,
    pub(crate) config: &'d Config,
    /// The extensions that make some of the settings in `config`.
    pub(crate) setting_origins: &'d SettingOrigins,
    pub(crate) previous: Option<PreviousCrate<'d>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Problems of `generator.yaml`, such as names that the description does not have.
    pub(crate) config_problems: Vec<Diagnostic>,
    /// Notes and warnings about keys of `generator.yaml`; locations are in that file.
    pub(crate) config_notes: Vec<Diagnostic>,
    /// Reported diagnostics by location, code and message, so that each is reported once.
    reported: HashSet<(Origin, &'static str, String)>,
    pub(super) chosen_names: Vec<ChosenName>,
    pub(super) extension_names: Vec<ExtensionName>,
    loosened: bool,
    /// The number of parts of all schemas that were flattened so far.
    pub(super) parts: usize,
}

/// What was reported during some passes, and the state of the limit of parts after them.
#[derive(Clone, Debug)]
pub(crate) struct Reports {
    diagnostics: Vec<Diagnostic>,
    config_problems: Vec<Diagnostic>,
    config_notes: Vec<Diagnostic>,
    chosen_names: Vec<ChosenName>,
    extension_names: Vec<ExtensionName>,
    parts: usize,
}

/// Returns the location with these keys in `generator.yaml`.
pub(super) fn config_location(keys: &[&str]) -> Origin {
    keys.iter()
        .fold(Origin::default(), |origin, key| origin.child(key))
}

impl<'d> BuildContext<'d> {
    pub(crate) fn new(
        document: &'d Document,
        settings: &'d DescribedSettings,
        previous: Option<PreviousCrate<'d>>,
    ) -> Self {
        Self {
            document,
            config: &settings.config,
            setting_origins: &settings.origins,
            previous,
            diagnostics: settings.diagnostics.clone(),
            config_problems: Vec::new(),
            config_notes: Vec::new(),
            reported: HashSet::new(),
            chosen_names: Vec::new(),
            extension_names: Vec::new(),
            loosened: false,
            parts: 0,
        }
    }

    /// Returns the reason for a name that the setting with these keys gives.
    pub(crate) fn reason_of_setting(&self, keys: &[&str]) -> NameReason {
        match self.setting_origins.of_setting(&config_location(keys)) {
            Some(extension) => NameReason::Extension {
                key: extension.key,
                origin: extension.origin.clone(),
            },
            None => NameReason::Configured,
        }
    }

    /// Notes that an item did not get its expected name.
    pub(crate) fn note_chosen_name(&mut self, is_type: bool, origin: &Origin, name: &str) {
        self.chosen_names.push(ChosenName {
            is_type,
            key: self.key(origin),
            name: name.to_owned(),
        });
    }

    /// Takes what was reported so far; it is not reported again.
    pub(crate) fn take_reports(&mut self) -> Reports {
        Reports {
            diagnostics: std::mem::take(&mut self.diagnostics),
            config_problems: std::mem::take(&mut self.config_problems),
            config_notes: std::mem::take(&mut self.config_notes),
            chosen_names: std::mem::take(&mut self.chosen_names),
            extension_names: std::mem::take(&mut self.extension_names),
            parts: self.parts,
        }
    }

    /// Adds what was reported during other passes.
    pub(crate) fn add_reports(&mut self, reports: Reports) {
        for diagnostic in &reports.diagnostics {
            self.mark_reported(diagnostic);
        }
        self.diagnostics.extend(reports.diagnostics);
        self.config_problems.extend(reports.config_problems);
        self.config_notes.extend(reports.config_notes);
        self.chosen_names.extend(reports.chosen_names);
        self.extension_names.extend(reports.extension_names);
        self.parts = reports.parts;
    }

    /// Notes that the current operation or type uses something that was loosened earlier.
    pub(crate) fn uses_loosened(&mut self) {
        self.loosened = true;
    }

    /// Reports something that does not affect coverage (a rename, an ignored annotation).
    pub(crate) fn warn(&mut self, diagnostic: Diagnostic) {
        if self.mark_reported(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Remembers that a diagnostic is reported; returns whether it was not yet.
    fn mark_reported(&mut self, diagnostic: &Diagnostic) -> bool {
        let Diagnostic {
            origin,
            code,
            message,
            ..
        } = diagnostic;
        origin
            .clone()
            .is_none_or(|origin| self.reported.insert((origin, code, message.clone())))
    }

    /// Reports that a value is missing, unless it was dropped as unusable, which was already
    /// reported.
    pub(crate) fn miss(&mut self, mut diagnostic: Diagnostic) {
        if diagnostic
            .origin
            .as_ref()
            .is_some_and(|origin| self.document.was_dropped(origin))
        {
            return;
        }
        // A missing value has no location, so the nearest enclosing value is reported.
        while let Some(around) = diagnostic
            .origin
            .as_ref()
            .filter(|origin| !self.document.is_written(origin))
        {
            diagnostic.origin = around.parent();
        }
        self.warn(diagnostic);
    }

    /// Reports that the current operation or type is loosened, or lacks a part.
    pub(crate) fn loosen(&mut self, diagnostic: Diagnostic) {
        self.loosened = true;
        self.warn(diagnostic);
    }

    /// Runs `build`; returns its result, and whether it loosened something.
    pub(crate) fn watch<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> (T, bool) {
        let before = std::mem::take(&mut self.loosened);
        let result = build(self);
        let loosened = std::mem::replace(&mut self.loosened, before);
        self.loosened |= loosened;
        (result, loosened)
    }

    /// Returns the schema that a value of `mapping` refers to, by reference or by component name.
    pub(crate) fn mapped(&self, origin: &Origin, reference: &str) -> Option<Origin> {
        if !reference.contains(['/', '#']) {
            let component = format!("#/components/schemas/{reference}");
            if let Ok(component) = self.document.resolve(origin, &component) {
                return Some(component);
            }
        }
        self.document.resolve(origin, reference).ok()
    }

    /// Like [`Self::follow`], but does not count the current operation or type as loosened.
    pub(crate) fn follow_quietly(&mut self, origin: &Origin, instead: &str) -> Option<Origin> {
        let loosened = self.loosened;
        let target = self.follow(origin, instead);
        self.loosened = loosened;
        target
    }

    /// Returns the keys of the object at `origin`; none if the value is not an object.
    pub(crate) fn keys(&self, origin: &Origin) -> impl Iterator<Item = &'d String> + use<'d> {
        self.document
            .value(origin)
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
    }

    pub(crate) fn text(&self, origin: &Origin, key: &str) -> Option<&'d str> {
        self.document.value(origin)?.get(key)?.as_str()
    }

    /// Returns the annotations of the schema at `origin`.
    pub(crate) fn annotations(&self, origin: &Origin) -> Annotations<'d> {
        self.document
            .value(origin)
            .map(Annotations::of)
            .unwrap_or_default()
    }

    /// Returns the `description` next to the `$ref` at `origin`, or else the `description` of the
    /// target.
    pub(crate) fn docs(&self, origin: &Origin, target: &Origin) -> Option<String> {
        self.text(origin, "description")
            .or_else(|| self.text(target, "description"))
            .map(str::to_owned)
    }

    /// Returns the target of a reference object, or the object itself. If the reference is
    /// dangling, reports `instead` as the consequence.
    pub(crate) fn follow(&mut self, origin: &Origin, instead: &str) -> Option<Origin> {
        let document = self.document;
        self.follow_node(document.node(origin)?, instead)
            .map(|node| node.origin)
    }

    /// Like [`Self::follow`], for an object that was looked up.
    pub(crate) fn follow_node(&mut self, node: Node<'d>, instead: &str) -> Option<Node<'d>> {
        let Some(reference) = node.text("$ref") else {
            return Some(node);
        };
        match self.document.resolve_node(&node.origin, reference) {
            Ok(target) => Some(target),
            Err(diagnostic) => {
                self.loosen(diagnostic.instead(instead));
                None
            }
        }
    }
}

/// The keys of `generator.yaml` are JSON pointers, preceded by the file if it is not the root file
/// (`types.yaml#/Pet`, relative to the folder of the description).
impl<'d> BuildContext<'d> {
    /// Returns the configured name for the type of the schema at `origin`.
    pub(crate) fn named_type(&self, origin: &Origin) -> Option<&'d str> {
        let name = self.document.setting_at(&self.config.types.names, origin);
        name.map(String::as_str)
    }

    /// Returns the configured name of the property, parameter, value, member or server at `origin`.
    pub(crate) fn named(&self, origin: &Origin) -> Option<&'d str> {
        let name = self.document.setting_at(&self.config.names, origin);
        name.map(String::as_str)
    }

    /// Returns whether the number at `origin` keeps all digits.
    pub(crate) fn is_exact(&self, origin: &Origin) -> bool {
        match &self.config.numbers {
            None => false,
            Some(NumbersConfig::All(Exact::Exact)) => true,
            Some(NumbersConfig::Within(keys)) => keys
                .iter()
                .filter_map(|key| self.schema_of_key(key))
                .any(|schema_origin| origin.is_within(&schema_origin)),
        }
    }

    /// Returns the key of a location in `generator.yaml`.
    pub(crate) fn key(&self, origin: &Origin) -> String {
        self.document.settings_key(origin)
    }

    /// Returns the location that a key of `generator.yaml` means, which need not exist.
    pub(crate) fn origin_of_key(&self, key: &str) -> Option<Origin> {
        let (file, pointer) = match key.split_once('#') {
            // Paths may contain `#`.
            Some((file, pointer)) if !key.starts_with('/') => (file, pointer),
            _ => ("", key),
        };
        if file.is_empty() {
            let origin = Origin::new(FileId(0), pointer);
            return Some(self.document.rewritten_at(&origin));
        }
        let mut files = (1..self.document.file_count())
            .filter_map(|index| u32::try_from(index).ok())
            .map(FileId);
        let file_id = files.find(|id| self.document.file_key(*id).as_deref() == Some(file))?;
        Some(self.document.rewritten_at(&Origin::new(file_id, pointer)))
    }

    /// Returns the location of the schema that a key means, if it exists. A key that is no pointer
    /// is that of a component.
    pub(crate) fn schema_of_key(&self, key: &str) -> Option<Origin> {
        let mut origin = self.origin_of_key(key)?;
        if origin.file == FileId(0) && !origin.pointer.is_empty() && !key.contains(['/', '#']) {
            origin = Origin::new(FileId(0), "/components/schemas").child(key);
        }
        let is_whole_file = origin.pointer.is_empty() && origin.file != FileId(0);
        if !is_whole_file && !origin.pointer.starts_with('/') {
            return None;
        }
        self.document.value(&origin)?;
        Some(origin)
    }
}
