//! [`Error`]: the error type of the crate; it never shows a credential, a header value or a query.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde::de::DeserializeOwned;

use super::api::Operation;
use super::auth::TokenError;
use super::codec::read_as;
use super::json::DecodeError;
use super::outcome::{
    ApiError, Code, End, Fault, RawResponse, Target, is_success, write_beginning,
};
use super::outgoing::{ErrorKind, TransportError};
use super::path::shown_url;
use super::retry::{current_time, requested_delay};

/// The maximum number of bytes of the response body that an error keeps.
const KEPT: usize = 64 * 1024;
/// The maximum number of characters that `Display` shows of a decoding error.
const CAUSE: usize = 1000;
/// The maximum number of API errors that `Display` shows.
const SHOWN: usize = 5;

/// The error of a failed call.
///
/// The `is_…` methods describe the failure:
///
/// ```text
/// match request.await {
///     Ok(found) => println!("{found:?}"),
///     Err(error) if error.is_not_found() => println!("not found"),
///     Err(error) if error.is_rate_limited() || error.is_timeout() => try_again_later(),
///     Err(error) if !error.api_errors().is_empty() => println!("{:?}", error.api_errors()),
///     Err(error) => return Err(error.into()),
/// }
/// ```
///
/// `Display` shows method, path, status code and the errors that the server reported, but never a
/// credential.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    target: Option<Target>,
    status: Option<StatusCode>,
    headers: HeaderMap,
    body: Bytes,
    api_errors: Vec<ApiError>,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Methods that test the status code or the kind of an error.
macro_rules! checks {
    ($($(#[$docs:meta])* $name:ident: $field:ident == $value:expr;)*) => {
        $(
            $(#[$docs])*
            pub fn $name(&self) -> bool {
                self.0.$field == $value
            }
        )*
    };
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: String) -> Self {
        Self(Box::new(Inner {
            kind,
            target: None,
            status: None,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            api_errors: Vec::new(),
            message,
            source: None,
        }))
    }

    pub(crate) fn fault(fault: Fault) -> Self {
        Self::new(fault.kind, fault.message)
    }

    /// Sets the target of the call.
    pub(crate) fn with_target(mut self, target: Target) -> Self {
        self.0.target = Some(target);
        self
    }

    fn caused_by(mut self, source: Option<impl Into<Box<dyn StdError + Send + Sync>>>) -> Self {
        self.0.source = source.map(Into::into);
        self
    }

    /// Creates the error of a call that ended without a response.
    pub(crate) fn unanswered(end: End) -> Self {
        Self::cut_short(end, "no complete response", None)
    }

    /// Creates the error of a response whose body was cut short; the error contains what arrived.
    pub(crate) fn interrupted(end: End, head: RawResponse) -> Self {
        Self::cut_short(end, "no complete response", Some(head.body.len())).with(head)
    }

    /// Like [`interrupted`](Self::interrupted), for a response that is read in chunks.
    pub(crate) fn interrupted_stream(end: End, head: RawResponse) -> Self {
        Self::cut_short(end, "incomplete response", None).with(head)
    }

    fn cut_short(end: End, outcome: &str, received: Option<usize>) -> Self {
        let (kind, message, source) = match end {
            End::TooLarge(limit) => (
                ErrorKind::TooLarge,
                format!("the body has more than the {limit} bytes of `body_limit`"),
                None,
            ),
            End::Late(limit) => {
                let came = received.map_or_else(String::new, |n| format!(" ({n} bytes came)"));
                let message = format!("{outcome} within {limit:?}{came}");
                (ErrorKind::Timeout, message, None)
            }
            End::Failed(error) => {
                let after = received.map_or_else(String::new, |n| format!(" after {n} bytes"));
                let message = format!("{error}{after}{}", innermost_cause(&error));
                (error.kind, message, error.source)
            }
            End::Complete => (ErrorKind::Broken, "the connection broke".to_owned(), None),
        };
        Self::new(kind, message).caused_by(source)
    }

    /// Creates the error of a token source that failed.
    pub(crate) fn token(message: &str, source: Option<TokenError>) -> Self {
        let cause = source
            .as_ref()
            .map(|cause| format!(": {cause}"))
            .unwrap_or_default();
        Self::new(ErrorKind::Local, format!("{message}{cause}")).caused_by(source)
    }

    /// Creates the error of a response that reports a failure by its status code or in its body.
    pub(crate) fn reported(raw: RawResponse, api_errors: Vec<ApiError>) -> Self {
        let has_success_status =
            raw.target.unfollowed.is_none() && is_success(raw.target.operation, raw.status);
        let (kind, message) = if has_success_status {
            (
                ErrorKind::Failure,
                "the response reports a failure".to_owned(),
            )
        } else {
            (ErrorKind::Status, not_followed(&raw).unwrap_or_default())
        };
        Self::new(kind, message).with(raw).reporting(api_errors)
    }

    pub(crate) fn decode(raw: RawResponse, cause: DecodeError) -> Self {
        Self::unreadable("response", cause).with(raw)
    }

    fn unreadable(what: &str, cause: DecodeError) -> Self {
        Self::new(ErrorKind::Decode, format!("cannot read the {what}")).caused_by(Some(cause))
    }

    pub(crate) fn reporting(mut self, api_errors: Vec<ApiError>) -> Self {
        self.0.api_errors = api_errors;
        self
    }

    /// Adds a response: its status, its headers, and the beginning of its body.
    pub(crate) fn with(mut self, raw: RawResponse) -> Self {
        self.0.status = Some(raw.status);
        self.0.headers = raw.headers;
        // A slice would keep the whole allocation alive.
        self.0.body = if raw.body.len() > KEPT {
            raw.body.iter().copied().take(KEPT).collect()
        } else {
            raw.body
        };
        self.with_target(raw.target)
    }

    checks! {
        /// Returns whether the status code is 400.
        is_bad_request: status == Some(StatusCode::BAD_REQUEST);
        /// Returns whether the status code is 401: the credentials are missing or invalid.
        is_unauthorized: status == Some(StatusCode::UNAUTHORIZED);
        /// Returns whether the status code is 403: the credentials do not permit the request.
        is_forbidden: status == Some(StatusCode::FORBIDDEN);
        /// Returns whether the status code is 404.
        is_not_found: status == Some(StatusCode::NOT_FOUND);
        /// Returns whether the status code is 409.
        is_conflict: status == Some(StatusCode::CONFLICT);
        /// Returns whether the status code is 422.
        is_unprocessable: status == Some(StatusCode::UNPROCESSABLE_ENTITY);
        /// Returns whether the status code is 429.
        is_rate_limited: status == Some(StatusCode::TOO_MANY_REQUESTS);
        /// Returns whether a response with a success status code reports a failure in its body.
        is_reported_failure: kind == ErrorKind::Failure;
        /// Returns whether no complete response arrived in time, or a waiter ran out of time.
        is_timeout: kind == ErrorKind::Timeout;
        /// Returns whether the certificate of the server is not trusted; the request was not sent,
        /// and is not retried. Only rustls and custom transports distinguish this from other failed
        /// connections.
        is_untrusted_certificate: kind == ErrorKind::Untrusted;
        /// Returns whether a file, reader, stream or token source of the program failed; the
        /// request is not retried.
        is_local: kind == ErrorKind::Local;
        /// Returns whether the connection broke before the response was complete; the server may
        /// have seen the request.
        is_broken_connection: kind == ErrorKind::Broken;
        /// Returns whether the response exceeds `body_limit` of
        /// [`Options`](super::client::Options), or a list has more items than were requested.
        is_too_large: kind == ErrorKind::TooLarge;
        /// Returns whether the response, or the payload of a webhook, does not match the
        /// description; see [`json_path`](Self::json_path) and, for a response,
        /// [`body`](Self::body).
        is_decode: kind == ErrorKind::Decode;
        /// Returns whether the request violates a constraint of the description and was not sent.
        is_invalid_request: kind == ErrorKind::InvalidRequest;
        /// Returns whether the client has no credentials for the operation; nothing was sent.
        is_missing_credentials: kind == ErrorKind::MissingCredentials;
        /// Returns whether the client has an invalid setting; nothing was sent.
        is_configuration: kind == ErrorKind::Configuration;
        /// Returns whether the server keeps sending the same page; the list was not read to its
        /// end.
        is_repeated_page: kind == ErrorKind::RepeatedPage;
        /// Returns whether a waiter found a failed state; [`body`](Self::body) is the last
        /// response.
        is_failed_state: kind == ErrorKind::FailedState;
        /// Returns whether the signature of a webhook is invalid or too old: do not trust the
        /// payload.
        is_invalid_signature: kind == ErrorKind::Signature;
    }

    /// Returns whether the status code is 500 or above.
    pub fn is_server_error(&self) -> bool {
        self.0.status.is_some_and(|status| status.is_server_error())
    }

    /// Returns whether no connection could be made, so the server cannot have seen the request.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Untrusted)
    }

    /// Returns the HTTP method of the request, if the error belongs to one.
    pub fn method(&self) -> Option<&Method> {
        self.0.target.as_ref().map(|target| &target.method)
    }

    /// Returns the path of the request, without base URL and query, or the path template if the
    /// path is unknown.
    pub fn path(&self) -> Option<&str> {
        self.0.target.as_ref().map(|target| target.path.as_str())
    }

    /// Returns the `operationId`, if the description has the operation.
    pub fn operation(&self) -> Option<&'static str> {
        self.described().map(|operation| operation.id)
    }

    /// Returns the operation, if the description has it.
    pub(crate) fn described(&self) -> Option<&'static Operation> {
        self.0.target.as_ref()?.operation
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the status code of the response, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the headers of the response; empty if there is none.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the delay before a retry that the server asks for (`Retry-After`), counted from the
    /// arrival of the response.
    pub fn retry_after(&self) -> Option<Duration> {
        requested_delay(Some(&self.0.headers), current_time())
    }

    /// Returns the first 64 KiB of the response body; empty if there is none.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Decodes the response body as a type of this crate, such as the documented body of a 400, or
    /// any other `Deserialize` type, such as `serde_json::Value`.
    ///
    /// # Errors
    /// The body does not match the type.
    pub fn body_as<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        read_as(&self.0.body)
    }

    /// Returns the errors that the server reported; empty if none were recognized.
    pub fn api_errors(&self) -> &[ApiError] {
        &self.0.api_errors
    }

    /// Returns whether the server reported an error with this code: `3001` and `"3001"` are the
    /// same.
    pub fn has_code(&self, code: impl Into<Code>) -> bool {
        let code = code.into();
        self.0
            .api_errors
            .iter()
            .any(|error| error.code.as_ref().is_some_and(|own| own.is_same(&code)))
    }

    /// Returns the request id, which identifies the request in the server's logs, if the response
    /// has one.
    pub fn request_id(&self) -> Option<&str> {
        let name = self.0.target.as_ref()?.request_id_header?;
        self.0.headers.get(name)?.to_str().ok()
    }

    /// Returns the JSON path of the value that could not be decoded, such as
    /// `$.result.servers[0].name`.
    pub fn json_path(&self) -> Option<&str> {
        if !self.is_decode() {
            return None;
        }
        let cause = self.0.source.as_ref()?.downcast_ref::<DecodeError>()?;
        Some(&cause.path)
    }

    /// Returns the number of attempts.
    pub fn attempts(&self) -> u32 {
        self.0.target.as_ref().map_or(0, |target| target.attempts)
    }
}

/// Returns a colon and the message of the innermost cause, which is the most specific one.
fn innermost_cause(error: &TransportError) -> String {
    let mut cause = error.source();
    while let Some(inner) = cause.and_then(StdError::source) {
        cause = Some(inner);
    }
    cause.map(|cause| format!(": {cause}")).unwrap_or_default()
}

/// Removes credentials from the whole message: the server may repeat them anywhere.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.target {
            Some(target) => f.write_str(&target.hidden.cut_text(&Message(self).to_string())),
            None => Message(self).fmt(f),
        }
    }
}

struct Message<'e>(&'e Error);

impl fmt::Display for Message<'_> {
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
        if let (ErrorKind::Decode, Some(cause)) = (inner.kind, &inner.source) {
            f.write_str(": ")?;
            write_beginning(&cause.to_string(), CAUSE, f)?;
        }
        inner.fmt_api_errors(f)?;
        if let (Some(id), Some(target)) = (self.0.request_id(), &inner.target) {
            write!(
                f,
                " ({} {id})",
                target.request_id_header.unwrap_or("request")
            )?;
        }
        let Some(target) = &inner.target else {
            return Ok(());
        };
        if target.attempts > 1 {
            write!(f, " ({} attempts)", target.attempts)?;
        }
        target
            .given_up
            .as_ref()
            .map_or(Ok(()), |reason| write!(f, " (not retried: {reason})"))
    }
}

/// Returns the message about a redirect that is not followed, if the response is one.
fn not_followed(raw: &RawResponse) -> Option<String> {
    let reason = raw.target.unfollowed.as_ref()?;
    let place = raw
        .header("location")
        .map(shown_url)
        .filter(|place| !place.is_empty());
    let to = place
        .map(|place| format!(" to `{place}`"))
        .unwrap_or_default();
    Some(format!("the redirect{to} is not followed, as {reason}"))
}

impl Inner {
    fn fmt_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(status) = self.status else {
            return Ok(());
        };
        write!(f, "{}", status.as_u16())?;
        if let Some(reason) = status.canonical_reason() {
            write!(f, " {reason}")?;
        }
        if self.message.is_empty() {
            Ok(())
        } else {
            f.write_str(": ")
        }
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

/// Like `Display`, because `main` prints errors with `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({self})", self.0.kind)
    }
}

/// Converts the error of a file that cannot be opened, so that `?` works on uploads.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(ErrorKind::Local, format!("cannot use a file: {error}")).caused_by(Some(error))
    }
}

/// Converts the error of JSON that is not a response, such as the payload of a webhook.
impl From<DecodeError> for Error {
    fn from(cause: DecodeError) -> Self {
        Self::unreadable("JSON", cause)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
