//! Converts JSON pointers to offsets in the source text, many in one pass and only on demand.
//!
//! The wanted pointers form a tree, which is matched against parser events (YAML) or raw values (JSON). A property is
//! located at its key, an item of an array at its first character. A value that is not in the text (below an alias, or
//! added by `lower`) has the location of its innermost ancestor in the text.

mod json;
mod yaml;

use super::lines::Lines;
use super::parsed::Format;
use super::pointer::segments;
use crate::diag::Location;
use std::collections::HashMap;

/// Returns the locations of `pointers` in `text`, in their order.
pub(super) fn locations(format: Format, name: &str, text: &str, pointers: &[&str]) -> Vec<Location> {
    let lines = Lines::new(name, text);
    let (wanted, ids) = find(format, text, pointers);
    ids.into_iter().map(|id| lines.at_offset(wanted.offset(id))).collect()
}

/// A location, with the lines of the value there.
#[derive(Clone, Debug)]
pub(crate) struct Passage {
    pub(crate) location: Location,
    /// Some of these lines; empty if they are too long.
    pub(crate) lines: String,
}

/// Returns the passages at `pointers` in `text`, in their order.
pub(super) fn passages(format: Format, name: &str, text: &str, pointers: &[&str]) -> Vec<Passage> {
    const MOST: usize = 12;
    let lines = Lines::new(name, text);
    let locations = locations(format, name, text, pointers).into_iter();
    locations.map(|location| Passage { lines: lines.value_from(location.line, MOST), location }).collect()
}

/// Returns the source text of the plain scalars at `pointers` in `text`, in their order.
pub(super) fn plain_scalars(format: Format, text: &str, pointers: &[&str]) -> Vec<Option<String>> {
    let (wanted, ids) = find(format, text, pointers);
    ids.into_iter().map(|id| plain_scalar(text.get(wanted.value(id)?..)?)).collect()
}

fn plain_scalar(text: &str) -> Option<String> {
    let word =
        value_at(text).split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'))).next()?;
    (!word.is_empty()).then(|| word.to_owned())
}

/// Removes the text before a value: in JSON, its offset is the end of its key.
fn value_at(text: &str) -> &str {
    text.trim_start_matches([':', ' ', '\t', '\r', '\n'])
}

fn find(format: Format, text: &str, pointers: &[&str]) -> (Wanted, Vec<Id>) {
    let mut wanted = Wanted(vec![WantedPlace::default()]);
    let ids = pointers.iter().map(|pointer| wanted.add(pointer)).collect();
    match format {
        Format::Json => json::find(text, &mut wanted),
        Format::Yaml => yaml::find(text, &mut wanted),
    }
    (wanted, ids)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Id(usize);

struct Wanted(Vec<WantedPlace>);

#[derive(Default)]
struct WantedPlace {
    parent: Option<Id>,
    children: HashMap<String, Id>,
    offset: Option<usize>,
    /// The start of its value, or in JSON the end of its key; `None` for an item, whose value is at `offset`.
    value: Option<usize>,
}

impl Wanted {
    const ROOT: Id = Id(0);

    fn add(&mut self, pointer: &str) -> Id {
        segments(pointer).fold(Self::ROOT, |parent, segment| {
            self.child(parent, &segment).unwrap_or_else(|| self.add_child(parent, &segment))
        })
    }

    fn add_child(&mut self, parent: Id, segment: &str) -> Id {
        let id = Id(self.0.len());
        self.0.push(WantedPlace { parent: Some(parent), ..WantedPlace::default() });
        if let Some(place) = self.0.get_mut(parent.0) {
            place.children.insert(segment.to_owned(), id);
        }
        id
    }

    fn child(&self, parent: Id, segment: &str) -> Option<Id> {
        self.0.get(parent.0)?.children.get(segment).copied()
    }

    fn has_children(&self, id: Id) -> bool {
        self.0.get(id.0).is_some_and(|place| !place.children.is_empty())
    }

    /// Of duplicate keys, the last one wins, as in the parsed value.
    fn found(&mut self, id: Id, offset: usize) {
        if let Some(place) = self.0.get_mut(id.0) {
            (place.offset, place.value) = (Some(offset), None);
        }
    }

    fn found_value(&mut self, id: Id, offset: usize) {
        if let Some(place) = self.0.get_mut(id.0) {
            place.value = Some(offset);
        }
    }

    fn value(&self, id: Id) -> Option<usize> {
        let place = self.0.get(id.0)?;
        place.value.or(place.offset)
    }

    fn offset(&self, id: Id) -> usize {
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
