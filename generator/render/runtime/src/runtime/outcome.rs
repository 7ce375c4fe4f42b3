//! The outcome of a call: a response ([`RawResponse`]), the errors that the server reports
//! ([`ApiError`]), or the reason why there is no response (`End`) or no request (`Fault`).

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::api::{Envelope, Operation};
use super::check::Violation;
use super::codec::Reading;
use super::json::DecodeError;
use super::outgoing::{ErrorKind, TransportError};
use super::redact::Hidden;

/// A fault that is found before anything is sent; it can be kept until it is reported.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
}

impl From<Violation> for Fault {
    fn from(Violation { path, message }: Violation) -> Self {
        let place = if path.is_empty() { "body" } else { &path };
        Self::request(format!("`{place}` {message}"))
    }
}

impl Fault {
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Configuration,
            message: message.into(),
        }
    }

    pub(crate) fn request(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::InvalidRequest,
            message: message.into(),
        }
    }
}

/// An error that the server reported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The error code of the server, if present.
    pub code: Option<Code>,
    /// The message of the server; may be empty.
    pub message: String,
    /// The path of the invalid value in the request, outermost first, if present.
    pub path: Vec<String>,
    /// The URL of the server's documentation of the error, if present.
    pub documentation_url: Option<String>,
}

/// An error code of the server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A number.
    Number(i64),
    /// A string.
    Text(String),
}

impl Code {
    /// Returns whether both have the same text: servers write the code `3001` as a number or as a
    /// string.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(number), Self::Text(text)) | (Self::Text(text), Self::Number(number)) => {
                *text == number.to_string()
            }
            _ => self == other,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => write_server_text(text, f),
        }
    }
}

impl From<i64> for Code {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Code {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// `[code] message (path)`, on one line.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = &self.code {
            write!(f, "[{code}]")?;
        }
        // If code and message are equal, only one is shown.
        let is_code = matches!(&self.code, Some(Code::Text(code)) if *code == self.message);
        if self.code.is_some() && !self.message.is_empty() && !is_code {
            f.write_str(" ")?;
        }
        if !is_code {
            write_server_text(&self.message, f)?;
        }
        if !self.path.is_empty() {
            f.write_str(" (at ")?;
            write_server_text(&self.path.join("."), f)?;
            f.write_str(")")?;
        }
        Ok(())
    }
}

/// Writes text of the server, which may contain anything, on one line and truncated.
fn write_server_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write_beginning(text, 300, f)
}

/// Writes the beginning of a string, on one line.
pub(crate) fn write_beginning(text: &str, max: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut characters = text.trim().chars();
    for c in characters.by_ref().take(max) {
        fmt::Write::write_char(f, if c.is_control() { ' ' } else { c })?;
    }
    if characters.next().is_some() {
        f.write_str("…")
    } else {
        Ok(())
    }
}

impl ApiError {
    pub(crate) fn new(code: Option<Code>, message: String) -> Self {
        Self {
            code,
            message,
            path: Vec::new(),
            documentation_url: None,
        }
    }
}

#[derive(Clone, Default)]
pub(crate) struct Target {
    pub(crate) method: Method,
    /// The path without base URL and query.
    pub(crate) path: String,
    /// `None` for a request without a described operation.
    pub(crate) operation: Option<&'static Operation>,
    /// Media types of the response.
    pub(crate) accept: &'static str,
    /// How the response is read.
    pub(crate) reading: Reading,
    pub(crate) request_id_header: Option<&'static str>,
    /// The credentials, which no message may show.
    pub(crate) hidden: Hidden,
    pub(crate) attempts: u32,
    /// The reason why the last redirect was not followed.
    pub(crate) unfollowed: Option<Cow<'static, str>>,
    /// The reason why the request was not retried although the policy allowed it.
    pub(crate) given_up: Option<Cow<'static, str>>,
}

/// A complete response with a success status code.
#[derive(Clone)]
pub struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) target: Target,
    pub(crate) deviations: OnceLock<Vec<DecodeError>>,
}

/// The methods that all responses share; `$raw` is the field with the [`RawResponse`], if there is
/// one.
macro_rules! metadata {
    ($($raw:ident)?) => {
        /// Returns the status code.
        pub fn status(&self) -> http::StatusCode {
            self.$($raw.)?status
        }

        /// Returns all headers.
        pub fn headers(&self) -> &http::HeaderMap {
            &self.$($raw.)?headers
        }

        $crate::runtime::outcome::header_readers!($($raw)?);

        /// Returns the request id, which identifies the request in the server's logs, if the
        /// response has one.
        pub fn request_id(&self) -> Option<&str> {
            self.header(self.$($raw.)?target.request_id_header?)
        }

        /// Returns the number of attempts.
        pub fn attempts(&self) -> u32 {
            self.$($raw.)?target.attempts
        }
    };
}

/// The methods that read single headers; `$raw` is the field with the headers, if there is one.
macro_rules! header_readers {
    ($($raw:ident)?) => {
        /// Returns a header as a string, if it is present and valid text.
        pub fn header(&self, name: &str) -> Option<&str> {
            self.$($raw.)?headers.get(name)?.to_str().ok()
        }

        /// Parses a header as a number, a boolean, an enum of this crate, or any other `FromStr`
        /// type; `None` if it is absent or invalid.
        pub fn header_as<H: std::str::FromStr>(&self, name: &str) -> Option<H> {
            self.header(name)?.trim().parse().ok()
        }
    };
}

pub(crate) use {header_readers, metadata};

impl RawResponse {
    metadata!();

    pub(crate) fn envelope(&self) -> Option<&'static Envelope> {
        self.target.operation?.envelope
    }

    /// Returns the boolean property of the body that is false if the operation failed.
    pub(crate) fn success_property(&self) -> Option<&'static str> {
        let of_envelope = self.envelope().and_then(|envelope| envelope.success);
        of_envelope.or_else(|| self.target.operation?.success)
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
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

pub(crate) enum End {
    /// The response is complete, or the rest of it is read in chunks.
    Complete,
    TooLarge(usize),
    Late(Duration),
    Failed(TransportError),
}

/// Returns whether a status code is a success, or a redirect that is the documented response.
pub(crate) fn is_success(operation: Option<&Operation>, status: StatusCode) -> bool {
    status.is_success()
        || operation.is_some_and(|operation| operation.redirects.contains(&status.as_u16()))
}
