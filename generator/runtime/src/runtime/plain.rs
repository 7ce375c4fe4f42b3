//! Types of the user that implement serde's traits, as response bodies.
//!
//! Types of this crate implement them too, so one path serves both. Errors have the JSON path, as elsewhere.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use super::decode::{DecodeError, text, without_position};
use super::json_path::shortened;

/// Decodes a `T` from JSON. An empty body works for types that accept it, such as `Option`.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
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

fn way(path: &Path) -> String {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("[{index}]"),
        Segment::Map { key: name } | Segment::Enum { variant: name } => format!(".{}", shortened(name)),
        Segment::Unknown => ".?".to_owned(),
    };
    path.iter().map(step).fold("$".to_owned(), |path, step| path + &step)
}
