//! References to moved values.

use super::reached::ReachedParts;
use crate::{
    Child, Document, OpenApiObject, ReferenceParts, local_reference, percent_decoded,
    walk_objects_mut,
};
use diag::{FileId, Origin};
use serde_json::{Map, Value};

/// Rewrites references in all files, if their targets have moved.
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
        let mut rewrite = |text: &mut String| {
            if let Some(rewritten) = rewritten_reference(document, origin.file, text) {
                *text = rewritten;
            }
        };
        walk_objects_mut(&mut value, place, &mut |object| {
            change_reference(object, &mut rewrite);
            change_other_references(object, &mut rewrite);
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
    let pointer = percent_decoded(fragment);
    if !pointer.starts_with('/') {
        return None;
    }
    let written = Origin::new(target, pointer.as_ref());
    let rewritten = document.moves(target)?.rewritten_at(&written);
    if rewritten == written {
        return None;
    }
    Some(format!("{address}{}", local_reference(&rewritten.pointer)))
}

/// Makes the references in a part of another file relative to the current file; `address` is the
/// other file.
pub(super) fn prefix_references(value: &mut Value, address: &str) {
    if address.is_empty() {
        return;
    }
    let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
    walk_objects_mut(value, Child::One(OpenApiObject::Parameter), &mut |object| {
        change_reference(object, &mut |text| {
            let is_absolute = text.contains("://") || text.starts_with('/');
            if text.starts_with('#') {
                *text = format!("{address}{text}");
            } else if !folder.is_empty() && !is_absolute {
                *text = format!("{folder}/{text}");
            }
        });
    });
}

/// Calls `change` with the `$ref` of an object.
fn change_reference(object: &mut Map<String, Value>, change: &mut impl FnMut(&mut String)) {
    if let Some(Value::String(text)) = object.get_mut("$ref") {
        change(text);
    }
}

/// Calls `change` with each reference in a discriminator or link of OpenAPI 3, where it is not a
/// `$ref`.
fn change_other_references(object: &mut Map<String, Value>, change: &mut impl FnMut(&mut String)) {
    if let Some(Value::String(text)) = object.get_mut("operationRef") {
        change(text);
    }
    let Some(Value::Object(discriminator)) = object.get_mut("discriminator") else {
        return;
    };
    if let Some(Value::String(text)) = discriminator.get_mut("defaultMapping") {
        change(text);
    }
    if let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") {
        for target in mapping.values_mut() {
            if let Value::String(text) = target {
                change(text);
            }
        }
    }
}
