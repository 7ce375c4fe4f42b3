//! Imports a `stainless.yml` into a `generator.yaml`: the names, credentials and pagination that
//! its author chose.
//!
//! `keys` reads the file and records which keys were used; `resources`, `models`, `client`,
//! `paging`, `amendments` and others use them, each for a part of the `plan`. `trial` builds the
//! model with the plan, and removes what the generator would refuse. `written` writes the plan as
//! text, and `reasons` states why each unused key was left out.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod amendments;
mod api_md;
mod api_md_outline;
mod casings;
mod client;
mod environments;
mod found;
mod keys;
mod models;
mod operations;
mod overlay_files;
mod package;
mod paging;
mod plan;
mod queries;
mod readme;
mod reasons;
mod report;
mod resources;
mod stainless_file;
mod streams;
#[cfg(test)]
mod tests;
mod trial;
mod written;
pub mod yaml;

use std::path::{Path, PathBuf};

use serde_json::Value;

use casings::CustomCasings;
use description::raise;
use description::{Document, Failure, display_name, name_in_words, normalise_path, relative_path};
use diag::{Diagnostic, FileId, LocatedDiagnostic, Origin, value_in_words};
pub use found::{FoundSource, SourceKind};
pub use keys::LeftOutKey;
use keys::StainlessKeys;
use operations::DescribedOperations;
pub use overlay_files::{ImportPaths, import_overlay_files};
use plan::ImportPlan;
pub use plan::{ImportCounts, OVERLAY_FILE};
pub use report::report_text;
pub use stainless_file::StainlessFile;

/// The files that an import writes, and the keys that were not carried over.
#[derive(Debug)]
pub struct Imported {
    /// The text of `generator.yaml`.
    pub yaml: String,
    /// The text of the overlay that `generator.yaml` lists, if it needs one.
    pub overlay: Option<String>,
    /// The numbers of imported items.
    pub counts: ImportCounts,
    /// Why no names of methods and types were imported, if there are none.
    pub without_names: Option<String>,
    /// The keys that were not carried over, in the order of the file.
    pub left_out: Vec<LeftOutKey>,
    /// The operations of the description that are in no resource of the file.
    pub unlisted: Vec<String>,
    /// Whether the client excludes these operations.
    pub are_unlisted_excluded: bool,
    /// Warnings about the file.
    pub reports: Vec<LocatedDiagnostic>,
}

/// Imports a `stainless.yml` that belongs to `document`, a description as written.
///
/// # Errors
/// If the file is not YAML, or no `stainless.yml`.
pub fn import_stainless(file: StainlessFile, document: &Document) -> Result<Imported, Failure> {
    let mut raised = document.clone();
    raise::raise_to_openapi_3(&mut raised);
    let settings = read_settings(&file, &raised)?;
    let StainlessFile { name, spec, .. } = &file;
    let mut keys = StainlessKeys::new(&settings);
    // The comment in `generator.yaml` does not name local folders.
    let source = name.rsplit('/').next().unwrap_or(name).to_owned();
    let mut plan = ImportPlan {
        spec: spec.clone(),
        source,
        // An `api.md` may be older than the description.
        keeps_operations: file.is_api_md(),
        ..ImportPlan::default()
    };
    let transformed = amendments::plan_transforms(&mut keys, &mut plan, &raised)?;
    amendments::plan_security(&mut keys, &mut plan, &transformed);
    environments::plan_servers(&mut keys, &mut plan, &transformed);
    queries::plan_styles(&mut keys, &mut plan, &transformed);
    let document = amendments::apply_overlay(&plan, &raised)?;
    let operations = DescribedOperations::of_document(&document);
    package::plan_package(&mut keys, &mut plan);
    client::plan_client(&mut keys, &mut plan, &document);
    paging::plan_paging(&mut keys, &mut plan);
    plan.casings = CustomCasings::read(&mut keys);
    resources::plan_resources(&mut keys, &mut plan, &operations, &document);
    let document = amendments::apply_overlay(&plan, &raised)?;
    std::mem::take(&mut plan.casings).leave_out_unused(&mut keys);
    readme::plan_readme(&mut keys, &mut plan, &operations);
    plan.unlisted = operations.unlisted_in(&plan);
    trial::remove_refused(&mut keys, &mut plan, &document)?;
    let reports = settings.report(edition_warnings(&settings));
    api_md::leave_out_others(&mut keys);
    keys.leave_out_unused();
    let counts = plan.count_items();
    Ok(Imported {
        yaml: written::generator_yaml(&plan),
        overlay: written::overlay_yaml(&plan),
        without_names: reason_without_names(&settings, &counts),
        counts,
        left_out: keys.into_left_out(),
        are_unlisted_excluded: !plan.excluded_operations().is_empty(),
        unlisted: plan.unlisted,
        reports,
    })
}

/// Reads a file as the settings of a `stainless.yml`.
fn read_settings(file: &StainlessFile, description: &Document) -> Result<Document, Failure> {
    if file.is_api_md() {
        let settings = api_md::settings_of_api_md(file, description);
        return match settings.root().get("resources") {
            Some(Value::Object(resources)) if !resources.is_empty() => Ok(settings),
            _ => {
                let message =
                    "expected the `api.md` of a Stainless client, found no methods and types";
                let help = "name a file with lines such as `- <code title=\"get /pets\">client.pets.list()</code>`";
                Err(other_file_failure(&settings, message, help))
            }
        };
    }
    let settings = Document::settings_from_text(&file.name, file.text.clone())?;
    check_shape(&settings)?;
    Ok(settings)
}

/// Returns why no methods and types are named; `None` if some are.
fn reason_without_names(settings: &Document, counts: &ImportCounts) -> Option<String> {
    if counts.methods + counts.models > 0 {
        return None;
    }
    let reason = match settings.root().get("resources") {
        None | Some(Value::Null) => "the file has no `resources`".to_owned(),
        Some(Value::Object(resources)) if resources.is_empty() => "`resources` is empty".to_owned(),
        Some(Value::Object(_)) => "nothing in `resources` can be imported".to_owned(),
        Some(other) => format!(
            "`resources` is {}, expected an object",
            value_in_words(other)
        ),
    };
    Some(reason)
}

/// Returns the path `spec` relative to the folder of a `generator.yaml`, with forward slashes.
pub fn path_from(config: &Path, spec: &Path) -> String {
    let absolute_config = absolute_path(config);
    let folder = absolute_config.parent().unwrap_or(Path::new(""));
    display_name(&relative_path(folder, &absolute_path(spec)))
}

fn absolute_path(path: &Path) -> PathBuf {
    normalise_path(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// Keys that only a `stainless.yml` has at its root.
const ROOT_KEYS: &[&str] = &["resources", "client_settings", "targets", "organization"];

/// Refuses a file that is not a `stainless.yml`.
fn check_shape(settings: &Document) -> Result<(), Failure> {
    const HELP: &str = "name the file with `resources` and `client_settings` that Stainless reads";
    if settings.root().is_null() {
        let name = name_in_words(settings.file_name(FileId(0)));
        let message = format!("{name} is empty, expected a `stainless.yml`");
        let refusal = Diagnostic::error("empty-file", message).help(HELP);
        return Err(refusal.into());
    }
    let Value::Object(members) = settings.root() else {
        let actual = value_in_words(settings.root());
        let message = format!("expected a `stainless.yml`, found {actual}");
        return Err(other_file_failure(settings, &message, HELP));
    };
    for key in ROOT_KEYS {
        if members.contains_key(*key) {
            return Ok(());
        }
    }
    if members.contains_key("paths") {
        let message = "expected a `stainless.yml`, found an OpenAPI description";
        let help = "name the description with `--spec`";
        return Err(other_file_failure(settings, message, help));
    }
    let message =
        "expected a `stainless.yml` with `resources`, found none of the keys of Stainless";
    Err(other_file_failure(settings, message, HELP))
}

fn other_file_failure(settings: &Document, message: &str, help: &'static str) -> Failure {
    let refusal = Diagnostic::error("not-stainless", message)
        .at(&Origin::default())
        .help(help);
    Failure {
        reports: settings.report(vec![refusal]),
    }
}

/// The first edition; a file without `edition` is assumed to have it.
const FIRST_EDITION: &str = "2025-10-10";

/// Warns about an edition in which keys may have another meaning.
fn edition_warnings(settings: &Document) -> Vec<Diagnostic> {
    let origin = Origin::default().child("edition");
    let Some(value) = settings.value(&origin) else {
        return Vec::new();
    };
    let message = match value {
        Value::String(edition) if edition.starts_with(|c: char| c.is_ascii_digit()) => {
            if edition.as_str() >= FIRST_EDITION {
                return Vec::new();
            }
            format!(
                "the edition `{edition}` is older than `{FIRST_EDITION}`, the oldest one that is known"
            )
        }
        _ => format!(
            "the edition is {}, expected a date such as `{FIRST_EDITION}`",
            value_in_words(value)
        ),
    };
    let warning = Diagnostic::warning("old-edition", message).at(&origin);
    vec![
        warning
            .instead(format!("the file is read as one of `{FIRST_EDITION}`"))
            .help("check that the names in `generator.yaml` are those of your clients"),
    ]
}
