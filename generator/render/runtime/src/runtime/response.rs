//! [`Response`]: a value with its response, and how responses are decoded.

use std::fmt;
use std::iter::once;

use bytes::Bytes;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::api::Envelope;
use super::codec::{
    Reading, decode_response, from_slice, json_text, object_member, read_as, to_vec,
};
use super::error::Error;
use super::error_body::{read_error_text, read_errors};
use super::fill::clear_node;
use super::json::{DecodeError, kind_of};
use super::node::{Extra, Map as Entries, Model, Node, Slot, View};
use super::outcome::{ApiError, RawResponse, metadata};
#[cfg(feature = "tracing")]
use super::trace;

impl RawResponse {
    /// Decodes the whole JSON body as a type of this crate or any other `Deserialize` type. An
    /// empty body is `null`.
    ///
    /// # Errors
    /// The body does not match `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        read_as(&self.body).map_err(|error| Error::decode(self.clone(), not_json(self, error)))
    }

    /// Returns the body as a string: a JSON string without its quotes, or text in the charset of
    /// the content type.
    ///
    /// # Errors
    /// The body is not text in UTF-8 or a single-byte charset.
    pub fn text(&self) -> Result<String, Error> {
        read_text(self).map_err(|error| Error::decode(self.clone(), error))
    }
}

/// A value and the response it was decoded from.
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) value: T,
    pub(crate) members: Extra,
    pub(crate) raw: RawResponse,
}

impl<T> Response<T> {
    /// Creates the response of a value without an envelope.
    pub(crate) fn of(value: T, raw: RawResponse) -> Self {
        Self {
            value,
            members: Extra::new(),
            raw,
        }
    }

    /// Returns the value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the value without the response.
    pub fn into_value(self) -> T {
        self.value
    }

    metadata!(raw);

    /// Returns the unmodified body.
    pub fn body(&self) -> &Bytes {
        &self.raw.body
    }

    /// Returns the other properties of the envelope, such as `success` or `messages`; empty without
    /// an envelope.
    pub fn members(&self) -> &Extra {
        &self.members
    }

    /// Returns the JSON paths of parts that do not match the description and read as absent or
    /// empty; `extra` keeps their values, and has `null` for missing ones. With `strict_responses`
    /// of [`Options`](super::client::Options) they are errors.
    pub fn deviations(&self) -> &[DecodeError] {
        self.raw.deviations.get().map_or(&[], Vec::as_slice)
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.raw.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

pub(crate) fn json_response<T: Model>(raw: RawResponse) -> Result<Response<T>, Error> {
    let mut value = T::blank();
    let members = read_body(&raw, raw.envelope(), &mut value)?;
    Ok(Response {
        value,
        members,
        raw,
    })
}

/// Checks a response that needs no content; its content may still report a failure.
pub(crate) fn empty_response(raw: RawResponse) -> Result<Response<()>, Error> {
    match reported_failure(&raw) {
        Some(error) => Err(error),
        None => Ok(Response::of((), raw)),
    }
}

/// Returns a response unchanged; it may still report a failure.
pub(crate) fn whole_response(raw: RawResponse) -> Result<RawResponse, Error> {
    reported_failure(&raw).map_or(Ok(raw), Err)
}

pub(crate) fn text_response(raw: RawResponse) -> Result<Response<String>, Error> {
    match read_text(&raw) {
        Ok(value) => Ok(Response::of(value, raw)),
        Err(error) => Err(Error::decode(raw, error)),
    }
}

/// Returns the body as a string: a JSON string, or text in the charset of the content type (UTF-8
/// or single-byte).
pub(crate) fn read_text(raw: &RawResponse) -> Result<String, DecodeError> {
    let content_type = raw.header("content-type").unwrap_or_default();
    if media_type_essence(content_type) == "application/json"
        && let Ok(text) = serde_json::from_slice(&raw.body)
    {
        return Ok(text);
    }
    if is_latin1(content_type) {
        return Ok(raw.body.iter().copied().map(char::from).collect());
    }
    json_text(&raw.body).map(str::to_owned)
}

fn is_latin1(content_type: &str) -> bool {
    let charset = header_parameter(content_type, "charset").to_ascii_lowercase();
    matches!(
        charset.as_str(),
        "iso-8859-1" | "latin1" | "iso8859-1" | "windows-1252"
    )
}

/// Returns a response unchanged, unless its content type is wrong.
pub(crate) fn bytes_response(raw: RawResponse) -> Result<Response<Bytes>, Error> {
    match content_type_error(&raw) {
        Some(error) => Err(media_type_failure(raw, error)),
        None => Ok(Response::of(raw.body.clone(), raw)),
    }
}

/// Returns the error for a textual response if only binary media types are described: a login page
/// is not an image.
pub(crate) fn content_type_error(raw: &RawResponse) -> Option<DecodeError> {
    let actual = media_type_essence(raw.header("content-type").unwrap_or_default());
    if !is_textual(&actual) {
        return None;
    }
    let described: Vec<String> = raw
        .target
        .accept
        .split(',')
        .map(media_type_essence)
        .filter(|media_type| !media_type.is_empty())
        .collect();
    let allows_text = described.iter().any(|media_type| {
        media_type.contains('*')
            || media_type == "application/octet-stream"
            || is_textual(media_type)
    });
    if described.is_empty() || allows_text {
        return None;
    }
    Some(unexpected_media_type(&described.join("` or `"), &actual))
}

fn is_textual(media_type: &str) -> bool {
    let (kind, name) = media_type.split_once('/').unwrap_or((media_type, ""));
    kind == "text" || name.contains("json") || name.contains("xml")
}

/// Returns whether an `accept` header lists the media type of a body.
pub(crate) fn accepts_media_type(accept: &str, content_type: &str) -> bool {
    let essence = media_type_essence(content_type);
    accept
        .split(',')
        .any(|accepted| media_type_essence(accepted) == essence)
}

/// Returns a media type without its parameters.
pub(crate) fn media_type_essence(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Returns a parameter of a header, such as the charset of a content type; empty if there is none.
pub(crate) fn header_parameter<'h>(header: &'h str, name: &str) -> &'h str {
    let mut parameters = header
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='));
    let parameter = parameters.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    parameter.map_or("", |(_, value)| value.trim().trim_matches('"'))
}

pub(crate) fn unexpected_media_type(expected: &str, actual: &str) -> DecodeError {
    DecodeError::of(format!(
        "expected `{expected}`, found `{}`",
        actual.escape_default()
    ))
}

/// Returns the error for a response of another media type, with the API errors in its body.
pub(crate) fn media_type_failure(raw: RawResponse, error: DecodeError) -> Error {
    let errors = reported_errors(&raw);
    Error::decode(raw, error).reporting(errors)
}

/// Fills `node` from the body; returns the other properties of the envelope.
pub(crate) fn read_body(
    raw: &RawResponse,
    envelope: Option<&'static Envelope>,
    node: &mut dyn Node,
) -> Result<Extra, Error> {
    // If content is optional, or any JSON, an empty body is valid.
    if raw.body.is_empty() && matches!(node.slot(), Slot::Optional(_) | Slot::Any(_)) {
        return Ok(Extra::new());
    }
    match open_envelope(&raw.body, envelope, node, raw.target.reading) {
        Ok((members, deviations)) => {
            // In an envelope, only the property next to the result counts: a property with this
            // name in the result is data.
            let is_failure = raw.success_property().is_some_and(|name| match envelope {
                Some(_) => members.get(name) == Some(&Value::Bool(false)),
                None => matches!(
                    object_member(node, name),
                    Some(View::Bool(false) | View::Any(Value::Bool(false)))
                ),
            });
            if is_failure {
                return Err(reported_failure(raw)
                    .unwrap_or_else(|| Error::reported(raw.clone(), Vec::new())));
            }
            report_deviations(raw, &deviations);
            // A response is decoded once.
            let _ = raw.deviations.set(deviations);
            Ok(members)
        }
        Err(_) if envelope.is_none() && take_plain_text(raw, node) => Ok(Extra::new()),
        // A failure lacks the result, so its errors are more informative than the missing result.
        Err(error) => Err(reported_failure(raw)
            .unwrap_or_else(|| Error::decode(raw.clone(), not_json(raw, error)))),
    }
}

/// Logs deviations with `tracing`, or with `log` without that feature: a caller who gets only the
/// value does not see them.
pub(crate) fn report_deviations(raw: &RawResponse, deviations: &[DecodeError]) {
    #[cfg(feature = "tracing")]
    trace::log_deviations(raw, deviations);
    #[cfg(not(feature = "tracing"))]
    for deviation in deviations {
        log::warn!(
            target: env!("CARGO_CRATE_NAME"),
            "the response to {} {} deviates from its description: {deviation}",
            raw.target.method,
            raw.target.path
        );
    }
}

/// Decodes plain text as a JSON string for a schema that allows any value.
fn take_plain_text(raw: &RawResponse, node: &mut dyn Node) -> bool {
    let is_plain =
        media_type_essence(raw.header("content-type").unwrap_or_default()) == "text/plain";
    let (Slot::Any(value), true, Ok(text)) = (node.slot(), is_plain, read_text(raw)) else {
        return false;
    };
    *value = Value::String(text);
    true
}

/// Returns the failure that the body reports despite the status code, if any.
pub(crate) fn reported_failure(raw: &RawResponse) -> Option<Error> {
    let name = raw.success_property()?;
    let body: Value = from_slice(&raw.body).ok()?;
    if body.get(name) != Some(&Value::Bool(false)) {
        return None;
    }
    Some(Error::reported(
        raw.clone(),
        read_errors(&body, raw.envelope()),
    ))
}

/// Adds the likely reason to the error of a body that is not JSON; if the body is JSON, the error
/// stays as it is.
fn not_json(raw: &RawResponse, error: DecodeError) -> DecodeError {
    let media_type = raw.header("content-type");
    let coding = raw
        .header("content-encoding")
        .filter(|coding| !coding.eq_ignore_ascii_case("identity"));
    let message = match (coding, media_type) {
        _ if raw.body.is_empty() => "expected JSON, found an empty body".to_owned(),
        (Some(coding), _) => format!("expected JSON, found a body in {}", describe_coding(coding)),
        _ if read_as::<IgnoredAny>(&raw.body).is_ok() => error.message,
        (_, Some(media_type))
            if media_type.contains("json") || accepts_media_type(raw.target.accept, media_type) =>
        {
            error.message
        }
        (_, Some(media_type)) => {
            format!(
                "expected JSON, found `{}`: {}",
                media_type.escape_default(),
                error.message
            )
        }
        (_, None) => format!(
            "expected JSON, found a body without content type: {}",
            error.message
        ),
    };
    DecodeError {
        path: error.path,
        message,
    }
}

/// Names a content coding, and the feature that would have decompressed it.
fn describe_coding(coding: &str) -> String {
    let name = coding.trim().to_ascii_lowercase();
    let features = [
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("br", "brotli"),
        ("zstd", "zstd"),
    ];
    let named = format!("the encoding `{}`", coding.escape_default());
    match features.iter().find(|(key, _)| *key == name) {
        Some((_, feature)) => {
            format!("{named}, which the feature `{feature}` of this crate decompresses")
        }
        None => named,
    }
}

/// Returns the error for a response with the status code of a failure, or for a redirect that is
/// not followed.
pub(crate) fn status_error(raw: RawResponse) -> Error {
    let errors = reported_errors(&raw);
    Error::reported(raw, errors)
}

/// Returns the errors in the body of a failure.
fn reported_errors(raw: &RawResponse) -> Vec<ApiError> {
    match from_slice::<Value>(&raw.body) {
        Ok(body) => read_errors(&body, raw.envelope()),
        Err(_) => {
            let content_type = raw.header("content-type").unwrap_or_default();
            read_error_text(content_type, &raw.body)
                .into_iter()
                .collect()
        }
    }
}

// Envelopes of results: `{"result": …, "success": true}`, decoded in the same pass as the result.

/// An envelope around a result: a map whose entry `name` is decoded into the node `result`.
pub(crate) struct Wrapped<'n> {
    name: &'static str,
    result: &'n mut dyn Node,
    pub(crate) has_result: bool,
    pub(crate) others: Extra,
}

impl<'n> Wrapped<'n> {
    pub(crate) fn new(name: &'static str, result: &'n mut dyn Node) -> Self {
        Self {
            name,
            result,
            has_result: false,
            others: Extra::new(),
        }
    }
}

impl Node for Wrapped<'_> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl Entries for Wrapped<'_> {
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Node)> + '_> {
        Box::new(once((self.name, &*self.result as &dyn Node)).chain(self.others.entries()))
    }

    fn clear(&mut self) {
        self.others.clear();
    }

    fn insert(&mut self, name: String) -> &mut dyn Node {
        if name == self.name {
            if std::mem::replace(&mut self.has_result, true) {
                clear_node(self.result);
            }
            return &mut *self.result;
        }
        Entries::insert(&mut self.others, name)
    }

    fn remove(&mut self, name: &str) {
        self.others.remove(name);
    }
}

/// Fills `result` from a body; returns the other properties of the envelope, and the deviations
/// from the description.
fn open_envelope(
    body: &[u8],
    envelope: Option<&Envelope>,
    result: &mut dyn Node,
    reading: Reading,
) -> Result<(Extra, Vec<DecodeError>), DecodeError> {
    let Some(envelope) = envelope else {
        return decode_response(body, result, reading).map(|deviations| (Extra::new(), deviations));
    };
    let mut wrapped = Wrapped::new(envelope.result, result);
    let deviations = decode_response(body, &mut wrapped, reading)?;
    if !wrapped.has_result {
        return Err(unexpected_property(envelope.result, "a value", "none"));
    }
    if let Some(success) = envelope.success {
        match wrapped.others.get(success) {
            // A result without the success property is still a result.
            Some(Value::Bool(_)) | None => {}
            Some(value) => {
                let actual = kind_of(&value.to_string());
                return Err(unexpected_property(success, "a boolean", actual));
            }
        }
    }
    Ok((wrapped.others, deviations))
}

fn unexpected_property(name: &str, expected: &str, actual: &str) -> DecodeError {
    DecodeError {
        path: format!("$.{name}"),
        message: format!("expected {expected}, found {actual}"),
    }
}

/// Decodes a documented response and serializes it again, with its envelope; the emitted tests
/// compare the two.
///
/// # Errors
/// The JSON does not match `T`.
#[doc(hidden)]
pub fn round_trip<T: Model>(
    envelope: Option<&Envelope>,
    json: &str,
) -> Result<(T, String), DecodeError> {
    let mut value = T::blank();
    let (others, _) = open_envelope(
        json.as_bytes(),
        envelope,
        &mut value,
        Reading {
            is_strict: true,
            ..Reading::default()
        },
    )?;
    let text = match envelope {
        Some(envelope) => to_vec(&Wrapped {
            others,
            ..Wrapped::new(envelope.result, &mut value)
        }),
        None => to_vec(&value),
    };
    Ok((value, String::from_utf8_lossy(&text).into_owned()))
}
