//! Forms and multipart bodies.
//!
//! A property without an [`Encoding`] is serialized by the defaults of the standard: one value for
//! each item of an array, objects as JSON, everything else as text. In a form, an array encoded as
//! JSON is one value. If the body is an array, its items are parts without names.

use http::{HeaderName, HeaderValue};
use serde_json::Value;

use super::api::Style;
use super::call::{Call, PartHeader};
use super::check::Files;
use super::codec::{members_with, object_members};
use super::node::{Node, View};
use super::outcome::Fault;
use super::outgoing::{Outgoing, Upload};
use super::params::{RESERVED, encode_pair, is_null, leaf_text, to_json_string};
use super::retry::random_bits;
use super::styles::{ALLOWED, StyleWriter, check_places, is_list, list_items};

/// The encoding of a property of a form or multipart body, or of a part by its position.
pub struct Encoding {
    /// The name of the property; `[0]` is the first item of an array, and `[]` means all items
    /// without an encoding.
    pub name: &'static str,
    /// The serialization of the values.
    pub format: Format,
    /// The default headers of the parts, unless the parts are files.
    pub headers: &'static [(&'static str, &'static str)],
}

/// The serialization of values.
pub enum Format {
    /// The default of the standard.
    Usual,
    /// Like a query parameter.
    Style {
        /// The style.
        style: Style,
        /// Whether arrays and objects are exploded.
        explode: bool,
        /// Whether reserved characters are kept (`allowReserved`).
        allow_reserved: bool,
    },
    /// As this media type.
    Media(&'static str),
    /// As this media type, by a function that serializes it.
    Written(&'static str, Write),
    /// As a multipart body of this media type, with these encodings of its parts.
    Parts {
        /// The media type.
        media_type: &'static str,
        /// The encodings of its parts.
        encodings: &'static [Encoding],
        /// Whether an array is one body, instead of a body for each item.
        whole: bool,
    },
}

/// A function that serializes a value as some media type, or returns the reason why this fails.
pub type Write = fn(&dyn Node) -> Result<String, String>;

impl Encoding {
    /// Creates the encoding of a property that is serialized like a query parameter.
    pub const fn style(name: &'static str, style: Style, explode: bool) -> Self {
        Self {
            name,
            format: Format::Style {
                style,
                explode,
                allow_reserved: false,
            },
            headers: &[],
        }
    }

    /// Creates the encoding of a property that is serialized as a media type.
    pub const fn media(name: &'static str, media_type: &'static str) -> Self {
        Self {
            name,
            format: Format::Media(media_type),
            headers: &[],
        }
    }

    /// Creates the encoding of a property whose values are serialized by `write`.
    pub const fn written(name: &'static str, media_type: &'static str, write: Write) -> Self {
        Self {
            name,
            format: Format::Written(media_type, write),
            headers: &[],
        }
    }

    /// Creates the encoding of a property whose values are multipart bodies.
    pub const fn parts(
        name: &'static str,
        media_type: &'static str,
        encodings: &'static [Self],
        whole: bool,
    ) -> Self {
        Self {
            name,
            format: Format::Parts {
                media_type,
                encodings,
                whole,
            },
            headers: &[],
        }
    }

    /// Creates the default encoding of a property.
    pub const fn usual(name: &'static str) -> Self {
        Self {
            name,
            format: Format::Usual,
            headers: &[],
        }
    }

    /// Adds headers.
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    /// Keeps reserved characters.
    pub const fn allow_reserved(mut self) -> Self {
        if let Format::Style { allow_reserved, .. } = &mut self.format {
            *allow_reserved = true;
        }
        self
    }
}

impl Call {
    /// Sends a form body.
    pub fn form(self, encodings: &'static [Encoding], body: &dyn Node) -> Self {
        self.written("application/x-www-form-urlencoded", body, |extra| {
            encode_form(encodings, body, extra)
        })
    }

    /// Sends a multipart body.
    pub fn multipart(self, encodings: &'static [Encoding], body: &dyn Node) -> Self {
        self.multipart_as("multipart/form-data", encodings, body)
    }

    /// Sends a multipart body of another subtype.
    pub fn multipart_as(
        mut self,
        media_type: &'static str,
        encodings: &'static [Encoding],
        body: &dyn Node,
    ) -> Self {
        if let Some(extra) = self.take_extra(body, Files::Inside) {
            let boundary = random_boundary();
            let has_names = media_type.starts_with("multipart/form-data");
            let part_headers = &self.0.part_headers;
            let parts = if is_list(&body.view()) && !has_names && extra.is_empty() {
                unnamed_parts(encodings, part_headers, body, &boundary)
            } else {
                build_multipart(encodings, part_headers, body, &extra, &boundary)
            };
            match parts {
                Ok((body, first)) => {
                    self.set_body(full_media_type(media_type, &boundary, &first), Ok(body))
                }
                Err(fault) => self.keep(fault),
            }
        }
        self
    }
}

fn is_json_media_type(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.to_ascii_lowercase().ends_with("+json")
}

type Members<'a> = Vec<(&'a str, &'a dyn Node)>;

/// Returns the properties to send: the properties of the body and the additional ones, without
/// `null`.
fn properties_to_send<'a>(
    body: &'a dyn Node,
    extra: &'a [(String, Value)],
) -> Result<Members<'a>, Fault> {
    let Some(mut members) = members_with(body, extra) else {
        return Err(Fault::request(
            "the body is not an object, so it cannot be a form",
        ));
    };
    members.retain(|(_, node)| !is_null(*node));
    members
        .iter()
        .try_for_each(|(name, node)| check_places(name, *node))?;
    Ok(members)
}

/// Returns the encoding of a property, or else the default encoding.
fn encoding_of<'e>(encodings: &'e [Encoding], name: &str) -> &'e Encoding {
    const USUAL: &Encoding = &Encoding::usual("");
    encodings
        .iter()
        .find(|encoding| encoding.name == name)
        .unwrap_or(USUAL)
}

pub(crate) fn encode_form(
    encodings: &[Encoding],
    body: &dyn Node,
    extra: &[(String, Value)],
) -> Result<String, Fault> {
    let mut pairs = Vec::new();
    for (name, node) in properties_to_send(body, extra)? {
        match &encoding_of(encodings, name).format {
            &Format::Style {
                style,
                explode,
                allow_reserved,
            } => {
                let reserved = if allow_reserved { ALLOWED } else { RESERVED };
                pairs.extend(
                    StyleWriter::new(style, explode, Some(reserved), Some(name))
                        .write(name, node)?,
                );
            }
            Format::Written(_, write) => {
                for item in non_null_items(node) {
                    pairs.push(encode_pair(
                        name,
                        &write(item).map_err(|reason| not_serializable(name, &reason))?,
                    ));
                }
            }
            Format::Media(media_type) if is_json_media_type(media_type) => {
                pairs.push(encode_pair(name, &to_json_string(node)))
            }
            Format::Media(_) | Format::Usual | Format::Parts { .. } => {
                pairs.extend(
                    non_null_items(node)
                        .into_iter()
                        .map(|node| encode_pair(name, &leaf_text(node))),
                );
            }
        }
    }
    Ok(pairs.join("&"))
}

/// Serializes a part as a form.
///
/// # Errors
/// The part is not an object, or a value cannot be written in its style.
pub fn to_form_text(encodings: &[Encoding], part: &dyn Node) -> Result<String, String> {
    encode_form(encodings, part, &[]).map_err(|fault| fault.message)
}

/// Returns the items of an array without `null`, or else the value itself.
fn non_null_items(node: &dyn Node) -> Vec<&dyn Node> {
    let view = node.view();
    if is_list(&view) {
        return list_items(&view)
            .into_iter()
            .filter(|item| !is_null(*item))
            .collect();
    }
    vec![node]
}

fn not_serializable(name: &str, reason: &str) -> Fault {
    Fault::request(format!("`{name}` cannot be written: {reason}"))
}

pub(crate) fn build_multipart(
    encodings: &[Encoding],
    part_headers: &[PartHeader],
    body: &dyn Node,
    extra: &[(String, Value)],
    boundary: &str,
) -> Result<(Outgoing, String), Fault> {
    let mut parts = Multipart::new(boundary);
    for (name, node) in properties_to_send(body, extra)? {
        let encoding = encoding_of(encodings, name);
        parts.headers = headers_of(name, encoding, part_headers);
        match &encoding.format {
            &Format::Style { style, explode, .. } => {
                // The values of parts are not percent-encoded.
                for (name, value) in
                    StyleWriter::new(style, explode, None, Some(name)).entries(name, node)?
                {
                    parts.write_text(Some(&name.unwrap_or_default()), None, value);
                }
            }
            Format::Written(media_type, write) => {
                for item in non_null_items(node) {
                    parts.write_text(
                        Some(name),
                        Some(media_type),
                        write(item).map_err(|reason| not_serializable(name, &reason))?,
                    );
                }
            }
            &Format::Parts {
                media_type,
                encodings,
                whole,
            } => {
                let bodies = if whole {
                    vec![node]
                } else {
                    non_null_items(node)
                };
                for body in bodies {
                    parts.write_nested(Some(name), media_type, encodings, body)?;
                }
            }
            Format::Media(media_type) => parts.write_values(name, Some(media_type), node)?,
            Format::Usual => parts.write_values(name, None, node)?,
        }
    }
    Ok(parts.finish())
}

/// Writes the items of an array as parts without names.
pub(crate) fn unnamed_parts(
    encodings: &[Encoding],
    part_headers: &[PartHeader],
    body: &dyn Node,
    boundary: &str,
) -> Result<(Outgoing, String), Fault> {
    let mut parts = Multipart::new(boundary);
    for (position, node) in list_items(&body.view()).into_iter().enumerate() {
        let place = format!("[{position}]");
        check_places(&place, node)?;
        let own_encoding = encodings.iter().find(|encoding| encoding.name == place);
        let encoding = own_encoding.unwrap_or_else(|| encoding_of(encodings, "[]"));
        let is_own =
            own_encoding.is_some() || part_headers.iter().any(|header| header.part == place);
        parts.headers = headers_of(if is_own { &place } else { "[]" }, encoding, part_headers);
        match &encoding.format {
            Format::Written(media_type, write) => {
                let text = write(node).map_err(|reason| not_serializable(&place, &reason))?;
                parts.write_text(None, Some(media_type), text);
            }
            &Format::Parts {
                media_type,
                encodings,
                ..
            } => parts.write_nested(None, media_type, encodings, node)?,
            Format::Media(media_type) => parts.write_value(None, Some(media_type), node)?,
            Format::Usual | Format::Style { .. } => parts.write_value(None, None, node)?,
        }
    }
    Ok(parts.finish())
}

/// Returns the headers of the parts with this name: first the ones that the user sets, then the
/// headers of the description.
fn headers_of<'h>(
    part: &str,
    encoding: &Encoding,
    part_headers: &'h [PartHeader],
) -> Vec<(&'static str, &'h str)> {
    let mut headers: Vec<(&'static str, &'h str)> = part_headers
        .iter()
        .filter(|header| header.part == part)
        .map(|header| (header.name, header.value.as_str()))
        .collect();
    for (name, value) in encoding.headers {
        if !headers
            .iter()
            .any(|(key, _)| key.eq_ignore_ascii_case(name))
        {
            headers.push((name, value));
        }
    }
    headers
}

/// Returns the media type of a multipart body. `multipart/related` names the type of the first part
/// (RFC 2387).
pub(crate) fn full_media_type(described: &str, boundary: &str, first: &str) -> String {
    let (essence, parameters) = described.split_once(';').unwrap_or((described, ""));
    let has_type = parameters.split(';').any(|parameter| {
        parameter
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("type=")
    });
    let is_related = essence.trim().eq_ignore_ascii_case("multipart/related");
    if is_related && !has_type {
        format!(
            "{described}; type=\"{}\"; boundary={boundary}",
            first.replace(['"', '\\'], "")
        )
    } else {
        format!("{described}; boundary={boundary}")
    }
}

/// Returns a unique boundary: 128 random bits.
pub(crate) fn random_boundary() -> String {
    format!("{:016x}{:016x}", random_bits(), random_bits())
}

struct Multipart<'b> {
    boundary: &'b str,
    body: Outgoing,
    /// The media type of the first part.
    first: Option<String>,
    /// Headers of the current parts.
    headers: Vec<(&'static str, &'b str)>,
}

impl<'b> Multipart<'b> {
    fn new(boundary: &'b str) -> Self {
        Self {
            boundary,
            body: Outgoing::default(),
            first: None,
            headers: Vec::new(),
        }
    }

    fn write_values(
        &mut self,
        name: &str,
        media_type: Option<&str>,
        node: &dyn Node,
    ) -> Result<(), Fault> {
        non_null_items(node)
            .into_iter()
            .try_for_each(|item| self.write_value(Some(name), media_type, item))
    }

    /// Writes a part, with a name if it has one.
    fn write_value(
        &mut self,
        name: Option<&str>,
        media_type: Option<&str>,
        node: &dyn Node,
    ) -> Result<(), Fault> {
        let view = node.view();
        if let View::Upload(upload) = view {
            return self.write_upload(name, media_type, upload);
        }
        let nested = is_list(&view) || object_members(&view).is_some() || is_null(node);
        match media_type {
            Some(media_type) if is_json_media_type(media_type) => {
                self.write_text(name, Some(media_type), to_json_string(node))
            }
            _ if nested => self.write_text(name, Some("application/json"), to_json_string(node)),
            media_type => self.write_text(name, media_type, leaf_text(node)),
        }
        Ok(())
    }

    /// Writes a part that is a multipart body itself.
    fn write_nested(
        &mut self,
        name: Option<&str>,
        media_type: &str,
        encodings: &[Encoding],
        node: &dyn Node,
    ) -> Result<(), Fault> {
        let boundary = random_boundary();
        let has_names = media_type.starts_with("multipart/form-data");
        let (body, first) = if is_list(&node.view()) && !has_names {
            unnamed_parts(encodings, &[], node, &boundary)?
        } else {
            build_multipart(encodings, &[], node, &[], &boundary)?
        };
        let head = self.whole_head(name, Some(&full_media_type(media_type, &boundary, &first)));
        self.first.get_or_insert_with(|| media_type.to_owned());
        self.body.push(format!("{head}\r\n\r\n"));
        self.body.append(body);
        self.body.push("\r\n");
        Ok(())
    }

    fn write_text(&mut self, name: Option<&str>, media_type: Option<&str>, text: String) {
        let head = self.whole_head(name, media_type);
        self.first
            .get_or_insert_with(|| media_type.unwrap_or("text/plain").to_owned());
        self.body.push(format!("{head}\r\n\r\n{text}\r\n"));
    }

    /// Returns the delimiter and all headers of a part that is not a file.
    fn whole_head(&self, name: Option<&str>, media_type: Option<&str>) -> String {
        let mut head = self.head(name);
        if let Some(media_type) = media_type {
            head.push_str(&format!("\r\nContent-Type: {media_type}"));
        }
        let headers = self.headers.iter();
        head.extend(headers.map(|(name, value)| format!("\r\n{name}: {value}")));
        head
    }

    fn write_upload(
        &mut self,
        name: Option<&str>,
        media_type: Option<&str>,
        upload: &Upload,
    ) -> Result<(), Fault> {
        let own_type = upload.media_type();
        if own_type.is_some_and(|own_type| own_type.contains(char::is_control)) {
            return Err(Fault::request(format!(
                "the media type of `{}` has a control character",
                name.unwrap_or("a part")
            )));
        }
        let media_type = own_type
            .or(media_type)
            .unwrap_or("application/octet-stream");
        self.first.get_or_insert_with(|| media_type.to_owned());
        let mut head = self.head(name);
        if name.is_none() && upload.name().is_some() {
            head.push_str("\r\nContent-Disposition: attachment");
        }
        if let Some(file_name) = upload.name().or(name) {
            head.push_str(&format!("; filename=\"{}\"", quote_name(file_name)));
        }
        head.push_str(&format!("\r\nContent-Type: {media_type}"));
        let own_headers = upload.part_headers().map_err(|reason| {
            let part = name.unwrap_or("a part");
            Fault::request(format!("`{reason}` cannot be a header of `{part}`"))
        })?;
        for (name, value) in self
            .headers
            .iter()
            .filter(|(name, _)| own_headers.iter().all(|(key, _)| key != name))
        {
            head.push_str(&format!("\r\n{name}: {value}"));
        }
        let mut bytes = head.into_bytes();
        for (name, value) in own_headers {
            bytes.extend_from_slice(format!("\r\n{name}: ").as_bytes());
            bytes.extend_from_slice(value.as_bytes());
        }
        bytes.extend_from_slice(b"\r\n\r\n");
        self.body.push(bytes);
        self.body.push(upload.clone());
        self.body.push("\r\n");
        Ok(())
    }

    fn head(&self, name: Option<&str>) -> String {
        let boundary = self.boundary;
        match name {
            Some(name) => format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
                quote_name(name)
            ),
            None => format!("--{boundary}"),
        }
    }

    fn finish(mut self) -> (Outgoing, String) {
        self.body.push(format!("--{}--\r\n", self.boundary));
        (
            self.body,
            self.first.unwrap_or_else(|| "text/plain".to_owned()),
        )
    }
}

/// Quotes a name as in the HTML standard: only characters that would end the name are escaped.
fn quote_name(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

impl Upload {
    /// Returns the additional headers of the part; the error is the name of an invalid header.
    fn part_headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => headers.push((name, value)),
                _ => return Err(name.escape_debug().to_string()),
            }
        }
        Ok(headers)
    }
}
