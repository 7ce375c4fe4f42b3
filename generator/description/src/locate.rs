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

/// The number of bytes from which a line of JSON probably holds more than the value.
const LONGEST_OF_JSON: usize = 400;

/// The number of bytes from which a line of YAML probably holds more than the value: a description
/// is often in one line.
const LONGEST_OF_YAML: usize = 1 << 16;

/// A location, with the lines of the value at it.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The file, line and column.
    pub location: TextLocation,
    /// All lines, or a value of minified JSON on several lines; empty if the value is not in the
    /// text, or its line is too long.
    pub lines: String,
}

/// Returns the passages at `pointers` in `text`, in the order of the pointers.
pub(super) fn locate_passages(
    places: Option<&Places>,
    name: &str,
    text: &str,
    pointers: &[&str],
) -> Vec<Passage> {
    let longest = match places {
        Some(_) => LONGEST_OF_YAML,
        None => LONGEST_OF_JSON,
    };
    let lines = Lines::new(name, text);
    let (offsets, ids) = find_pointer_offsets(places, text, pointers);
    ids.into_iter()
        .map(|id| {
            let location = lines.at_offset(offsets.offset(id));
            let mut shown = lines.value_from(location.line, longest);
            if shown.is_empty() && places.is_none() {
                let value = offsets.value(id).and_then(|at| text.get(at..));
                shown = value.and_then(json::value_on_lines).unwrap_or_default();
            }
            Passage {
                location,
                lines: shown,
            }
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
