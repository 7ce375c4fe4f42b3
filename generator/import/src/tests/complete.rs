//! Checks that each key of a file is carried over, or listed with its reason.

use serde_json::Value;

use super::*;
use crate::keys::keys_of_location;
use crate::reasons::{CARRIED, pattern_of};
use diag::split_last_segment;

/// Keys whose values are carried over as a whole.
const WHOLE: &[&str] = &[
    "custom_casings",
    "environments",
    "openapi.transformations",
    "openapi.transforms",
    "pagination",
    "readme.example_requests.default",
    "readme.example_requests.headline",
    "readme.example_requests.pagination",
    "security",
    "security_schemes",
    "settings.unwrap_response_fields",
];

/// Adds the locations of all scalars at and below a value to `found`, except for `null` and empty
/// strings.
fn leaves(value: &Value, at: &Origin, found: &mut Vec<Origin>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, value)| leaves(value, &at.child(key), found)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| leaves(value, &at.item(index), found)),
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        _ => found.push(at.clone()),
    }
}

/// Returns whether a key, or a key that encloses it, is listed.
fn is_listed(imported: &Imported, path: &[String]) -> bool {
    let ends = 1..=path.len();
    ends.into_iter().any(|end| {
        imported
            .left_out
            .iter()
            .any(|one| one.key == path[..end].join("."))
    })
}

/// Asserts that the report contains every key that is not known to be carried over, each with a
/// reason.
pub(super) fn assert_complete(file: &Path, imported: &Imported) {
    let settings = Document::load_settings(file).unwrap();
    let mut all = Vec::new();
    leaves(settings.root(), &Origin::default(), &mut all);
    assert!(!all.is_empty());
    for at in all {
        let path = keys_of_location(&at);
        let pattern = pattern_of(&path);
        let is_carried = CARRIED.contains(&pattern.as_str())
            || WHOLE.iter().any(|whole| pattern.starts_with(whole));
        assert!(
            is_carried || is_listed(imported, &path),
            "{}: {}",
            file.display(),
            path.join(".")
        );
    }
    let own = imported.left_out.iter().filter(|one| {
        let is_meant = one.key.starts_with("own_") || one.key.ends_with(".metods");
        one.reason == reasons::UNKNOWN && !is_meant
    });
    assert_eq!(
        own.map(|one| &one.key).collect::<Vec<_>>(),
        [""; 0],
        "{}",
        file.display()
    );
}

/// Asserts that the result changes if any of the keys is removed, except for keys that others in
/// the file override.
pub(super) fn assert_each_key_counts(stainless: &str, description: &str, overridden: &[&str]) {
    let mut without_effect: Vec<String> = Vec::new();
    let outcome = |settings: &Value| {
        let imported = import_texts(&settings.to_string(), description).ok()?;
        let left_out: Vec<String> = imported
            .left_out
            .into_iter()
            .map(|one| format!("{} {:?}", one.key, one.detail))
            .collect();
        Some((imported.yaml, imported.overlay, left_out))
    };
    let settings: Value = serde_yaml::from_str(stainless).unwrap();
    let whole = outcome(&settings);
    let imported = import_texts(stainless, description).unwrap();
    let mut all = Vec::new();
    leaves(&settings, &Origin::default(), &mut all);
    for at in all {
        let path = keys_of_location(&at);
        // Only the purposes of a pagination scheme's properties are read.
        let is_schema = path[0] == "pagination"
            && path.len() > 3
            && path.last().is_some_and(|key| key != "purpose");
        // The description may have its servers already.
        let is_described = path[0] == "environments" && imported.overlay.is_none();
        if is_listed(&imported, &path) || is_schema || is_described {
            continue;
        }
        let mut without = settings.clone();
        let (parent, key) = split_last_segment(&at.pointer).unwrap();
        match without.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.shift_remove(&*key)),
            Value::Array(items) => drop(items.remove(key.parse().unwrap())),
            _ => unreachable!(),
        }
        if outcome(&without) == whole {
            without_effect.push(at.pointer.to_string());
        }
    }
    assert_eq!(without_effect, overridden);
}
