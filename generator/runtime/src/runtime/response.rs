//! What came back: [`RawResponse`] as bytes, [`Response`] with a value, and the way from one to the other.
//!
//! Reading is not generic: a type adds a few lines, everything else stands once.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::api::Envelope;
use super::decode::{DecodeError, from_slice};
use super::envelope::open;
use super::error::{Error, Target};
use super::failure;
use super::node::{Model, Node, Slot, View, member};
use super::plain;
use super::primitives::Extra;
#[cfg(feature = "tracing")]
use super::trace;

/// A complete response whose status is a success, as it came.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) target: Target,
    pub(crate) envelope: Option<&'static Envelope>,
    /// The media types that were asked for.
    pub(crate) accept: &'static str,
    /// Whether optional parts that deviate from the description are errors.
    pub(crate) is_strict: bool,
    /// What was found to deviate.
    pub(crate) deviations: OnceLock<Vec<DecodeError>>,
}

impl RawResponse {
    /// The boolean property that is false on failure.
    fn success_property(&self) -> Option<&'static str> {
        let of_envelope = self.envelope.and_then(|envelope| envelope.success);
        of_envelope.or_else(|| self.target.operation?.success)
    }

    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A header as a number, a truth value, an enum of this crate, or anything else that is read from text; `None` if
    /// it is not there, or not that.
    pub fn header_as<T: FromStr>(&self, name: &str) -> Option<T> {
        self.header(name)?.trim().parse().ok()
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// How the server's logs name the request, if it said so.
    pub fn request_id(&self) -> Option<&str> {
        self.header(self.target.request_id_header?)
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.target.attempts
    }

    /// The whole body, which is JSON, as a type of this crate or any other that serde reads. An empty one is read like
    /// `null`.
    ///
    /// # Errors
    /// The body is not what `T` promises.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        plain::read(&self.body).map_err(|error| Error::decode(self.clone(), not_json(self, error)))
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// A value, and the response that it came in.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    members: Extra,
    raw: RawResponse,
}

impl<T> Response<T> {
    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.raw.header(name)
    }

    /// A header as a number, a truth value, an enum of this crate, or anything else that is read from text; `None` if
    /// it is not there, or not that.
    pub fn header_as<H: FromStr>(&self, name: &str) -> Option<H> {
        self.raw.header_as(name)
    }

    /// The body, as it came.
    pub fn body(&self) -> &Bytes {
        &self.raw.body
    }

    /// What stands beside the value in the envelope, such as `success` or `messages`; empty without one.
    pub fn members(&self) -> &Extra {
        &self.members
    }

    /// Optional parts of the body that are not what the description says, with their JSON paths: they read as absent,
    /// and values of another kind are among the properties that are not described (`extra`). With `strict_responses` of
    /// [`Options`](super::options::Options) they are errors.
    pub fn deviations(&self) -> &[DecodeError] {
        self.raw.deviations.get().map_or(&[], Vec::as_slice)
    }

    /// How the server's logs name the request, if it said so.
    pub fn request_id(&self) -> Option<&str> {
        self.raw.request_id()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.raw.target.attempts
    }

    pub(crate) fn raw(&self) -> &RawResponse {
        &self.raw
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.raw.status).field("value", &self.value).finish_non_exhaustive()
    }
}

/// Reads a JSON response.
pub(crate) fn json<T: Model>(raw: RawResponse) -> Result<Response<T>, Error> {
    let mut value = T::blank();
    let members = read(&raw, raw.envelope, &mut value)?;
    Ok(Response { value, members, raw })
}

/// Reads a response without content; one that has some may still report a failure.
pub(crate) fn empty(raw: RawResponse) -> Result<Response<()>, Error> {
    match read_failure(&raw) {
        Some(error) => Err(error),
        None => Ok(Response { value: (), members: Extra::new(), raw }),
    }
}

/// Reads a response that is text.
pub(crate) fn text(raw: RawResponse) -> Result<Response<String>, Error> {
    match read_text(&raw) {
        Ok(value) => Ok(Response { value, members: Extra::new(), raw }),
        Err(error) => Err(Error::decode(raw, error)),
    }
}

/// The text of a body, in the character set that its content type names: UTF-8, or else one byte for a character. A
/// JSON string is its value.
pub(crate) fn read_text(raw: &RawResponse) -> Result<String, DecodeError> {
    let content_type = raw.header("content-type").unwrap_or_default();
    if essence(content_type) == "application/json"
        && let Ok(text) = serde_json::from_slice(&raw.body)
    {
        return Ok(text);
    }
    if is_latin(content_type) {
        return Ok(raw.body.iter().copied().map(char::from).collect());
    }
    match std::str::from_utf8(&raw.body) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
        Err(error) => {
            let message = format!("expected UTF-8, found another byte at {}", error.valid_up_to());
            Err(DecodeError { path: "$".to_owned(), message })
        }
    }
}

/// Whether a content type names a character set of one byte a character.
fn is_latin(content_type: &str) -> bool {
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charset =
        parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset")).map(|(_, value)| value);
    let name = charset.next().unwrap_or_default().trim().trim_matches('"').to_ascii_lowercase();
    matches!(name.as_str(), "iso-8859-1" | "latin1" | "iso8859-1" | "windows-1252")
}

/// Takes a response as it is, unless it is certainly something else than was asked for.
pub(crate) fn bytes(raw: RawResponse) -> Result<Response<Bytes>, Error> {
    match foreign(&raw) {
        Some(error) => Err(mismatch(raw, error)),
        None => Ok(Response { value: raw.body.clone(), members: Extra::new(), raw }),
    }
}

/// What is wrong with a response that is text, where the description knows only types that are not: a page that asks to
/// sign in is no picture. Types that are no text either are taken, and anything is where the description says `*/*` or
/// `application/octet-stream`.
pub(crate) fn foreign(raw: &RawResponse) -> Option<DecodeError> {
    let found = essence(raw.header("content-type").unwrap_or_default());
    let is_free = |known: &String| known.contains('*') || known == "application/octet-stream" || is_textual(known);
    let known: Vec<String> = raw.accept.split(',').map(essence).filter(|known| !known.is_empty()).collect();
    let is_foreign = is_textual(&found) && !known.is_empty() && !known.iter().any(is_free);
    is_foreign.then(|| unexpected(&known.join("` or `"), &found))
}

fn is_textual(media_type: &str) -> bool {
    let (kind, name) = media_type.split_once('/').unwrap_or((media_type, ""));
    kind == "text" || name.contains("json") || name.contains("xml")
}

/// A media type without its parameters.
pub(crate) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Another media type than the one that is expected.
pub(crate) fn unexpected(expected: &str, found: &str) -> DecodeError {
    let message = format!("expected `{expected}`, found `{}`", found.escape_default());
    DecodeError { path: "$".to_owned(), message }
}

/// The error of a response of another type, with what it says of a failure.
pub(crate) fn mismatch(raw: RawResponse, error: DecodeError) -> Error {
    let errors = reported(&raw);
    Error::decode(raw, error).reporting(errors)
}

/// Fills `node` from the body; returns what stands beside it in the envelope.
pub(crate) fn read(
    raw: &RawResponse,
    envelope: Option<&'static Envelope>,
    node: &mut dyn Node,
) -> Result<Extra, Error> {
    // Where there may be nothing, an empty body says just that.
    if raw.body.is_empty() && matches!(node.slot(), Slot::Optional(_)) {
        return Ok(Extra::new());
    }
    match open(&raw.body, envelope, node, raw.is_strict) {
        Ok((members, deviations)) => {
            // Inside an envelope a property of that name is the result's own.
            let is_failure = raw.success_property().is_some_and(|name| match envelope {
                Some(_) => members.get(name) == Some(&Value::Bool(false)),
                None => matches!(member(node, name), Some(View::Bool(false) | View::Any(Value::Bool(false)))),
            });
            if is_failure {
                return Err(read_failure(raw).unwrap_or_else(|| Error::reported(raw.clone(), Vec::new())));
            }
            #[cfg(feature = "tracing")]
            trace::deviations(raw, &deviations);
            // A response is read once.
            let _ = raw.deviations.set(deviations);
            Ok(members)
        }
        Err(_) if envelope.is_none() && take_plain_text(raw, node) => Ok(Extra::new()),
        // A failure comes without the promised result: what the server says about it matters more.
        Err(error) => Err(read_failure(raw).unwrap_or_else(|| Error::decode(raw.clone(), not_json(raw, error)))),
    }
}

/// Reads plain text as a JSON string where any value is expected: `*/*` with a schema that says nothing.
fn take_plain_text(raw: &RawResponse, node: &mut dyn Node) -> bool {
    let Slot::Any(value) = node.slot() else { return false };
    let is_plain = essence(raw.header("content-type").unwrap_or_default()) == "text/plain";
    let text = read_text(raw).ok().filter(|_| is_plain);
    text.map(|text| *value = Value::String(text)).is_some()
}

/// A value that was read from a response.
pub(crate) fn complete<T>(value: T, members: Extra, raw: RawResponse) -> Response<T> {
    Response { value, members, raw }
}

/// The failure that the body reports in spite of the status, if it does.
pub(crate) fn read_failure(raw: &RawResponse) -> Option<Error> {
    let name = raw.success_property()?;
    let body: Value = from_slice(&raw.body).ok()?;
    let is_failure = body.get(name) == Some(&Value::Bool(false));
    is_failure.then(|| Error::reported(raw.clone(), failure::read(&body, raw.envelope)))
}

/// Where the body is no JSON at all, says what it is instead.
fn not_json(raw: &RawResponse, error: DecodeError) -> DecodeError {
    let media_type = raw.header("content-type");
    let is_asked = |name: &str| raw.accept.split(',').any(|known| essence(known) == essence(name));
    let coding = raw.header("content-encoding").filter(|coding| !coding.eq_ignore_ascii_case("identity"));
    let message = if raw.body.is_empty() {
        "expected JSON, found an empty body".to_owned()
    } else if let Some(coding) = coding {
        format!("expected JSON, found a body in the encoding `{}`", coding.escape_default())
    } else if plain::read::<IgnoredAny>(&raw.body).is_ok() {
        error.message
    } else {
        match media_type {
            Some(media_type) if media_type.contains("json") || is_asked(media_type) => error.message,
            Some(media_type) => format!("expected JSON, found `{}`: {}", media_type.escape_default(), error.message),
            None => format!("expected JSON, found a body without content type: {}", error.message),
        }
    };
    DecodeError { path: error.path, message }
}

/// The error of a response whose status is no success.
pub(crate) fn refused(raw: RawResponse) -> Error {
    let errors = reported(&raw);
    Error::reported(raw, errors)
}

/// What a body says of a failure.
fn reported(raw: &RawResponse) -> Vec<failure::ApiError> {
    match from_slice::<Value>(&raw.body) {
        Ok(body) => failure::read(&body, raw.envelope),
        Err(_) => {
            let content_type = raw.header("content-type").unwrap_or_default();
            failure::read_text(content_type, &raw.body).into_iter().collect()
        }
    }
}
