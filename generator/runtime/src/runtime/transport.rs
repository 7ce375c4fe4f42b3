//! What carries a request to the server and a response back.
//!
//! [`Transport`] is the seam: the client is built on it alone, so that another HTTP library, or a test, can take the
//! place of the default one. A transport knows nothing of retries, time limits, authentication or JSON.

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

/// Sends requests, and waits.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns as soon as the head of the response is there.
    ///
    /// A redirect is a response like any other: the client itself decides whether it is followed. A transport that follows
    /// hides those that the description promises, and must at least not leave the origin: the headers carry
    /// credentials. Dropping the future abandons the request.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;

    /// Waits; retries and time limits use it, so that the client needs no async runtime of its own.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Waits until a time limit is over, while something else is under way. A transport whose clock is not that of the
    /// wall may tell the two apart.
    fn limit(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.sleep(duration)
    }

    /// What sends a request that leaves the API, where this adds what is meant for the API alone.
    #[doc(hidden)]
    fn beyond(&self) -> Option<&dyn Transport> {
        None
    }
}

/// A transport whose requests say that they have no content where their method anticipates some: libraries leave
/// `content-length: 0` out, and some servers answer 411 then (RFC 9110, 8.6).
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
    /// The whole URL, encoded.
    pub url: String,
    /// All headers but those that the transport itself sets (`host`, and `content-length` of a body that is not empty).
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Outgoing>,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    pub(crate) origin: Origin,
}

/// Where a request comes from.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) api: &'static Api,
    /// `None` of a request that no operation describes.
    pub(crate) operation: Option<&'static Operation>,
    /// How much of the URL is the base URL.
    pub(crate) base: usize,
}

impl Request {
    /// The `operationId` of the operation, if there is one.
    pub fn operation(&self) -> Option<&'static str> {
        self.origin.operation.map(|operation| operation.id)
    }

    /// The path template of the operation, as `/pets/{id}`, if there is one.
    pub fn template(&self) -> Option<&'static str> {
        self.origin.operation.map(|operation| operation.path)
    }

    /// The path as it is sent, without base URL and query.
    pub fn path(&self) -> &str {
        let path = self.url.get(self.origin.base..).unwrap_or(&self.url);
        path.split('?').next().unwrap_or_default()
    }

    /// The URL, to be shown: without user name, password, and values of the query that are secrets.
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

/// A response, as far as it has arrived.
#[non_exhaustive]
pub struct Response {
    /// HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// The body, piece by piece.
    pub body: Box<dyn Body>,
}

impl Response {
    /// A response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Box<dyn Body>) -> Self {
        Self { status, headers, body }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).finish_non_exhaustive()
    }
}

/// A body, piece by piece.
pub trait Body: Send {
    /// The next piece; `None` at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A body that is there already; it ends after its only piece.
impl Body for Bytes {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let piece = std::mem::take(self);
        Box::pin(std::future::ready(Ok((!piece.is_empty()).then_some(piece))))
    }
}

/// Why no response arrived, or not all of it.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) kind: TransportErrorKind,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransportErrorKind {
    /// Nothing of the request was sent.
    Connect,
    /// It took too long.
    Timeout,
    /// The connection broke; the server may have seen the request.
    Broken,
    /// What the program itself was to give failed; no server is to blame.
    Local,
}

impl TransportError {
    /// No connection: the server certainly did not see the request.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Connect, source: Some(source.into()) }
    }

    /// It took too long.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Timeout, source: Some(source.into()) }
    }

    /// What the program itself was to give failed, such as a file that is to be sent: sending it again would not help.
    pub fn local(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Local, source: Some(source.into()) }
    }

    /// Anything else: the server may have seen the request.
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
            TransportErrorKind::Local => "cannot read what is to be sent",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
