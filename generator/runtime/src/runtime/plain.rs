//! Types of the user's own that implement serde's traits, as bodies of responses.
//!
//! Types of this crate implement them too, so one way serves both. Errors name the JSON path, as everywhere.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use super::decode::{DecodeError, text, without_position};
use super::json_path::shortened;

/// Reads a `T` from JSON text. Where there is nothing, `T` may be what can be made of nothing, such as `Option`.
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

/// Where an error happened, and what it was. One that comes from a type of this crate knows the way from there.
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
