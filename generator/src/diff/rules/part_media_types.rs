//! Media types of parts of multipart bodies (`contentType`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Check, OTHER, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::media;
use crate::model::{Content, essence};
use crate::source::Document;

type Parts = BTreeMap<String, BTreeSet<String>>;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "part-media-types-changed",
    what: "The media types of a part of a multipart body changed (`contentType`).",
    wire: "Breaking in requests if one was removed, otherwise compatible.",
    help: "Accept the old media types for a while.",
    check: Check::Content(part_media_types_changed),
    ..OTHER
}];

fn part_media_types_changed(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = (parts(it.cursor.sides.old_text, old), parts(it.cursor.sides.new_text, new));
    let (gone, added) = (beyond(&before, &after), beyond(&after, &before));
    let message = match (gone.is_empty(), added.is_empty()) {
        (true, true) => return None,
        (true, false) => return Some(it.widened(format!("{} is allowed now", added.join(", "))).unseen()),
        (false, true) => format!("{} is no longer allowed", gone.join(", ")),
        (false, false) => format!("{} is allowed now, instead of {}", added.join(", "), gone.join(", ")),
    };
    Some(it.narrowed(message).unseen())
}

/// Returns the media types by part.
fn parts(document: &Document, content: &Content) -> Parts {
    let encodings = document.value(&content.origin.child("encoding")).and_then(Value::as_object);
    let said =
        encodings.into_iter().flatten().filter_map(|(part, said)| Some((part, said.get("contentType")?.as_str()?)));
    said.map(|(part, listed)| (part.clone(), listed.split(',').map(essence).collect())).collect()
}

/// Returns media types of parts in one version only. A single one that is replaced is a change of the encoding.
fn beyond(one: &Parts, other: &Parts) -> Vec<String> {
    let both = one.iter().filter_map(|(part, listed)| Some((part, listed, other.get(part)?)));
    let lists = both.filter(|(_, listed, others)| listed.len() > 1 || others.len() > 1);
    let lost = lists.flat_map(|(part, listed, others)| {
        let is_known = |name: &&String| others.iter().any(|other| other == *name || media::includes(other, name));
        listed.iter().filter(move |name| !is_known(name)).map(move |name| format!("`{name}` as the part `{part}`"))
    });
    lost.collect()
}
