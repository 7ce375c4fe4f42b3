//! Decodes the body of a request to JSON, by its media type.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::super::api::Style;
use super::super::response::media_type_essence;
use super::form_fields::{Field, FieldStyle, FormDecoder};
use super::request::{TestRequest, form_pairs};
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

/// Why a body cannot be decoded.
pub(super) enum BodyError {
    MediaType(String),
    Content(String),
}

/// Decodes a body. `contents` are those of `operations.json`, and `argument_schema` is that of the
/// argument.
pub(super) fn decode_body(
    schemas: Schemas,
    request: &TestRequest,
    contents: &Value,
    argument_schema: &Value,
) -> Result<DecodedBody, BodyError> {
    if request.body.is_empty() {
        return Ok(DecodedBody::Absent);
    }
    let json_only = [json!({ "mediaType": "application/json" })];
    let contents = contents.as_array().map_or(&json_only[..], Vec::as_slice);
    let media_type = request.header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let essence = media_type_essence(&media_type);
    let matches =
        |content: &&Value| is_in_range(&essence, &media_type_essence(described_type(content)));
    let Some(content) = contents.iter().find(matches) else {
        let expected: Vec<String> = contents
            .iter()
            .map(|content| format!("`{}`", described_type(content)))
            .collect();
        let actual = match media_type.as_str() {
            "" => "the body has no media type".to_owned(),
            media_type => format!("the body is `{media_type}`"),
        };
        let expected = expected.join(" or ");
        return Err(BodyError::MediaType(format!(
            "{actual}, expected {expected}"
        )));
    };
    let own_schema = content.get("schema").cloned();
    let schema = own_schema.as_ref().unwrap_or(argument_schema);
    let text = || {
        std::str::from_utf8(&request.body)
            .map_err(|_| BodyError::Content("the body is not UTF-8".to_owned()))
    };
    let value = match essence.as_str() {
        _ if content["framing"] == "lines" || content["framing"] == "records" => {
            let pieces = text()?
                .split(['\n', '\u{1e}'])
                .filter(|piece| !piece.trim().is_empty());
            let items: Result<Vec<Value>, BodyError> = pieces.map(parse_json).collect();
            items?.into()
        }
        essence if essence.ends_with("/json") || essence.ends_with("+json") => parse_json(text()?)?,
        "application/x-www-form-urlencoded" => {
            let pairs = form_pairs(text()?);
            let fields: Vec<Field> = pairs.iter().map(|pair| Field::text(pair, true)).collect();
            form_value(schemas, &fields, content, schema, true)
        }
        "multipart/form-data" if has_undecoded_parts(content) => return Ok(DecodedBody::Unchecked),
        "multipart/form-data" => {
            let boundary = media_type_parameter(&media_type, "boundary").unwrap_or_default();
            let fields = parts_of(&request.body, &boundary)
                .ok_or_else(|| BodyError::Content("the body is no multipart body".to_owned()))?;
            form_value(schemas, &fields, content, schema, false)
        }
        essence if essence.starts_with("multipart/") || essence.contains("xml") => {
            return Ok(DecodedBody::Unchecked);
        }
        _ if schema["type"] == "string" && schema["contentEncoding"] == "base64" => {
            BASE64_STANDARD.encode(&request.body).into()
        }
        _ => schemas.coerce(text()?, schema),
    };
    Ok(DecodedBody::Checkable(value, own_schema))
}

fn described_type(content: &Value) -> &str {
    content["mediaType"].as_str().unwrap_or_default()
}

fn parse_json(text: &str) -> Result<Value, BodyError> {
    let parsed = serde_json::from_str(text);
    parsed.map_err(|error| BodyError::Content(format!("the body is not JSON: {error}")))
}

/// Returns whether parts of a multipart body have a form that the server does not decode.
fn has_undecoded_parts(content: &Value) -> bool {
    let encodings = content.get("encoding").and_then(Value::as_object);
    encodings.into_iter().flatten().any(|(_, encoding)| {
        let media_type = encoding["contentType"].as_str().unwrap_or_default();
        media_type.contains("xml")
            || media_type.contains("form")
            || media_type.starts_with("multipart/")
    })
}

/// Returns a form as an object. Only parts say themselves that they are JSON.
fn form_value(
    schemas: Schemas,
    fields: &[Field],
    content: &Value,
    schema: &Value,
    is_urlencoded: bool,
) -> Value {
    let form = FormDecoder { schemas, fields };
    form.object(schema, &|name| {
        let encoding = content.get("encoding")?.get(name)?;
        let explode = encoding.get("explode").and_then(Value::as_bool);
        let style = match encoding.get("style").and_then(Value::as_str) {
            Some("spaceDelimited") => Style::SpaceDelimited,
            Some("pipeDelimited") => Style::PipeDelimited,
            Some("tabDelimited") => Style::TabDelimited,
            Some("deepObject") => Style::DeepObject,
            Some(_) => Style::Form,
            None => {
                let media_type = encoding.get("contentType").and_then(Value::as_str)?;
                let is_json = media_type.contains("json") && is_urlencoded;
                return is_json.then_some(FieldStyle {
                    style: Style::Json,
                    explode: false,
                });
            }
        };
        Some(FieldStyle {
            style,
            explode: explode.unwrap_or(style == Style::Form),
        })
    })
}

/// Returns whether a media type is in a range, such as `image/*`.
fn is_in_range(essence: &str, range: &str) -> bool {
    match range.strip_suffix('*') {
        Some("*/") => !essence.is_empty(),
        Some(class) => essence.starts_with(class),
        None => essence == range,
    }
}

/// Returns a parameter of a header, such as the boundary of a media type.
fn media_type_parameter(header: &str, name: &str) -> Option<String> {
    let mut parameters = header
        .split(';')
        .skip(1)
        .filter_map(|text| text.trim().split_once('='));
    let (_, value) = parameters.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?;
    Some(value.trim().trim_matches('"').to_owned())
}

/// Returns the parts of a multipart body; `None` if it has none.
fn parts_of(body: &[u8], boundary: &str) -> Option<Vec<Field>> {
    let delimiter = format!("--{boundary}");
    let mut remaining = body.strip_prefix(delimiter.as_bytes())?;
    let delimiter = format!("\r\n{delimiter}");
    let mut fields = Vec::new();
    while let Some(part) = remaining.strip_prefix(b"\r\n") {
        let end = position_of(part, delimiter.as_bytes())?;
        let (part, after) = part.split_at_checked(end)?;
        fields.push(part_field(part)?);
        remaining = after.get(delimiter.len()..)?;
    }
    if remaining.starts_with(b"--") {
        Some(fields)
    } else {
        None
    }
}

fn part_field(part: &[u8]) -> Option<Field> {
    let headers_end = position_of(part, b"\r\n\r\n")?;
    let (headers, content) = part.split_at_checked(headers_end)?;
    let headers = String::from_utf8_lossy(headers);
    let header = |name: &str| {
        let mut lines = headers
            .split("\r\n")
            .filter_map(|line| line.split_once(':'));
        let line = lines.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        line.map_or("", |(_, value)| value.trim())
    };
    let disposition = header("content-disposition");
    let name = media_type_parameter(disposition, "name")?;
    let content = content.get(4..)?;
    let has_file_name = media_type_parameter(disposition, "filename").is_some();
    let media_type = match header("content-type") {
        "" if has_file_name => "application/octet-stream",
        media_type => media_type,
    };
    Some(Field::part(name, media_type, content))
}

fn position_of(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes
        .windows(pattern.len())
        .position(|window| window == pattern)
}
