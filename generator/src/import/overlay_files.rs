//! The files with which Fern and Speakeasy change a description. They become `overlays` of `generator.yaml`: the names
//! of methods and types are extensions in the description or in these files.

use std::path::Path;

use serde_json::Value;

use super::keys::StainlessKeys;
use super::plan::ImportPlan;
use super::{Imported, SourceKind, path_from, written};
use crate::diag::Origin;
use crate::source::{Document, Failure, normalise_path, read_named_text};

/// The paths that an import of files needs.
#[derive(Clone, Copy, Debug)]
pub struct ImportPaths<'a> {
    /// `generators.yml` or `workflow.yaml`.
    pub file: &'a Path,
    /// The description.
    pub spec: &'a Path,
    /// The path of the description, relative to `generator.yaml`; `None` if it was read from the standard input.
    pub shown_spec: Option<&'a str>,
    /// The `generator.yaml`.
    pub config: &'a Path,
}

/// Imports the files that Fern's `generators.yml` or Speakeasy's `workflow.yaml` lists for `document`.
///
/// # Errors
/// If the file cannot be read.
pub fn import_overlay_files(
    kind: SourceKind,
    paths: &ImportPaths<'_>,
    document: &Document,
) -> Result<Imported, Failure> {
    let settings = Document::load_settings(paths.file)?;
    let mut keys = StainlessKeys::new(&settings);
    let file = paths.file.file_name().unwrap_or_default();
    let mut plan = ImportPlan {
        spec: paths.shown_spec.map(str::to_owned),
        source: file.to_string_lossy().into_owned(),
        ..ImportPlan::default()
    };
    let mut amended = document.clone();
    for at in listed_files(&keys, kind, paths) {
        let Some(name) = keys.use_text(&at) else {
            continue;
        };
        match apply_file(&amended, kind, paths, name) {
            Ok((changed, path)) => {
                amended = changed;
                plan.overlays.push(path);
            }
            Err(reason) => keys.leave_out_with(&at, reason, Some(name.to_owned())),
        }
    }
    Ok(Imported {
        yaml: written::generator_yaml(&plan),
        overlay: None,
        counts: plan.count_items(),
        without_names: None,
        left_out: keys.into_left_out(),
        unlisted: Vec::new(),
        are_unlisted_excluded: false,
        reports: Vec::new(),
    })
}

/// Returns the folder to which paths in the file are relative.
fn base_folder(kind: SourceKind, file: &Path) -> &Path {
    let folder = file.parent().unwrap_or(Path::new(""));
    match kind {
        // `.speakeasy/workflow.yaml` names files as they are seen from the repository.
        SourceKind::Speakeasy => folder.parent().unwrap_or(folder),
        _ => folder,
    }
}

/// Applies a file to the description; returns the result, and the path of the file relative to `generator.yaml`, or why
/// the file cannot be used.
fn apply_file(
    document: &Document,
    kind: SourceKind,
    paths: &ImportPaths<'_>,
    name: &str,
) -> Result<(Document, String), String> {
    let path = base_folder(kind, paths.file).join(name);
    if !path.is_file() {
        return Err("There is no such file here: copy it, and add it to `overlays`.".to_owned());
    }
    let path = normalise_path(&path);
    let mut changed = document.clone();
    let applied = read_named_text(&path).and_then(|(name, text)| changed.amend(&name, text));
    match applied {
        Ok(_) => Ok((changed, path_from(paths.config, &path))),
        Err(failure) => {
            let report = failure.reports.first();
            let message = report.map(|one| one.diagnostic.message.clone());
            let message = message.unwrap_or_default();
            Err(format!(
                "The file cannot be applied to the description: {message}."
            ))
        }
    }
}

/// Returns the locations of the names of all files that change the description, in their order.
fn listed_files(
    keys: &StainlessKeys<'_>,
    kind: SourceKind,
    paths: &ImportPaths<'_>,
) -> Vec<Origin> {
    let (root, spec_keys, file_keys): (&str, &[&str], &[&str]) = match kind {
        SourceKind::Speakeasy => ("sources", &["inputs"], &["overlays"]),
        _ => ("api", &["openapi", "path"], &["overlays", "overrides"]),
    };
    let mut specs = Vec::new();
    collect_specs(
        keys,
        &StainlessKeys::place_of(&[root]),
        spec_keys,
        &mut specs,
    );
    let folder = base_folder(kind, paths.file);
    let is_meant = |spec: &&Origin| {
        let mut names = Vec::new();
        for key in spec_keys {
            collect_texts(keys, &spec.child(key), &mut names);
        }
        names.iter().any(|at| {
            let name = keys
                .value_at(at)
                .and_then(Value::as_str)
                .unwrap_or_default();
            is_same_path(&folder.join(name), paths.spec)
        })
    };
    let meant: Vec<&Origin> = specs.iter().filter(is_meant).collect();
    // The description may be a copy.
    let chosen = if meant.is_empty() {
        specs.iter().collect()
    } else {
        meant
    };
    let mut files = Vec::new();
    for spec in chosen {
        for key in file_keys {
            collect_texts(keys, &spec.child(key), &mut files);
        }
    }
    files
}

fn is_same_path(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Adds the locations of the outermost objects with one of these keys.
fn collect_specs(
    keys: &StainlessKeys<'_>,
    at: &Origin,
    spec_keys: &[&str],
    specs: &mut Vec<Origin>,
) {
    let members = keys.members_of(at);
    if members.iter().any(|(key, _)| spec_keys.contains(key)) {
        return specs.push(at.clone());
    }
    let places = members.into_iter().map(|(_, place)| place);
    for place in places.chain(keys.items_of(at)) {
        collect_specs(keys, &place, spec_keys, specs);
    }
}

/// Adds the locations of the names of files in a value: a string, an object with `location`, or an array of them.
fn collect_texts(keys: &StainlessKeys<'_>, at: &Origin, texts: &mut Vec<Origin>) {
    match keys.value_at(at) {
        Some(Value::String(_)) => texts.push(at.clone()),
        Some(Value::Array(_)) => {
            for item in keys.items_of(at) {
                collect_texts(keys, &item, texts);
            }
        }
        Some(Value::Object(_)) => collect_texts(keys, &at.child("location"), texts),
        _ => {}
    }
}
