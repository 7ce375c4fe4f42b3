//! Reads settings and descriptions, and builds models: all that precedes rendering.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod clients;
mod module;
mod project;
mod settings;

pub use clients::ListedCrate;
pub use module::module_path;
pub use project::{Files, Inputs, Loaded, OutputTarget, Project};
pub use settings::Settings;

use std::path::{Path, PathBuf};

use serde_json::Value;

use build::{self, Built, PreviousCrate, PreviousKind, SharedDraft};
use config::{Config, unusable_package_value};
use description::raise;
use description::{Document, Failure, ReadOptions};
use diag::{Diagnostic, LocatedDiagnostic, Origin};
use lock::{self, Changed, Lock};
use model::Api;

/// A description with its model.
#[derive(Debug)]
pub struct Understood {
    /// The model.
    pub api: Api,
    /// Diagnostics about the description.
    pub reports: Vec<LocatedDiagnostic>,
    /// The description.
    pub document: Document,
    /// The lock of the previous crate, whose names and argument orders the model keeps.
    pub lock: Option<PathBuf>,
}

/// Reads the description at `spec` and builds its model, which keeps the names of the previous
/// crate, `before`.
///
/// # Errors
/// If it cannot be read or is not an OpenAPI description, or if the configuration names something
/// that it lacks.
pub fn understand_description(
    spec: &Path,
    settings: &Settings,
    options: &ReadOptions,
    before: Option<&Lock>,
) -> Result<Understood, Failure> {
    let mut reading = Reading::of(Document::load(spec, options)?, settings);
    if let Some(before) = before {
        reading.keep(settings, before);
    }
    reading.understood(settings)
}

/// A description and its model. The model depends on a previous crate only after [`Self::keep`].
#[derive(Debug)]
pub struct Reading {
    document: Document,
    /// The description as OpenAPI 3, if the crate includes it.
    description: Option<Value>,
    diagnostics: Vec<Diagnostic>,
    built: Built,
    /// What models with other names have in common with the existing one.
    draft: SharedDraft,
}

impl Reading {
    /// Builds the model of a description.
    pub fn of(loaded: Loaded, settings: &Settings) -> Self {
        Self::new(loaded, settings, None)
    }

    /// Builds the model of the next version of a description: if it keeps the names of the previous
    /// crate, it is usually built again.
    pub fn of_next_version(loaded: Loaded, settings: &Settings) -> Self {
        let mut draft = SharedDraft::default();
        let reading = Self::new(loaded, settings, Some(&mut draft));
        Self { draft, ..reading }
    }

    fn new(loaded: Loaded, settings: &Settings, draft: Option<&mut SharedDraft>) -> Self {
        let (mut document, mut diagnostics) = loaded;
        diagnostics.extend(raise::raise_to_openapi_3(&mut document));
        let description = if settings.config.package.openapi {
            let mut root = document.root().clone();
            if document.was_swagger() {
                diagnostics.extend(raise::describe_arrays_as_strings(&mut root));
            }
            Some(root)
        } else {
            None
        };
        diagnostics.extend(document.drop_misfits());
        diagnostics.extend(raise::raise_to_3_2(&mut document));
        let built = build_without_lock(&document, &settings.config, draft);
        Self {
            document,
            description,
            diagnostics,
            built,
            draft: SharedDraft::default(),
        }
    }

    /// Returns the model.
    pub fn api(&self) -> &Api {
        &self.built.api
    }

    /// Returns everything that the configuration refers to but the description or the client lacks;
    /// locations are in `generator.yaml`.
    pub fn config_problems(&self) -> impl Iterator<Item = &Diagnostic> {
        self.built
            .config_problems
            .iter()
            .chain(&self.built.config_notes)
    }

    /// Keeps the names and the order of arguments of the previous crate.
    pub fn keep(&mut self, settings: &Settings, before: &Lock) {
        let mut draft = std::mem::take(&mut self.draft);
        if let Some(built) = self.build_with_names(&settings.config, before, &mut draft) {
            self.built = built;
        }
        self.draft = draft;
        before.keep(&mut self.built.api, settings.config.keep_old_names);
    }

    /// Builds the model with the names of the previous crate, and again until the names no longer
    /// change. Returns `None` if the existing model has the right names, as usual: no name has
    /// changed, or none of the changed names is kept.
    fn build_with_names(
        &self,
        config: &Config,
        before: &Lock,
        draft: &mut SharedDraft,
    ) -> Option<Built> {
        if !self.changes_names(before) {
            return None;
        }
        let mut built = self.build_with_lock(config, before, draft);
        let mut lock = Lock::of(&built.api);
        for _ in 1..MOST_BUILDS {
            // If a lock with these names changes no name of the existing model, the next run would
            // keep that model.
            if !self.changes_names(&lock) {
                return None;
            }
            built = self.build_with_lock(config, &lock, draft);
            let next = Lock::of(&built.api);
            if next == lock {
                break;
            }
            lock = next;
        }
        Some(built)
    }

    /// Returns whether the model must be built with a lock: its names would change, or the
    /// configuration has problems without the lock.
    fn changes_names(&self, lock: &Lock) -> bool {
        let api = &self.built.api;
        !self.built.config_problems.is_empty() || lock.methods_differ(api) || lock.names_differ(api)
    }

    /// Builds the model with the names of a lock.
    fn build_with_lock(&self, config: &Config, lock: &Lock, draft: &mut SharedDraft) -> Built {
        let previous = PreviousCrate {
            lock,
            without: &self.built.api,
            kind: PreviousKind::Locked,
        };
        build::build_sharing_draft(&self.document, config, Some(previous), Some(draft))
    }

    /// Returns a diagnostic for each item whose meaning differs from its meaning in the previous
    /// crate.
    fn changed_meanings(&self, before: &Lock) -> Vec<Diagnostic> {
        let api = self.api();
        let changed = lock::compare_meanings(before, &surface::api_lock(api));
        changed
            .iter()
            .map(|change| changed_meaning(api, change))
            .collect()
    }

    fn add_diagnostics(&mut self, diagnostics: Vec<Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    /// Frees the values of the description, which are no longer needed once the model is final;
    /// looking up locations needs the memory.
    pub fn forget_values(&mut self) {
        self.document.forget_values();
    }

    /// Returns the model and all reports about the description.
    ///
    /// # Errors
    /// If the configuration of this version names something that the description lacks.
    pub fn understood(self, settings: &Settings) -> Result<Understood, Failure> {
        let Self {
            document,
            description,
            mut diagnostics,
            mut built,
            ..
        } = self;
        built.config_problems.extend(
            surface::repeated_dependencies(&built.api)
                .iter()
                .map(|name| repeated_dependency(name)),
        );
        if !built.config_problems.is_empty() && !settings.is_for_another_version {
            return Err(settings.refuse(built.config_problems));
        }
        built.api.description = description;
        diagnostics.extend(built.diagnostics);
        if built.leaves_out_unused_schemas || !built.excluded.is_empty() {
            diagnostics
                .retain(|diagnostic| concerns_client(diagnostic, &built.api, &built.excluded));
        }
        let mut reports = document.report(diagnostics);
        reports.extend(settings.report(built.config_notes));
        Ok(Understood {
            api: built.api,
            reports,
            document,
            lock: None,
        })
    }
}

/// Builds the model without a previous crate. If the configuration selects operations, inline types
/// have the names that they have in the client of all operations, so that these names do not depend
/// on the selection.
fn build_without_lock(
    document: &Document,
    config: &Config,
    mut draft: Option<&mut SharedDraft>,
) -> Built {
    let built = build::build_sharing_draft(document, config, None, draft.as_deref_mut());
    if !config.selects_operations() {
        return built;
    }
    let with_all_operations = build::build_model(document, &config.with_all_operations(), None);
    let lock = Lock::of(&with_all_operations.api);
    if !lock.names_differ(&built.api) {
        return built;
    }
    let previous = PreviousCrate {
        lock: &lock,
        without: &built.api,
        kind: PreviousKind::AllOperations,
    };
    build::build_sharing_draft(document, config, Some(previous), draft)
}

fn repeated_dependency(dependency: &str) -> Diagnostic {
    let origin = Origin::default()
        .child("package")
        .child("dependencies")
        .child(dependency);
    unusable_package_value(format!(
        "the emitted crate depends on `{dependency}` already"
    ))
    .at(&origin)
    .help("remove the line, or write only `features` to add some; your modules can use it too, an optional one only with its feature")
}

/// Returns whether a diagnostic concerns the client, that is, neither an excluded operation nor an
/// unused component schema.
fn concerns_client(diagnostic: &Diagnostic, api: &Api, excluded: &[Origin]) -> bool {
    let Some(origin) = &diagnostic.origin else {
        return true;
    };
    if api
        .types
        .iter()
        .any(|(_, def)| origin.is_within(&def.origin))
    {
        return true;
    }
    if excluded.iter().any(|operation| origin.is_within(operation)) {
        return false;
    }
    let schemas = Origin::default().child("components").child("schemas");
    !origin.is_within(&schemas)
        || api
            .schemas
            .iter()
            .any(|entry| origin.is_within(&entry.origin))
}

fn changed_meaning(api: &Api, changed: &Changed) -> Diagnostic {
    let operation = changed
        .operation
        .and_then(|index| api.operations.get(index))
        .map(|operation| &operation.origin);
    let origin = operation
        .or_else(|| {
            api.types
                .iter()
                .find(|(_, def)| def.name == changed.owner)
                .map(|(_, def)| &def.origin)
        })
        .cloned()
        .unwrap_or_default();
    Diagnostic::warning("meaning-changed", changed.in_words())
        .at(&origin)
        .instead("programs written for the previous crate may still compile, but behave differently")
        .help("rename the item in `generator.yaml`, or release a breaking version; without `--strict` it is written anyway")
}

/// The maximum number of times that a model is built until it has the names that the next run would
/// keep.
const MOST_BUILDS: usize = 5;
