//! References to what moved.

use super::super::Document;
use super::super::objects::{Child, OpenApiObject};
use super::super::references::ReferenceParts;
use super::reached::ReachedParts;
use crate::diag::{FileId, Origin};
use serde_json::Value;

/// Rewrites the references of all files whose targets moved.
pub(super) fn rewrite_references(document: &mut Document, reached: &ReachedParts) {
    let roots = reached
        .files
        .iter()
        .map(|file| (Origin::new(*file, ""), Child::One(OpenApiObject::Document)));
    let fragments = reached
        .fragments
        .iter()
        .map(|(origin, object)| (origin.clone(), Child::One(*object)));
    for (origin, place) in roots.chain(fragments) {
        let Some(mut value) = document.value_mut(&origin).map(Value::take) else {
            continue;
        };
        visit_references(&mut value, place, &mut |text| {
            if let Some(rewritten) = rewritten_reference(document, origin.file, text) {
                *text = rewritten;
            }
        });
        if let Some(slot) = document.value_mut(&origin) {
            *slot = value;
        }
    }
}

/// Returns a reference to the new location of its target, if it moved.
fn rewritten_reference(document: &Document, from: FileId, text: &str) -> Option<String> {
    let (address, fragment) = text.split_once('#')?;
    let target = document.linked_file_id(from, &ReferenceParts::of(text))?;
    let pointer = percent_encoding::percent_decode_str(fragment)
        .decode_utf8()
        .ok()?;
    if !pointer.starts_with('/') {
        return None;
    }
    let written = Origin::new(target, pointer.as_ref());
    let rewritten = document.moves(target)?.rewritten_at(&written);
    if rewritten == written {
        return None;
    }
    // A `%` would be decoded again.
    Some(format!(
        "{address}#{}",
        rewritten.pointer.replace('%', "%25")
    ))
}

/// Makes the references in a part of another file relative to this file; `address` is the other file.
pub(super) fn prefix_references(value: &mut Value, address: &str) {
    if address.is_empty() {
        return;
    }
    let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
    visit_references(value, Child::One(OpenApiObject::Parameter), &mut |text| {
        let is_absolute = text.contains("://") || text.starts_with('/');
        if text.starts_with('#') {
            *text = format!("{address}{text}");
        } else if !folder.is_empty() && !is_absolute {
            *text = format!("{folder}/{text}");
        }
    });
}

/// Calls `change` with each reference at and below a value.
fn visit_references(value: &mut Value, place: Child, change: &mut impl FnMut(&mut String)) {
    if !place.fits(value) {
        return;
    }
    match value {
        Value::Object(members) => {
            if place.node().is_some()
                && let Some(Value::String(text)) = members.get_mut("$ref")
            {
                change(text);
            }
            for (key, inner) in members.iter_mut() {
                if let Some(place) = place.step(key) {
                    visit_references(inner, place, change);
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter_mut().enumerate() {
                if let Some(place) = place.step(&index.to_string()) {
                    visit_references(inner, place, change);
                }
            }
        }
        _ => {}
    }
}
