//! The transport: sends a request and returns the response.
//!
//! The client uses only [`Transport`], so another HTTP library, or a mock, can replace the default one. A transport
//! does not handle retries, timeouts, authentication or JSON.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::api::{Api, Operation};
use super::hidden::Hidden;
use super::outgoing::Outgoing;
use super::redact;

/// A future that can be moved between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests and sleeps.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns as soon as the headers of the response have arrived.
    ///
    /// A redirect is a response like any other: the client decides whether it is followed. A transport that follows
    /// redirects hides described ones, and must at least stay within the origin, as the headers contain credentials.
    /// Dropping the future cancels the request.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;

    /// Sleeps. Retries and timeouts use it, so that the client does not depend on an async runtime.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Sleeps until a timeout expires, concurrently with other work. A transport with a mock clock may distinguish this
    /// from [`sleep`](Self::sleep).
    fn limit(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.sleep(duration)
    }

    /// The transport for requests to other hosts, if this one adds anything that is meant only for the API.
    #[doc(hidden)]
    fn beyond(&self) -> Option<&dyn Transport> {
        None
    }
}

/// A transport that sends `content-length: 0` for methods that anticipate content: libraries omit it, and some servers
/// then respond with 411 (RFC 9110, 8.6).
pub(crate) struct Framed<T>(pub(crate) T);

impl<T: Transport> Transport for Framed<T> {
    fn send(&self, mut request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let is_empty = request.body.as_ref().is_none_or(|body| body.length() == Some(0));
        if is_empty && matches!(request.method, Method::POST | Method::PUT | Method::PATCH) {
            request.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.sleep(duration)
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.limit(duration)
    }
}

/// A request, ready to be sent. `Debug` shows neither the query nor header values that are marked sensitive.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// The full, encoded URL.
    pub url: String,
    /// All headers but those that the transport sets itself (`host`, and `content-length` of a non-empty body).
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Outgoing>,
    /// The number of this attempt, from 1.
    pub attempt: u32,
    pub(crate) origin: Origin,
}

/// The origin of a request within the description.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) api: &'static Api,
    /// `None` without a described operation.
    pub(crate) operation: Option<&'static Operation>,
    /// The length of the base URL in the URL.
    pub(crate) base: usize,
}

impl Request {
    /// Returns the `operationId` of the operation, if there is one.
    pub fn operation(&self) -> Option<&'static str> {
        self.origin.operation.map(|operation| operation.id)
    }

    /// Returns the path template of the operation, such as `/pets/{id}`, if there is one.
    pub fn template(&self) -> Option<&'static str> {
        self.origin.operation.map(|operation| operation.path)
    }

    /// Returns the path without base URL and query.
    pub fn path(&self) -> &str {
        let path = self.url.get(self.origin.base..).unwrap_or(&self.url);
        path.split('?').next().unwrap_or_default()
    }

    /// Returns the URL without user name, password, and secret values of the query, for display.
    pub fn redacted_url(&self) -> String {
        Hidden::of(self).text(&redact::url(self.origin.api, &self.url))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Hidden::of(self).text(self.url.split('?').next().unwrap_or_default());
        let mut output = f.debug_struct("Request");
        output.field("method", &self.method).field("url", &url).field("headers", &self.headers);
        output.field("body", &self.body.as_ref().map(Outgoing::length)).finish()
    }
}

/// A response whose headers have arrived.
#[non_exhaustive]
pub struct Response {
    /// The status code.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// The body, read in chunks.
    pub body: Box<dyn Body>,
}

impl Response {
    /// Creates a response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Box<dyn Body>) -> Self {
        Self { status, headers, body }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).finish_non_exhaustive()
    }
}

/// A body that is read in chunks.
pub trait Body: Send {
    /// Returns the next chunk; `None` at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A body in memory; it has one chunk.
impl Body for Bytes {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let piece = std::mem::take(self);
        Box::pin(std::future::ready(Ok((!piece.is_empty()).then_some(piece))))
    }
}

/// The error of a missing or incomplete response.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) kind: TransportErrorKind,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransportErrorKind {
    /// Nothing of the request was sent.
    Connect,
    /// A timeout expired.
    Timeout,
    /// The connection broke; the server may have seen the request.
    Broken,
    /// The program's own input failed; the server is not at fault.
    Local,
}

impl TransportError {
    /// Creates the error of a failed connection: the server cannot have seen the request.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Connect, source: Some(source.into()) }
    }

    /// Creates the error of an expired timeout.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Timeout, source: Some(source.into()) }
    }

    /// Creates the error of a failed input of the program, such as an unreadable file; it is not retried.
    pub fn local(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Local, source: Some(source.into()) }
    }

    /// Creates the error of any other failure: the server may have seen the request.
    pub fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Broken, source: Some(source.into()) }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "cannot connect",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Broken => "the connection broke",
            TransportErrorKind::Local => "cannot read the input to send",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
