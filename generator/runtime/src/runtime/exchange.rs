//! A request and what came of it: [`RawResponse`], or the reason why there is none (`End`).

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::api::{Envelope, Operation};
use super::json_path::DecodeError;
use super::outgoing::TransportError;
use super::redact::Hidden;

/// The request of an error or a response.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) method: Method,
    /// Path without base URL and query.
    pub(crate) path: String,
    /// `None` for a request without a described operation.
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) request_id_header: Option<&'static str>,
    /// The credentials, which no message may show.
    pub(crate) hidden: Hidden,
    /// The number of attempts.
    pub(crate) attempts: u32,
    /// The reason why the redirect in the response was not followed.
    pub(crate) unfollowed: Option<Unfollowed>,
    /// The reason why the request was not retried although the policy would have.
    pub(crate) given_up: Option<&'static str>,
}

/// A complete response with a success status code.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) target: Target,
    pub(crate) envelope: Option<&'static Envelope>,
    /// The media types that were requested.
    pub(crate) accept: &'static str,
    /// Whether optional parts that do not match the description are errors.
    pub(crate) is_strict: bool,
    /// The deviations found.
    pub(crate) deviations: OnceLock<Vec<DecodeError>>,
}

impl RawResponse {
    /// The boolean property that is false on failure.
    pub(crate) fn success_property(&self) -> Option<&'static str> {
        let of_envelope = self.envelope.and_then(|envelope| envelope.success);
        of_envelope.or_else(|| self.target.operation?.success)
    }

    /// Returns the status code.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns all headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header as a string, if it is present and valid text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Parses a header as a number, a boolean, an enum of this crate, or any other `FromStr` type; `None` if it is
    /// absent or invalid.
    pub fn header_as<T: FromStr>(&self, name: &str) -> Option<T> {
        self.header(name)?.trim().parse().ok()
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the request id for the server's logs, if the response has one.
    pub fn request_id(&self) -> Option<&str> {
        self.header(self.target.request_id_header?)
    }

    /// Returns the number of attempts.
    pub fn attempts(&self) -> u32 {
        self.target.attempts
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

/// The end of an attempt.
#[derive(Debug)]
pub(crate) enum End {
    /// The response is complete, or is now read in chunks.
    Complete,
    /// The response is larger than this limit.
    TooLarge(usize),
    /// The timeout expired.
    Late(Duration),
    /// The transport failed.
    Failed(TransportError),
}

/// The reason why a redirect is not followed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unfollowed {
    /// The maximum number was reached.
    TooMany(usize),
    NoLocation,
    NoUrl,
    OtherOrigin,
    Write,
    BodyGone,
}

impl fmt::Display for Unfollowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooMany(max) => return write!(f, "`max_redirects` is {max}"),
            Self::NoLocation => "it has no `location`",
            Self::NoUrl => "its `location` is not a valid URL",
            Self::OtherOrigin => "the origin differs",
            Self::Write => "only 307 and 308 allow a write to be repeated",
            Self::BodyGone => "the body can be sent only once",
        })
    }
}

/// Whether this status code is expected: a success, or a redirect that is the documented response.
pub(crate) fn is_success(operation: Option<&Operation>, status: StatusCode) -> bool {
    status.is_success() || operation.is_some_and(|operation| operation.redirects.contains(&status.as_u16()))
}
