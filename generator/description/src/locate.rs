//! Converts JSON pointers to offsets in the source text, many in one pass and only on demand.
//!
//! The pointers form a tree, which is matched with the noted places (YAML) or the raw values
//! (JSON). A property is located at its key, an array item at its first character. If a value is
//! not in the text (behind an alias, or added by `raise`), its location is that of its innermost
//! ancestor in the text.

mod json;
mod pointer_offsets;
mod yaml;

use super::lines::Lines;
use super::places::Places;
use diag::TextLocation;
use pointer_offsets::{PointerId, PointerOffsets, skip_to_value};

/// Returns the locations of `pointers` in `text`, in the order of the pointers.
pub(super) fn locate_pointers(
    places: Option<&Places>,
    name: &str,
    text: &str,
    pointers: &[&str],
) -> Vec<TextLocation> {
    let lines = Lines::new(name, text);
    let (offsets, ids) = find_pointer_offsets(places, text, pointers);
    ids.into_iter()
        .map(|id| lines.at_offset(offsets.offset(id)))
        .collect()
}

/// A location, with the lines of the value at it.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The file, line and column.
    pub location: TextLocation,
    /// Some of the lines; empty if they are too long.
    pub lines: String,
}

/// Returns the passages at `pointers` in `text`, in the order of the pointers.
pub(super) fn locate_passages(
    places: Option<&Places>,
    name: &str,
    text: &str,
    pointers: &[&str],
) -> Vec<Passage> {
    const MAX_PASSAGE_LINES: usize = 60;
    let lines = Lines::new(name, text);
    let locations = locate_pointers(places, name, text, pointers).into_iter();
    locations
        .map(|location| Passage {
            lines: lines.value_from(location.line, MAX_PASSAGE_LINES),
            location,
        })
        .collect()
}

/// Returns the source text of the plain scalars at `pointers` in `text`, in the order of the
/// pointers.
pub(super) fn plain_scalars(
    places: Option<&Places>,
    text: &str,
    pointers: &[&str],
) -> Vec<Option<String>> {
    let (offsets, ids) = find_pointer_offsets(places, text, pointers);
    ids.into_iter()
        .map(|id| plain_scalar(text.get(offsets.value(id)?..)?))
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

fn find_pointer_offsets(
    places: Option<&Places>,
    text: &str,
    pointers: &[&str],
) -> (PointerOffsets, Vec<PointerId>) {
    let mut offsets = PointerOffsets::new();
    let ids = pointers
        .iter()
        .map(|pointer| offsets.add(pointer))
        .collect();
    match places {
        Some(places) => yaml::find_yaml_offsets(places, &mut offsets),
        None => json::find_json_offsets(text, &mut offsets),
    }
    (offsets, ids)
}

#[cfg(test)]
mod tests;
