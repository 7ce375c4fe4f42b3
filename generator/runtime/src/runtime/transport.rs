//! The transport: sends a request and returns the response.
//!
//! The client uses only [`Transport`], so another HTTP library, or a mock, can replace the default one. A transport
//! does not handle retries, timeouts, authentication or JSON.

use std::fmt;
use std::time::Duration;

use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::api::{Api, Operation};
use super::outgoing::Outgoing;
use super::redact::{self, Hidden};

#[doc(inline)]
pub use super::outgoing::{Body, BoxFuture, TransportError};

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

    /// The credentials of the request.
    pub(crate) fn hidden(&self) -> Hidden {
        let mut hidden = Hidden::default();
        hidden.add(self.origin.api, &self.headers, &self.url);
        hidden
    }

    /// Returns the URL without user name, password, and secret values of the query, for display.
    pub fn redacted_url(&self) -> String {
        self.hidden().text(&redact::url(self.origin.api, &self.url))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.hidden().text(self.url.split('?').next().unwrap_or_default());
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
