//! Converts JSON pointers to offsets in the source text, many in one pass and only on demand.
//!
//! The wanted pointers form a tree, which is matched against parser events (YAML) or raw values (JSON). A property is
//! located at its key, an item of an array at its first character. A value that is not in the text (below an alias, or
//! added by `lower`) has the location of its innermost ancestor in the text.

mod json;
mod yaml;

use super::lines::Lines;
use super::parsed::SourceFormat;
use super::pointer::pointer_segments;
use crate::diag::TextLocation;
use std::collections::HashMap;

/// Returns the locations of `pointers` in `text`, in their order.
pub(super) fn locate_pointers(
    format: SourceFormat,
    name: &str,
    text: &str,
    pointers: &[&str],
) -> Vec<TextLocation> {
    let lines = Lines::new(name, text);
    let (wanted, ids) = find_pointer_offsets(format, text, pointers);
    ids.into_iter()
        .map(|id| lines.at_offset(wanted.offset(id)))
        .collect()
}

/// A location, with the lines of the value there.
#[derive(Clone, Debug)]
pub(crate) struct Passage {
    pub(crate) location: TextLocation,
    /// Some of these lines; empty if they are too long.
    pub(crate) lines: String,
}

/// Returns the passages at `pointers` in `text`, in their order.
pub(super) fn locate_passages(
    format: SourceFormat,
    name: &str,
    text: &str,
    pointers: &[&str],
) -> Vec<Passage> {
    const MOST: usize = 12;
    let lines = Lines::new(name, text);
    let locations = locate_pointers(format, name, text, pointers).into_iter();
    locations
        .map(|location| Passage {
            lines: lines.value_from(location.line, MOST),
            location,
        })
        .collect()
}

/// Returns the source text of the plain scalars at `pointers` in `text`, in their order.
pub(super) fn plain_scalars(
    format: SourceFormat,
    text: &str,
    pointers: &[&str],
) -> Vec<Option<String>> {
    let (wanted, ids) = find_pointer_offsets(format, text, pointers);
    ids.into_iter()
        .map(|id| plain_scalar(text.get(wanted.value(id)?..)?))
        .collect()
}

fn plain_scalar(text: &str) -> Option<String> {
    let word = skip_to_value(text)
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_')))
        .next()?;
    if word.is_empty() {
        None
    } else {
        Some(word.to_owned())
    }
}

/// Removes the text before a value: in JSON, its offset is the end of its key.
fn skip_to_value(text: &str) -> &str {
    text.trim_start_matches([':', ' ', '\t', '\r', '\n'])
}

fn find_pointer_offsets(
    format: SourceFormat,
    text: &str,
    pointers: &[&str],
) -> (Wanted, Vec<WantedId>) {
    let mut wanted = Wanted(vec![WantedPlace::default()]);
    let ids = pointers.iter().map(|pointer| wanted.add(pointer)).collect();
    match format {
        SourceFormat::Json => json::find_json_offsets(text, &mut wanted),
        SourceFormat::Yaml => yaml::find_yaml_offsets(text, &mut wanted),
    }
    (wanted, ids)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct WantedId(usize);

struct Wanted(Vec<WantedPlace>);

#[derive(Default)]
struct WantedPlace {
    parent: Option<WantedId>,
    children: HashMap<String, WantedId>,
    offset: Option<usize>,
    /// The start of its value, or in JSON the end of its key; `None` for an item, whose value is at `offset`.
    value: Option<usize>,
}

impl Wanted {
    const ROOT: WantedId = WantedId(0);

    fn add(&mut self, pointer: &str) -> WantedId {
        pointer_segments(pointer).fold(Self::ROOT, |parent, segment| {
            self.child(parent, &segment)
                .unwrap_or_else(|| self.add_child(parent, &segment))
        })
    }

    fn add_child(&mut self, parent: WantedId, segment: &str) -> WantedId {
        let id = WantedId(self.0.len());
        self.0.push(WantedPlace {
            parent: Some(parent),
            ..WantedPlace::default()
        });
        if let Some(place) = self.0.get_mut(parent.0) {
            place.children.insert(segment.to_owned(), id);
        }
        id
    }

    fn child(&self, parent: WantedId, segment: &str) -> Option<WantedId> {
        self.0.get(parent.0)?.children.get(segment).copied()
    }

    fn has_children(&self, id: WantedId) -> bool {
        self.0
            .get(id.0)
            .is_some_and(|place| !place.children.is_empty())
    }

    /// Of duplicate keys, the last one wins, as in the parsed value.
    fn found(&mut self, id: WantedId, offset: usize) {
        if let Some(place) = self.0.get_mut(id.0) {
            (place.offset, place.value) = (Some(offset), None);
        }
    }

    fn found_value(&mut self, id: WantedId, offset: usize) {
        if let Some(place) = self.0.get_mut(id.0) {
            place.value = Some(offset);
        }
    }

    fn value(&self, id: WantedId) -> Option<usize> {
        let place = self.0.get(id.0)?;
        place.value.or(place.offset)
    }

    fn offset(&self, id: WantedId) -> usize {
        let mut next = Some(id);
        while let Some(place) = next.and_then(|id| self.0.get(id.0)) {
            if let Some(offset) = place.offset {
                return offset;
            }
            next = place.parent;
        }
        0
    }
}

#[cfg(test)]
mod tests;
