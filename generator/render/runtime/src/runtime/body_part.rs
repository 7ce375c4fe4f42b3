//! [`BodyPart`]: a part of a multipart response, with its headers.

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

use super::codec::read_as;
use super::error::Error;
use super::events::StreamItem;
use super::json::DecodeError;
use super::node::Node;
use super::outcome::header_readers;

/// A part of a multipart response.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BodyPart<T> {
    /// The headers of the part.
    pub headers: HeaderMap,
    /// The content of the part.
    pub body: T,
}

impl<T> BodyPart<T> {
    header_readers!();
}

impl BodyPart<Bytes> {
    /// Decodes the content from JSON as a type of this crate or any other `Deserialize` type.
    ///
    /// # Errors
    /// The content does not match `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        read_as(&self.body)
    }
}

impl<T: StreamItem> StreamItem for BodyPart<T> {
    fn read(
        head: &[u8],
        content: &Bytes,
        fill: impl Fn(&mut dyn Node) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        Ok(Self {
            headers: parse_headers(head),
            body: T::read(head, content, fill)?,
        })
    }
}

/// Parses header lines; invalid ones are left out. A line that begins with a space continues the
/// previous one (RFC 5322, "folding").
fn parse_headers(head: &[u8]) -> HeaderMap {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in head.split(|byte| *byte == b'\n') {
        match lines.last_mut() {
            Some(last) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                last.push(b' ');
                last.extend_from_slice(line.trim_ascii());
            }
            _ => lines.push(line.trim_ascii().to_vec()),
        }
    }
    let mut headers = HeaderMap::new();
    for line in &lines {
        let mut pair = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (pair.next(), pair.next()) else {
            continue;
        };
        let name = HeaderName::from_bytes(name.trim_ascii());
        let value = HeaderValue::from_bytes(value.trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value)
            && headers.try_append(name, value).is_err()
        {
            break;
        }
    }
    headers
}
