//! Decodes JSON directly into a [`Node`], in one loop for all types.
//!
//! Nothing here is generic over emitted types. An error has the JSON path of the invalid value.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde_json::Value;
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use super::fill::{clear, decode_at, may_help, without_position};
use super::json_path::{DecodeError, Deviation, Path, shortened};
use super::node::{Model, Node};

/// Fills `node` from JSON.
pub fn decode(json: &[u8], node: &mut dyn Node) -> Result<(), DecodeError> {
    let mut path = Path::default();
    // A body that is known to be UTF-8 need not be checked string by string.
    let result = match text(json) {
        Ok(text) => decode_text(text, node, &mut path).map_err(|error| without_position(&error)),
        Err(message) => Err(message),
    };
    result.map_err(|message| DecodeError { path: path.to_string(), message })
}

/// JSON as a string, without the byte order mark that some servers send.
pub(crate) fn text(json: &[u8]) -> Result<&str, String> {
    match std::str::from_utf8(json) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(format!("expected UTF-8, found other bytes at offset {}", error.valid_up_to())),
    }
}

/// Unconstrained values are checked for lossy content only if one may be the cause of an error, as that takes longer.
pub(super) fn decode_text(json: &str, node: &mut dyn Node, path: &mut Path) -> Result<(), serde_json::Error> {
    let Err(error) = decode_at(json, node, path, 0) else { return Ok(()) };
    if !may_help(&error) {
        return Err(error);
    }
    let mut second = Path { is_lossy: true, forgives: path.forgives, ..Path::default() };
    let outcome = decode_at(json, node, &mut second, 0);
    *path = second;
    outcome
}

/// Decodes a `T` from JSON.
pub fn from_slice<T: Model>(json: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::blank();
    decode(json, &mut value)?;
    Ok(value)
}

/// Fills `node` from a value that was already parsed.
pub fn decode_value(value: &Value, node: &mut dyn Node) -> Result<(), DecodeError> {
    decode(value.to_string().as_bytes(), node)
}

/// Decodes a value from any format by way of JSON. JSON itself is taken as raw text, so that numbers keep their digits.
pub fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    let outcome = if is_json::<D>() {
        let json: Box<RawValue> = Deserialize::deserialize(deserializer)?;
        decode(json.get().as_bytes(), &mut value)
    } else {
        decode_value(&Value::deserialize(deserializer)?, &mut value)
    };
    outcome.map(|()| value).map_err(D::Error::custom)
}

/// Whether a format is that of `serde_json`, the only one that provides raw text. An unknown name only costs digits of
/// numbers.
fn is_json<D>() -> bool {
    let name = std::any::type_name::<D>();
    // `serde_path_to_error` wraps the deserializer.
    let inner = name.strip_prefix("serde_path_to_error::de::Deserializer<");
    let name = inner.map_or(name, |inner| inner.trim_start_matches("'_, "));
    name.trim_start_matches("&mut ").starts_with("serde_json::")
}

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

/// Decodes a `T` from JSON. An empty body works for types that accept it, such as `Option`.
pub(crate) fn read_as<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    let json = if json.is_empty() { b"null" } else { json };
    let json = text(json).map_err(|message| DecodeError { path: "$".to_owned(), message })?;
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| explain(way(error.path()), error.inner()))?;
    match deserializer.end() {
        Ok(()) => Ok(value),
        Err(error) => Err(explain("$".to_owned(), &error)),
    }
}

/// The location and message of an error. An error of a type of this crate has the rest of the path.
fn explain(outer: String, error: &serde_json::Error) -> DecodeError {
    let message = without_position(error);
    match message.strip_prefix('$').and_then(|inner| inner.split_once(": ")) {
        Some((inner, message)) => DecodeError { path: outer + inner, message: message.to_owned() },
        None => DecodeError { path: outer, message },
    }
}

fn way(path: &serde_path_to_error::Path) -> String {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("[{index}]"),
        Segment::Map { key: name } | Segment::Enum { variant: name } => format!(".{}", shortened(name)),
        Segment::Unknown => ".?".to_owned(),
    };
    path.iter().map(step).fold("$".to_owned(), |path, step| path + &step)
}
