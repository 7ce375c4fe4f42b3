//! XML bodies, with the names of [`Xml`]. The parser needs the feature `xml`; without it, XML responses are errors that
//! keep the body.

use serde_json::Value;

use super::api::Xml;
use super::call::Call;
use super::error::Error;
use super::json::DecodeError;
use super::node::{Model, Node, Slot};
use super::outcome::RawResponse;
use super::response::{self, Response};
use super::send::{self, Sending};
use super::{xml_read, xml_write};

impl Call {
    /// Sends an XML body with the root element `root`.
    pub fn xml(self, media_type: &'static str, root: &'static Xml, body: &dyn Node) -> Self {
        self.written(media_type, body, |extra| xml_write::document(root, body, extra))
    }

    /// Sends the call; the response is XML.
    pub fn send_xml<T: Model>(self) -> Sending<Response<T>> {
        send::read(self, |raw| Ok(Response::of(raw.decode_xml()?, raw)))
    }
}

impl RawResponse {
    /// Decodes the XML body.
    ///
    /// # Errors
    /// The body does not match `T`.
    pub fn decode_xml<T: Model>(&self) -> Result<T, Error> {
        let mut value = T::blank();
        read(self, &mut value).map(|()| value)
    }
}

impl Error {
    /// Decodes the XML body of the response as another type; `None` if it does not match.
    pub fn xml_as<T: Model>(&self) -> Option<T> {
        from_text(&String::from_utf8_lossy(self.body())).ok()
    }
}

/// Decodes XML.
///
/// # Errors
/// The XML does not match `T`.
pub fn from_text<T: Model>(text: &str) -> Result<T, DecodeError> {
    let mut value = T::blank();
    xml_read::decode(text, &mut value).map(|()| value)
}

/// Serializes a value as XML.
///
/// # Errors
/// A name or a character is not allowed in XML.
pub fn to_text(root: &'static Xml, value: &dyn Node, extra: &[(String, Value)]) -> Result<String, String> {
    xml_write::document(root, value, extra).map_err(|fault| fault.message)
}

/// Fills `node` from a response; one with a JSON content type is decoded as JSON.
///
/// # Errors
/// The body does not match `node`.
pub fn read(raw: &RawResponse, node: &mut dyn Node) -> Result<(), Error> {
    if raw.header("content-type").is_some_and(|content_type| content_type.contains("json")) {
        return response::read(raw, None, node).map(drop);
    }
    if raw.body.is_empty() && matches!(node.slot(), Slot::Optional(_)) {
        return Ok(());
    }
    let text = if declares_latin1(&raw.body)
        && raw.header("content-type").is_none_or(|content_type| !content_type.contains("charset"))
    {
        Ok(raw.body.iter().copied().map(char::from).collect())
    } else {
        response::read_text(raw)
    };
    text.and_then(|text| xml_read::decode(&text, node)).map_err(|error| Error::decode(raw.clone(), error))
}

/// Whether the first line of a document declares a single-byte charset.
fn declares_latin1(body: &[u8]) -> bool {
    let start: Vec<u8> = body.iter().take(100).map(u8::to_ascii_lowercase).collect();
    let Some((declaration, _)) = start.strip_prefix(b"<?xml").and_then(|rest| {
        let end = rest.iter().position(|byte| *byte == b'>')?;
        Some(rest.split_at(end))
    }) else {
        return false;
    };
    let declaration = String::from_utf8_lossy(declaration);
    ["iso-8859-1", "windows-1252", "us-ascii"].iter().any(|name| declaration.contains(name))
}
