//! [`Error`]: the one error of the crate.
//!
//! It never shows a credential, a header value or a query. It does not own a type of any HTTP library.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde::de::DeserializeOwned;

use super::api::Operation;
use super::attempt::End;
use super::auth::TokenFailure;
use super::decode::DecodeError;
use super::failure::{self, ApiError, Code};
use super::hidden::Hidden;
use super::link;
use super::plain;
use super::redirect::{self, Unfollowed};
use super::response::RawResponse;
use super::transport::{TransportError, TransportErrorKind};
use super::wait::Waiter;

/// How much of a body an error keeps.
const KEPT: usize = 64 * 1024;

/// How much `Display` shows of what is wrong with a body, in characters.
const CAUSE: usize = 1000;

/// How many of the server's errors `Display` shows.
const SHOWN: usize = 5;

/// Why a call failed.
///
/// The `is_…` methods tell what happened:
///
/// ```text
/// match request.await {
///     Ok(found) => println!("{found:?}"),
///     Err(error) if error.is_not_found() => println!("there is none"),
///     Err(error) if error.is_rate_limited() || error.is_timeout() => try_again_later(),
///     Err(error) if !error.api_errors().is_empty() => println!("{:?}", error.api_errors()),
///     Err(error) => return Err(error.into()),
/// }
/// ```
///
/// `Display` says method, path, status and what the server reported, and never a credential.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    target: Option<Target>,
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Bytes,
    api_errors: Vec<ApiError>,
    message: String,
    json_path: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Configuration,
    MissingCredentials,
    InvalidRequest,
    Connect,
    Timeout,
    Broken,
    Local,
    TooLarge,
    Status,
    Failure,
    Decode,
    RepeatedPage,
    FailedState,
    Signature,
}

/// A fault that is found before anything is sent; it can be kept until someone asks.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self { kind: Kind::Configuration, message: message.into() }
    }

    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self { kind: Kind::InvalidRequest, message: message.into() }
    }
}

/// Which request an error or a response belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) method: Method,
    /// Path without base URL and query.
    pub(crate) path: String,
    /// `None` of a request that no operation describes.
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) request_id_header: Option<&'static str>,
    /// What no text may show.
    pub(crate) hidden: Hidden,
    /// How often the request was sent.
    pub(crate) attempts: u32,
    /// Why the redirect that answers it is not followed.
    pub(crate) unfollowed: Option<Unfollowed>,
    /// Why it was not sent again, though there was reason to hope.
    pub(crate) given_up: Option<&'static str>,
}

impl Error {
    fn new(kind: Kind, message: String) -> Self {
        Self(Box::new(Inner {
            kind,
            target: None,
            status: None,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            api_errors: Vec::new(),
            message,
            json_path: None,
            source: None,
        }))
    }

    /// Nothing was sent.
    pub(crate) fn fault(fault: Fault, target: Option<Target>) -> Self {
        let mut error = Self::new(fault.kind, fault.message);
        error.0.target = target;
        error
    }

    /// No response at all.
    pub(crate) fn unanswered(end: End, target: Target) -> Self {
        let mut error = Self::cut_short(end, "no complete response", None);
        error.0.target = Some(target);
        error
    }

    /// A response that was read up to here, and no further; its body is what came.
    pub(crate) fn interrupted(end: End, head: RawResponse) -> Self {
        Self::cut_short(end, "no complete response", Some(head.body.len())).with(head)
    }

    /// The same of one that is read piece by piece.
    pub(crate) fn paused(end: End, head: RawResponse) -> Self {
        Self::cut_short(end, "no more of the response", None).with(head)
    }

    fn cut_short(end: End, missing: &str, received: Option<usize>) -> Self {
        let received =
            |before: &str, behind: &str| received.map_or_else(String::new, |n| format!("{before}{n} bytes{behind}"));
        let (kind, message, source) = match end {
            End::TooLarge(limit) => {
                (Kind::TooLarge, format!("the body has more than the {limit} bytes of `body_limit`"), None)
            }
            End::Late(limit) => {
                (Kind::Timeout, format!("{missing} within {limit:?}{}", received(" (", " came)")), None)
            }
            End::Failed(error) => {
                let root = root(&error);
                let (kind, what) = match error.kind {
                    TransportErrorKind::Connect => (Kind::Connect, "cannot connect"),
                    TransportErrorKind::Timeout => (Kind::Timeout, "timed out"),
                    TransportErrorKind::Broken => (Kind::Broken, "the connection broke"),
                    TransportErrorKind::Local => (Kind::Local, "cannot read what is to be sent"),
                };
                (kind, format!("{what}{}{root}", received(" after ", "")), error.source)
            }
            End::Complete => (Kind::Broken, "the connection broke".to_owned(), None),
        };
        let mut error = Self::new(kind, message);
        error.0.source = source.map(|source| source as _);
        error
    }

    /// No token to send.
    pub(crate) fn token(failure: TokenFailure, target: Target) -> Self {
        let cause = failure.source.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default();
        let mut result = Self::new(Kind::Local, format!("{}{cause}", failure.message));
        result.0.target = Some(target);
        result.0.source = failure.source.map(|source| source as _);
        result
    }

    /// A response that reports a failure, by its status or in its body.
    pub(crate) fn reported(raw: RawResponse, api_errors: Vec<ApiError>) -> Self {
        let (kind, message) = match raw.status {
            status if raw.target.unfollowed.is_none() && redirect::is_success(raw.target.operation, status) => {
                (Kind::Failure, "the response reports a failure".to_owned())
            }
            _ => (Kind::Status, not_followed(&raw).unwrap_or_default()),
        };
        let mut error = Self::new(kind, message).with(raw);
        error.0.api_errors = api_errors;
        error
    }

    /// A response that is not what the description promises.
    pub(crate) fn decode(raw: RawResponse, cause: DecodeError) -> Self {
        let mut error = Self::new(Kind::Decode, "cannot read the response".to_owned()).with(raw);
        error.0.json_path = Some(cause.path.clone());
        error.0.source = Some(Box::new(cause));
        error
    }

    /// A stream that ended within an item; its body is what came of that.
    pub(crate) fn cut_off(raw: RawResponse) -> Self {
        Self::new(Kind::Broken, "the stream ended within an event".to_owned()).with(raw)
    }

    /// The same, with what the body says of it.
    pub(crate) fn reporting(mut self, api_errors: Vec<ApiError>) -> Self {
        self.0.api_errors = api_errors;
        self
    }

    /// A list that cannot be followed to its end.
    pub(crate) fn repeated_page(raw: RawResponse, message: String) -> Self {
        Self::new(Kind::RepeatedPage, message).with(raw)
    }

    /// A page that says that there is more, and nothing of how to ask for it.
    pub(crate) fn lost_page(raw: RawResponse, message: String) -> Self {
        Self::new(Kind::Decode, message).with(raw)
    }

    /// What was waited for ended in another state.
    pub(crate) fn failed_state(raw: RawResponse, waiter: &Waiter) -> Self {
        let message = waiter.in_words(&raw, "");
        Self::new(Kind::FailedState, message).with(raw)
    }

    /// What was waited for did not come in time.
    pub(crate) fn still_waiting(raw: RawResponse, waiter: &Waiter, max: Duration) -> Self {
        let message = waiter.in_words(&raw, &format!(" after {max:?}"));
        Self::new(Kind::Timeout, message).with(raw)
    }

    /// More items than are wanted.
    pub(crate) fn too_many_items(max: usize) -> Self {
        Self::new(Kind::TooLarge, format!("the list has more than the {max} items that were asked for"))
    }

    fn with(mut self, raw: RawResponse) -> Self {
        self.0.status = Some(raw.status);
        self.0.headers = raw.headers;
        // A copy, where the whole would keep much more memory.
        self.0.body = if raw.body.len() > KEPT { raw.body.iter().copied().take(KEPT).collect() } else { raw.body };
        self.0.target = Some(raw.target);
        self
    }

    /// The server answered 400.
    pub fn is_bad_request(&self) -> bool {
        self.has_status(StatusCode::BAD_REQUEST)
    }

    /// The server answered 401: it does not know the credentials.
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// The server answered 403: the credentials do not allow this.
    pub fn is_forbidden(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// The server answered 404.
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND)
    }

    /// The server answered 409.
    pub fn is_conflict(&self) -> bool {
        self.has_status(StatusCode::CONFLICT)
    }

    /// The server answered 422.
    pub fn is_unprocessable(&self) -> bool {
        self.has_status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// The server answered 429.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
    }

    /// The server answered 500 or above.
    pub fn is_server_error(&self) -> bool {
        self.0.status.is_some_and(|status| status.is_server_error())
    }

    /// The server answered with a success status, but its response reports a failure.
    pub fn is_reported_failure(&self) -> bool {
        self.0.kind == Kind::Failure
    }

    /// No complete response arrived in time, or what was waited for did not come.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// No connection could be made: the server certainly did not see the request.
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// What the program itself was to give failed: a file, reader or stream that is to be sent, or a source of tokens.
    /// No server is to blame, and nothing is sent again.
    pub fn is_local(&self) -> bool {
        self.0.kind == Kind::Local
    }

    /// The connection broke before the response was complete: the server may have seen the request.
    pub fn is_broken_connection(&self) -> bool {
        self.0.kind == Kind::Broken
    }

    /// The response is larger than the client holds in memory; see `body_limit` of [`Options`](super::options::Options).
    /// Or a list that was to be collected has more items than were asked for.
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// The response, or the payload of a webhook, is not what the description promises; see
    /// [`json_path`](Self::json_path) and, for a response, [`body`](Self::body).
    pub fn is_decode(&self) -> bool {
        self.0.kind == Kind::Decode
    }

    /// The request breaks a rule of the description; it was not sent.
    pub fn is_invalid_request(&self) -> bool {
        self.0.kind == Kind::InvalidRequest
    }

    /// The client holds no credentials for the operation; it was not sent.
    pub fn is_missing_credentials(&self) -> bool {
        self.0.kind == Kind::MissingCredentials
    }

    /// The client was set up with something that cannot work; nothing was sent.
    pub fn is_configuration(&self) -> bool {
        self.0.kind == Kind::Configuration
    }

    /// The server sends the same page for ever; the list was not read to its end.
    pub fn is_repeated_page(&self) -> bool {
        self.0.kind == Kind::RepeatedPage
    }

    /// What was waited for is in a state that the wanted one does not follow; [`body`](Self::body) is the last response.
    pub fn is_failed_state(&self) -> bool {
        self.0.kind == Kind::FailedState
    }

    /// The signature of a webhook does not verify, or its timestamp is out of tolerance: do not trust the payload.
    pub fn is_invalid_signature(&self) -> bool {
        self.0.kind == Kind::Signature
    }

    /// HTTP method of the request; `None` if the error belongs to none.
    pub fn method(&self) -> Option<&Method> {
        self.0.target.as_ref().map(|target| &target.method)
    }

    /// Path of the request, without base URL and query; where it could not be made, the template of the description.
    pub fn path(&self) -> Option<&str> {
        self.0.target.as_ref().map(|target| target.path.as_str())
    }

    /// The `operationId` of the operation; `None` of a request that no operation describes.
    pub fn operation(&self) -> Option<&'static str> {
        self.described().map(|operation| operation.id)
    }

    /// The operation.
    pub(crate) fn described(&self) -> Option<&'static Operation> {
        self.0.target.as_ref()?.operation
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }

    fn has_status(&self, status: StatusCode) -> bool {
        self.0.status == Some(status)
    }

    /// HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Headers of the response; empty if there was none.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The first 64 KiB of the response's body; empty if there was none.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The response's body as a type of this crate, such as the documented body of a 400, or as any that serde reads, such
    /// as `serde_json::Value`.
    ///
    /// # Errors
    /// The body is not what that type promises.
    pub fn body_as<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        plain::read(&self.0.body)
    }

    /// What the server reported; empty if it said nothing that could be understood.
    pub fn api_errors(&self) -> &[ApiError] {
        &self.0.api_errors
    }

    /// Whether the server reported an error with this code.
    pub fn has_code(&self, code: impl Into<Code>) -> bool {
        let code = code.into();
        self.0.api_errors.iter().any(|error| error.code.as_ref() == Some(&code))
    }

    /// How the server's logs name the request, if it said so.
    pub fn request_id(&self) -> Option<&str> {
        let name = self.0.target.as_ref()?.request_id_header?;
        self.0.headers.get(name)?.to_str().ok()
    }

    /// Where in the response or payload the value stands that could not be read, as `$.result.servers[0].name`.
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.target.as_ref().map_or(0, |target| target.attempts)
    }
}

/// The innermost cause: the outer ones only say that something failed.
fn root(error: &TransportError) -> String {
    let mut cause = error.source();
    while let Some(inner) = cause.and_then(StdError::source) {
        cause = Some(inner);
    }
    cause.map(|cause| format!(": {cause}")).unwrap_or_default()
}

/// Credentials are taken out as a whole at the end: a server may say them again anywhere.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.target {
            Some(target) => f.write_str(&target.hidden.cut_text(&Words(self).to_string())),
            None => Words(self).fmt(f),
        }
    }
}

/// What an error says.
struct Words<'e>(&'e Error);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0.0;
        if let Some(target) = &inner.target {
            write!(f, "{} {}: ", target.method, target.path)?;
            if target.attempts == 0 {
                f.write_str("not sent: ")?;
            }
        }
        inner.fmt_status(f)?;
        f.write_str(&inner.message)?;
        if let (Kind::Decode, Some(cause)) = (inner.kind, &inner.source) {
            f.write_str(": ")?;
            failure::bounded(&cause.to_string(), CAUSE, f)?;
        }
        inner.fmt_api_errors(f)?;
        if let (Some(id), Some(target)) = (self.0.request_id(), &inner.target) {
            write!(f, " ({} {id})", target.request_id_header.unwrap_or("request"))?;
        }
        match &inner.target {
            Some(target) => target.fmt_attempts(f),
            None => Ok(()),
        }
    }
}

/// That a redirect is not followed, where to, and why.
fn not_followed(raw: &RawResponse) -> Option<String> {
    let reason = raw.target.unfollowed?;
    let place = raw.header("location").map(link::shown).filter(|place| !place.is_empty());
    let to = place.map(|place| format!(" to `{place}`")).unwrap_or_default();
    Some(format!("the redirect{to} is not followed, as {reason}"))
}

impl Target {
    fn fmt_attempts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attempts > 1 {
            write!(f, " ({} attempts)", self.attempts)?;
        }
        self.given_up.map_or(Ok(()), |reason| write!(f, " (not sent again: {reason})"))
    }
}

impl Inner {
    fn fmt_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(status) = self.status else { return Ok(()) };
        write!(f, "{}", status.as_u16())?;
        if let Some(reason) = status.canonical_reason() {
            write!(f, " {reason}")?;
        }
        if self.message.is_empty() { Ok(()) } else { f.write_str(": ") }
    }

    fn fmt_api_errors(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.api_errors.iter().take(SHOWN).enumerate() {
            f.write_str(if index == 0 { ": " } else { "; " })?;
            write!(f, "{error}")?;
        }
        match self.api_errors.len().checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, "; and {more} more"),
        }
    }
}

/// The same words as `Display`: `main` prints an error this way.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({self})", self.0.kind)
    }
}

/// A file that cannot be opened, so that `?` works where one is sent.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        let mut result = Self::new(Kind::Local, format!("cannot use a file: {error}"));
        result.0.source = Some(Box::new(error));
        result
    }
}

/// JSON that came on another way than as a response, such as the payload of a webhook.
impl From<DecodeError> for Error {
    fn from(cause: DecodeError) -> Self {
        let mut error = Self::new(Kind::Decode, "cannot read the JSON".to_owned());
        error.0.json_path = Some(cause.path.clone());
        error.0.source = Some(Box::new(cause));
        error
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
