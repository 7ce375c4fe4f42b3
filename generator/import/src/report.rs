//! The report of an import: what was carried over, and everything that was not.

use std::fmt::Write as _;

use indexmap::{IndexMap, IndexSet};

use super::{Imported, LeftOutKey};

/// The maximum number of operations without a name to print; all of them are in `generator.yaml`.
const MOST_UNLISTED: usize = 20;

/// Returns the report of an import from the file `name`.
pub fn report_text(imported: &Imported, name: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "imported: {}", counts_in_words(imported));
    if let Some(reason) = &imported.without_names {
        let _ = writeln!(
            out,
            "no names were imported, because {reason}: the generator names all methods and types"
        );
    }
    let (needless, missing): (Vec<&LeftOutKey>, Vec<&LeftOutKey>) =
        imported.left_out.iter().partition(|key| key.needs_nothing);
    if !missing.is_empty() {
        let _ = writeln!(out, "not imported, by line:column of {name}:");
    }
    let mut by_reason: IndexMap<&str, IndexMap<&str, Vec<&LeftOutKey>>> = IndexMap::new();
    for key in missing {
        let by_label = by_reason.entry(&key.reason).or_default();
        by_label.entry(&key.label).or_default().push(key);
    }
    for (reason, by_label) in by_reason {
        let _ = writeln!(out, "  {reason}");
        for (label, all) in by_label {
            write_keys(&mut out, label, &all);
        }
    }
    write_needless_keys(&mut out, &needless);
    write_unlisted_operations(&mut out, imported);
    out
}

/// Writes the keys that the result does not need, in one line for each reason.
fn write_needless_keys(out: &mut String, needless: &[&LeftOutKey]) {
    if needless.is_empty() {
        return;
    }
    let _ = writeln!(out, "not needed in `generator.yaml`:");
    let mut by_reason: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
    for key in needless {
        by_reason.entry(&key.reason).or_default().insert(&key.label);
    }
    for (reason, labels) in by_reason {
        let labels: Vec<&str> = labels.into_iter().collect();
        let _ = writeln!(out, "  {reason}\n    {}", labels.join(", "));
    }
}

/// Writes the keys with the same reason. More than two keys without details are written on one
/// line.
fn write_keys(out: &mut String, label: &str, all: &[&LeftOutKey]) {
    let has_details = all.iter().any(|key| key.detail.is_some());
    if all.len() > 2 && !has_details {
        let places: Vec<String> = all.iter().map(|key| position_of_key(key)).collect();
        let _ = writeln!(out, "    {label}: {}", places.join(", "));
        return;
    }
    for key in all {
        let detail = key
            .detail
            .as_ref()
            .map(|detail| format!(" ({detail})"))
            .unwrap_or_default();
        let _ = writeln!(out, "    {} {}{detail}", position_of_key(key), key.key);
    }
}

fn position_of_key(key: &LeftOutKey) -> String {
    key.location.as_ref().map_or_else(
        || "?".to_owned(),
        |location| format!("{}:{}", location.line, location.column),
    )
}

fn counts_in_words(imported: &Imported) -> String {
    let counts = &imported.counts;
    let words = [
        (counts.resources, "resource", "resources"),
        (counts.methods, "method", "methods"),
        (counts.models, "model", "models"),
        (counts.credentials, "credential", "credentials"),
        (counts.paging, "pagination scheme", "pagination schemes"),
        (counts.overlays, "overlay", "overlays"),
        (counts.actions, "overlay action", "overlay actions"),
        (counts.settings, "other setting", "other settings"),
    ];
    let mut parts = Vec::new();
    for (count, one, many) in words {
        if count > 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    if parts.is_empty() {
        "nothing; `generator.yaml` only has the paths of the description and of the crate"
            .to_owned()
    } else {
        parts.join(", ")
    }
}

fn write_unlisted_operations(out: &mut String, imported: &Imported) {
    let unlisted = &imported.unlisted;
    if unlisted.is_empty() {
        return;
    }
    let count = unlisted.len();
    let operations = if count == 1 {
        "operation is"
    } else {
        "operations are"
    };
    let effect = if imported.are_unlisted_excluded {
        "left out by `exclude` (delete its line there to get a method)"
    } else {
        "named by the generator"
    };
    let _ = writeln!(out, "{count} {operations} in no resource, and {effect}:");
    for operation in unlisted.iter().take(MOST_UNLISTED) {
        let _ = writeln!(out, "    {operation}");
    }
    if count > MOST_UNLISTED {
        let _ = writeln!(out, "    … and {} more", count - MOST_UNLISTED);
    }
}
