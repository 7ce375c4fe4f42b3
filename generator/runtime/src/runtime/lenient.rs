//! Lenient decoding of responses: optional parts that do not match the description read as absent, and are reported.

use serde::de::{Error as _, MapAccess};
use serde_json::value::RawValue;

use super::decode::{DecodeError, clear, decode, decode_at, decode_text, read_shape, text, without_position};
use super::json_path::{Deviation, Path, Step};
use super::lossy;
use super::node::{Node, Record, Slot};
use super::union::Union;

/// Fills `node` from a response and returns the deviations from the description, which are errors if `is_strict`.
///
/// An optional property of another type, or with an item of another type, reads as absent, and its value is kept among
/// the unknown properties. A required nullable property may be absent.
pub(crate) fn decode_response(
    json: &[u8],
    node: &mut dyn Node,
    is_strict: bool,
) -> Result<Vec<DecodeError>, DecodeError> {
    if is_strict {
        return decode(json, node).map(|()| Vec::new());
    }
    let text = text(json).map_err(|message| DecodeError { path: "$".to_owned(), message })?;
    // Most responses match; decoding each property separately takes longer.
    let mut path = Path { forgives: true, ..Path::default() };
    let mut outcome = decode_text(text, node, &mut path);
    if outcome.is_err() {
        clear(node);
        path = Path { forgives: true, is_lenient: true, is_lossy: true, ..Path::default() };
        outcome = decode_at(text, node, &mut path, 0);
    }
    match outcome {
        Ok(()) => Ok(path.deviations.iter().map(Deviation::to_error).collect()),
        Err(error) => Err(DecodeError { path: path.to_string(), message: without_position(&error) }),
    }
}

/// Fills an optional property; a value of another type is returned instead.
pub(super) fn read_leniently<'de, A: MapAccess<'de>>(
    node: &mut dyn Node,
    path: &mut Path,
    depth: usize,
    members: &mut A,
) -> Result<Option<&'de RawValue>, A::Error> {
    let raw: &'de RawValue = members.next_value()?;
    let known = path.deviations.len();
    match decode_at(raw.get(), node, path, depth) {
        Ok(()) => Ok(None),
        // The error is in a known property of an object, not in the type of the value or its items.
        Err(error) if path.steps.iter().any(|step| matches!(step, Step::Name(_))) => {
            Err(A::Error::custom(without_position(&error)))
        }
        Err(error) => {
            clear(node);
            path.deviations.truncate(known);
            path.deviate(without_position(&error));
            Ok(Some(raw))
        }
    }
}

/// Keeps a value that does not match its property among the unknown properties.
pub(super) fn keep(
    record: &mut dyn Record,
    name: &str,
    value: &RawValue,
    depth: usize,
) -> Result<(), serde_json::Error> {
    let Some(rest) = record.rest_mut() else { return Ok(()) };
    match rest.insert(name.to_owned()).slot() {
        Slot::Any(place) => *place = lossy::value(value.get(), depth)?,
        // Additional properties have a type, which this value does not match.
        _ => rest.remove(name),
    }
    Ok(())
}

/// Decodes the only member that matches except for optional parts, if there is one.
pub(super) fn read_only_shape(union: &mut dyn Union, shapes: usize, json: &str, path: &mut Path, depth: usize) -> bool {
    let known = path.deviations.len();
    let mut only = None;
    for index in 0..shapes {
        let Some(guesses) = path.guesses.checked_sub(1) else { return false };
        path.guesses = guesses;
        let fits = read_leniently_as(union, index, json, path, depth);
        path.deviations.truncate(known);
        match (fits, only) {
            (true, None) => only = Some(index),
            (true, Some(_)) => return false,
            (false, _) => {}
        }
    }
    only.is_some_and(|index| read_leniently_as(union, index, json, path, depth))
}

/// Whether a member matches except for optional parts.
pub(super) fn read_leniently_as(
    union: &mut dyn Union,
    index: usize,
    json: &str,
    path: &mut Path,
    depth: usize,
) -> bool {
    let (known, is_lenient) = (path.deviations.len(), std::mem::replace(&mut path.is_lenient, true));
    let fits = read_shape(union, index, json, path, depth);
    path.is_lenient = is_lenient;
    if !fits {
        path.deviations.truncate(known);
    }
    fits
}
