//! The files with which Fern and Speakeasy change a description. These files become `overlays` of
//! `generator.yaml`: the names of methods and types are extensions in the description or in the
//! files.

use std::path::Path;

use serde_json::Value;

use super::keys::StainlessKeys;
use super::plan::ImportPlan;
use super::{Imported, SourceKind, path_from, written};
use description::{Document, Failure, normalise_path, read_named_text};
use diag::Origin;

/// The paths that an import of files needs.
#[derive(Clone, Copy, Debug)]
pub struct ImportPaths<'a> {
    /// `generators.yml` or `workflow.yaml`.
    pub file: &'a Path,
    /// The description.
    pub spec: &'a Path,
    /// The path of the description, relative to `generator.yaml`; `None` if it was read from the
    /// standard input.
    pub shown_spec: Option<&'a str>,
    /// The `generator.yaml`.
    pub config: &'a Path,
}

/// Imports the files that Fern's `generators.yml` or Speakeasy's `workflow.yaml` lists for
/// `document`.
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
    for origin in listed_files(&keys, kind, paths) {
        let Some(name) = keys.use_text(&origin) else {
            continue;
        };
        let path = normalise_path(&base_folder(kind, paths.file).join(name));
        let overlay = path_from(paths.config, &path);
        // Several sources may have the same overlay.
        if plan.overlays.contains(&overlay) {
            continue;
        }
        match apply_file(&amended, &path) {
            Ok(changed) => {
                amended = changed;
                plan.overlays.push(overlay);
            }
            Err(reason) => keys.leave_out_with(&origin, reason, Some(name.to_owned())),
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

/// Applies a file to the description; returns the result, or why the file cannot be used.
fn apply_file(document: &Document, path: &Path) -> Result<Document, String> {
    if !path.is_file() {
        return Err("There is no such file here: copy it, and add it to `overlays`.".to_owned());
    }
    let mut changed = document.clone();
    let applied = read_named_text(path).and_then(|(name, text)| changed.amend(&name, text));
    match applied {
        Ok(_) => Ok(changed),
        Err(failure) => {
            let report = failure.reports.first();
            let message = report.map_or("", |report| &report.diagnostic.message);
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
    let folder = base_folder(kind, paths.file);
    let specs = outermost_objects(keys, &Origin::default().child(root), spec_keys);
    let mut of_description = specs.clone();
    of_description.retain(|spec| {
        file_names(keys, spec, spec_keys).iter().any(|origin| {
            let name = keys.value_at(origin).and_then(Value::as_str);
            is_same_path(&folder.join(name.unwrap_or_default()), paths.spec)
        })
    });
    // The description may be a copy.
    if of_description.is_empty() {
        of_description = specs;
    }
    of_description
        .iter()
        .flat_map(|spec| file_names(keys, spec, file_keys))
        .collect()
}

fn is_same_path(path: &Path, other: &Path) -> bool {
    matches!((path.canonicalize(), other.canonicalize()), (Ok(path), Ok(other)) if path == other)
}

/// Returns the locations of the outermost objects with one of these keys.
fn outermost_objects(
    keys: &StainlessKeys<'_>,
    origin: &Origin,
    sought_keys: &[&str],
) -> Vec<Origin> {
    let members = keys.members_of(origin);
    if members.iter().any(|(key, _)| sought_keys.contains(key)) {
        return vec![origin.clone()];
    }
    let places = members.into_iter().map(|(_, member)| member);
    places
        .chain(keys.items_of(origin))
        .flat_map(|member| outermost_objects(keys, &member, sought_keys))
        .collect()
}

/// Returns the locations of the names of files at these keys: strings, objects with `location`, or
/// arrays of them.
fn file_names(keys: &StainlessKeys<'_>, spec: &Origin, file_keys: &[&str]) -> Vec<Origin> {
    let mut open: Vec<Origin> = file_keys.iter().rev().map(|key| spec.child(key)).collect();
    let mut names = Vec::new();
    while let Some(origin) = open.pop() {
        match keys.value_at(&origin) {
            Some(Value::String(_)) => names.push(origin),
            Some(Value::Array(_)) => open.extend(keys.items_of(&origin).into_iter().rev()),
            Some(Value::Object(_)) => open.push(origin.child("location")),
            _ => {}
        }
    }
    names
}
