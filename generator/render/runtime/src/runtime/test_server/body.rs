//! Decodes the body of a request to JSON, by its media type.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::super::api::Style;
use super::super::response::{header_parameter, media_type_essence};
use super::check::{Refusal, refusal};
use super::form_fields::{Field, FieldStyle, FormDecoder};
use super::request::TestRequest;
use super::schemas::Schemas;

/// The body of a request.
pub(super) enum DecodedBody {
    /// No body.
    Absent,
    /// A value, and its schema if it is not that of the argument.
    Checkable(Value, Option<Value>),
    /// A body of a form that the server does not decode, such as XML.
    Unchecked,
}

/// Decodes a body. `contents` are those of `operations.json`, and `argument_schema` is that of the
/// argument.
pub(super) fn decode_body(
    schemas: Schemas,
    request: &TestRequest,
    contents: &Value,
    argument_schema: &Value,
) -> Result<DecodedBody, Refusal> {
    if request.body.is_empty() {
        return Ok(DecodedBody::Absent);
    }
    let json_only = [json!({ "mediaType": "application/json" })];
    let contents = contents.as_array().map_or(&json_only[..], Vec::as_slice);
    let media_type = request.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let essence = media_type_essence(&media_type);
    let content = contents
        .iter()
        .find(|content| is_in_range(&essence, &media_type_essence(described_type(content))))
        .ok_or_else(|| wrong_media_type(&media_type, contents))?;
    let own_schema = content.get("schema");
    let schema = own_schema.unwrap_or(argument_schema);
    let kinds = schemas.kinds(schema);
    let text =
        || std::str::from_utf8(&request.body).map_err(|_| refusal(400, "the body is not UTF-8"));
    let value = match essence.as_str() {
        _ if content["framing"] == "lines" || content["framing"] == "records" => {
            let pieces = text()?
                .split(['\n', '\u{1e}'])
                .filter(|piece| !piece.trim().is_empty());
            pieces.map(parse_json).collect::<Result<_, _>>()?
        }
        essence if essence.ends_with("/json") || essence.ends_with("+json") => parse_json(text()?)?,
        "application/x-www-form-urlencoded" if kinds.object || !kinds.string => {
            form_value(schemas, Field::of_form(text()?), content, schema)
        }
        "multipart/form-data" if !has_undecoded_parts(content) => {
            let fields = parts_of(&request.body, header_parameter(&media_type, "boundary"))
                .ok_or_else(|| refusal(400, "the body is no multipart body"))?;
            form_value(schemas, fields, content, schema)
        }
        essence if essence.starts_with("multipart/") || essence.contains("xml") => {
            return Ok(DecodedBody::Unchecked);
        }
        _ if schema["type"] == "string" && schema["contentEncoding"] == "base64" => {
            BASE64_STANDARD.encode(&request.body).into()
        }
        _ => schemas.coerce(text()?, schema),
    };
    Ok(DecodedBody::Checkable(value, own_schema.cloned()))
}

fn described_type(content: &Value) -> &str {
    content["mediaType"].as_str().unwrap_or_default()
}

/// Returns whether a media type is in a range, such as `image/*`.
fn is_in_range(essence: &str, range: &str) -> bool {
    match range.strip_suffix('*') {
        Some("*/") => !essence.is_empty(),
        Some(class) => essence.starts_with(class),
        None => essence == range,
    }
}

fn wrong_media_type(media_type: &str, contents: &[Value]) -> Refusal {
    let actual = match media_type {
        "" => "the body has no media type".to_owned(),
        media_type => format!("the body is `{media_type}`"),
    };
    let expected: Vec<&str> = contents.iter().map(described_type).collect();
    let expected = expected.join("` or `");
    refusal(415, format!("{actual}, expected `{expected}`"))
}

fn parse_json(text: &str) -> Result<Value, Refusal> {
    let parsed = serde_json::from_str(text);
    parsed.map_err(|error| refusal(400, format!("the body is not JSON: {error}")))
}

/// Returns whether parts of a multipart body have a form that the server does not decode.
fn has_undecoded_parts(content: &Value) -> bool {
    let encodings = content["encoding"].as_object();
    encodings.into_iter().flatten().any(|(_, encoding)| {
        let media_type = encoding["contentType"].as_str().unwrap_or_default();
        media_type.contains("xml")
            || media_type.contains("form")
            || media_type.starts_with("multipart/")
    })
}

/// Returns a form as an object. Only parts say themselves that they are JSON.
fn form_value(schemas: Schemas, fields: Vec<Field>, content: &Value, schema: &Value) -> Value {
    let decoder = FormDecoder { schemas, fields };
    let is_multipart = described_type(content).starts_with("multipart/");
    let encodings = &content["encoding"];
    decoder.object(schema, &|name| {
        let encoding = &encodings[name];
        let style = match encoding["style"].as_str() {
            Some("spaceDelimited") => Style::SpaceDelimited,
            Some("pipeDelimited") => Style::PipeDelimited,
            Some("tabDelimited") => Style::TabDelimited,
            Some("deepObject") => Style::DeepObject,
            Some(_) => Style::Form,
            None if is_multipart => return None,
            None if encoding["contentType"].as_str()?.contains("json") => Style::Json,
            None => return None,
        };
        let explode = encoding["explode"].as_bool().unwrap_or_default();
        Some(FieldStyle { style, explode })
    })
}

/// Returns the parts of a multipart body; `None` if it has none.
fn parts_of(body: &[u8], boundary: &str) -> Option<Vec<Field>> {
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter has no line end before it.
    let mut remaining = body.strip_prefix(delimiter.trim_start().as_bytes())?;
    let mut fields = Vec::new();
    while let Some(parts) = remaining.strip_prefix(b"\r\n") {
        let (part, after) = split_once(parts, &delimiter)?;
        fields.push(part_field(part)?);
        remaining = after;
    }
    remaining.starts_with(b"--").then_some(fields)
}

fn part_field(part: &[u8]) -> Option<Field> {
    let (head, content) = split_once(part, "\r\n\r\n")?;
    let head = String::from_utf8_lossy(head);
    let header = |name: &str| {
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        let line = lines.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        line.map_or("", |(_, value)| value.trim())
    };
    let disposition = header("content-disposition");
    let media_type = match header("content-type") {
        "" if !header_parameter(disposition, "filename").is_empty() => "application/octet-stream",
        media_type => media_type,
    };
    let name = header_parameter(disposition, "name");
    Some(Field::part(name, media_type, content))
}

fn split_once<'b>(bytes: &'b [u8], pattern: &str) -> Option<(&'b [u8], &'b [u8])> {
    let mut windows = bytes.windows(pattern.len());
    let start = windows.position(|window| window == pattern.as_bytes())?;
    let (before, tail) = bytes.split_at_checked(start)?;
    Some((before, tail.get(pattern.len()..)?))
}
