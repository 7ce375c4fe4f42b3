//! [`Middleware`]: hooks between the client and its transport.
//!
//! It does not handle retries: each attempt passes through it. A client without middleware skips all of this.

use std::sync::Arc;
use std::time::Duration;

use super::outgoing::{BoxFuture, TransportError};
use super::transport::{Request, Response, Transport};

/// Handles each request before it is sent, and each response.
///
/// It may change the request, respond itself, send the request several times, and change the response or failure:
///
/// ```text
/// struct Signed(Key);
///
/// impl Middleware for Signed {
///     fn handle<'a>(&'a self, mut request: Request, next: Next<'a>)
///         -> BoxFuture<'a, Result<Response, TransportError>> {
///         request.headers.insert("x-signature", self.0.sign(&request.url));
///         next.send(request)
///     }
/// }
/// ```
///
/// It is called once per attempt of a call, after authentication and within the timeout of the attempt;
/// `request.attempt` counts them. The future must be cancel-safe: calls are cancelled by dropping it.
pub trait Middleware: Send + Sync + 'static {
    /// Returns the response to a request, usually through `next`.
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, TransportError>>;
}

/// The rest of the chain: the middleware after this one, and the transport.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    transport: &'a dyn Transport,
    rest: &'a [Arc<dyn Middleware>],
}

impl<'a> Next<'a> {
    /// Sends the request on, and waits for the headers of the response.
    pub fn send(self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        match self.rest.split_first() {
            Some((first, rest)) => first.handle(request, Self { rest, ..self }),
            None => self.transport.send(request),
        }
    }

    /// Sleeps, by the clock of the transport.
    pub fn sleep(self, duration: Duration) -> BoxFuture<'a, ()> {
        self.transport.sleep(duration)
    }
}

/// A transport with middleware around it.
pub(crate) struct Layered {
    transport: Arc<dyn Transport>,
    middleware: Vec<Arc<dyn Middleware>>,
}

impl Layered {
    pub(crate) fn around(transport: Arc<dyn Transport>, middleware: Vec<Arc<dyn Middleware>>) -> Arc<dyn Transport> {
        if middleware.is_empty() { transport } else { Arc::new(Self { transport, middleware }) }
    }
}

impl Transport for Layered {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Next { transport: &*self.transport, rest: &self.middleware }.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.transport.sleep(duration)
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.transport.limit(duration)
    }

    fn beyond(&self) -> Option<&dyn Transport> {
        Some(&*self.transport)
    }
}
