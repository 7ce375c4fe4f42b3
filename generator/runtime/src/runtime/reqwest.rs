//! The default [`Transport`]: the `reqwest` crate, behind the feature of that name.
//!
//! No type of `reqwest` leaves this file but the client that a user may bring along.

use std::error::Error as _;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use http::uri::Uri;
use http::{HeaderMap, Method, StatusCode};
use http_body::{Frame, SizeHint};
use reqwest::redirect::Policy;

use super::error::Fault;
use super::outgoing::Outgoing;
use super::transport::{Body, BoxFuture, Reply, Request, Transport, TransportError, TransportErrorKind};

/// How many redirects in a row are followed.
const MAX_REDIRECTS: usize = 10;

/// Sends requests with `reqwest`.
pub(crate) struct Reqwest {
    client: reqwest::Client,
    /// Whether redirects are followed here; a user's own client has a policy of its own.
    follows: bool,
}

impl Reqwest {
    /// A client of our own.
    pub(crate) fn new(connect_timeout: Duration, proxy: Option<&str>) -> Result<Self, Fault> {
        let mut builder = reqwest::Client::builder().connect_timeout(connect_timeout).redirect(Policy::none());
        #[cfg(feature = "rustls")]
        {
            builder = builder.tls_backend_preconfigured(super::tls::config()?);
        }
        if let Some(url) = proxy {
            // Its password is not for messages.
            let fault = || Fault::configuration("proxy: expected a URL, as `http://proxy.example:8080`");
            let is_url = url.parse::<Uri>().is_ok_and(|uri| uri.scheme().is_some() && uri.authority().is_some());
            let proxy = reqwest::Proxy::all(url).ok().filter(|_| is_url);
            builder = builder.proxy(proxy.ok_or_else(fault)?);
        }
        let client = builder.build();
        let fault = |error| Fault::configuration(format!("cannot set up `reqwest`: {error}"));
        Ok(Self { client: client.map_err(fault)?, follows: true })
    }

    /// A client of the user's own.
    pub(crate) fn of(client: reqwest::Client) -> Self {
        Self { client, follows: false }
    }

    /// Sends a request, and again where a redirect within the origin says that it belongs there.
    async fn follow(&self, mut request: Request) -> Result<Reply, TransportError> {
        let mut left = if self.follows { MAX_REDIRECTS } else { 0 };
        loop {
            let response = self.exchange(request.clone()).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let next = if left > 0 { redirected(request, response.url(), status, &headers) } else { None };
            let Some(next) = next else { return Ok(Reply::new(status, headers, Box::new(Incoming(response)))) };
            request = next;
            left -= 1;
        }
    }

    async fn exchange(&self, request: Request) -> Result<reqwest::Response, TransportError> {
        let mut builder = self.client.request(request.method, &request.url).headers(request.headers);
        if let Some(body) = request.body {
            builder = builder.body(outgoing(body));
        }
        builder.send().await.map_err(explain)
    }
}

/// What a redirect asks for, if that can be done within the origin: credentials travel in headers of all names.
///
/// What was to be done is never turned into a question: only 303 says that the answer stands elsewhere.
fn redirected(request: Request, from: &reqwest::Url, status: StatusCode, headers: &HeaderMap) -> Option<Request> {
    let is_question = matches!(request.method, Method::GET | Method::HEAD);
    let keeps = match status {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND if is_question => true,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::SEE_OTHER => is_question,
        _ => return None,
    };
    let to = from.join(headers.get(LOCATION)?.to_str().ok()?).ok().filter(|to| to.origin() == from.origin())?;
    let mut next = Request { url: to.into(), ..request };
    if !keeps {
        next.method = Method::GET;
        next.body = None;
        [CONTENT_TYPE, CONTENT_ENCODING].iter().for_each(|name| drop(next.headers.remove(name)));
    }
    next.body.as_ref().is_none_or(Outgoing::is_ready).then_some(next)
}

impl Transport for Reqwest {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        Box::pin(self.follow(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

fn outgoing(body: Outgoing) -> reqwest::Body {
    match body.bytes() {
        Some(bytes) => bytes.clone().into(),
        None => reqwest::Body::wrap(Pieces { length: body.length(), state: Mutex::new(State::Idle(body.into_body())) }),
    }
}

/// A body that is sent piece by piece. The lock is never taken: it is there because `reqwest` shares bodies.
struct Pieces {
    length: Option<u64>,
    state: Mutex<State>,
}

enum State {
    Idle(Box<dyn Body>),
    Busy(BoxFuture<'static, Step>),
    Over,
}

/// A body, and what it gave.
type Step = (Box<dyn Body>, Result<Option<Bytes>, TransportError>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut next = match std::mem::replace(state, State::Over) {
            State::Over => return Poll::Ready(None),
            State::Busy(next) => next,
            State::Idle(mut body) => Box::pin(async move {
                let piece = body.chunk().await;
                (body, piece)
            }),
        };
        match next.as_mut().poll(context) {
            Poll::Pending => {
                *state = State::Busy(next);
                Poll::Pending
            }
            Poll::Ready((body, Ok(Some(piece)))) => {
                *state = State::Idle(body);
                Poll::Ready(Some(Ok(Frame::data(piece))))
            }
            Poll::Ready((_, Ok(None))) => Poll::Ready(None),
            Poll::Ready((_, Err(error))) => Poll::Ready(Some(Err(error))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

struct Incoming(reqwest::Response);

impl Body for Incoming {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { self.0.chunk().await.map_err(explain) })
    }
}

/// The URL is left out: its query may hold a credential.
fn explain(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if is_local(&error) {
        TransportError::local(error)
    } else if error.is_connect() {
        TransportError::connect(error)
    } else if error.is_timeout() {
        TransportError::timeout(error)
    } else {
        TransportError::broken(error)
    }
}

/// Whether what was to be sent could not be read.
fn is_local(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(ours) = inner.downcast_ref::<TransportError>() {
            return ours.kind == TransportErrorKind::Local;
        }
        cause = inner.source();
    }
    false
}
