//! The default [`Transport`]: the `reqwest` crate, behind the feature of that name.
//!
//! No type of `reqwest` leaves this file but the client that a user may bring along.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use reqwest::redirect::{Attempt, Policy};

use super::error::Fault;
use super::outgoing::Outgoing;
use super::transport::{Body, BoxFuture, Reply, Request, Transport, TransportError};

/// How many redirects in a row are followed.
const MAX_REDIRECTS: usize = 10;

/// Sends requests with `reqwest`.
pub(crate) struct Reqwest(pub(crate) reqwest::Client);

impl Reqwest {
    /// A client of our own.
    pub(crate) fn new(connect_timeout: Duration, proxy: Option<&str>) -> Result<Self, Fault> {
        #[cfg(feature = "rustls")]
        choose_cryptography();
        let mut builder = reqwest::Client::builder().connect_timeout(connect_timeout);
        if let Some(url) = proxy {
            // Its password is not for messages.
            let fault = |_| Fault::configuration("proxy: expected a URL, as `http://proxy.example:8080`");
            builder = builder.proxy(reqwest::Proxy::all(url).map_err(fault)?);
        }
        let client = builder.redirect(Policy::custom(follow_same_origin)).build();
        client.map(Self).map_err(|error| Fault::configuration(format!("cannot set up `reqwest`: {error}")))
    }
}

/// rustls takes the process's choice of cryptography; where nobody chose, ring.
#[cfg(feature = "rustls")]
fn choose_cryptography() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Losing a race means that someone else chose, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

/// `reqwest` drops `Authorization` on the way to another host, but no other header, and keys travel in those too: only
/// redirects within an origin are followed, others are returned as they are.
fn follow_same_origin(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let followed = attempt.previous().len();
    let same = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
    if same && followed <= MAX_REDIRECTS { attempt.follow() } else { attempt.stop() }
}

impl Transport for Reqwest {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        let mut builder = self.0.request(request.method, &request.url).headers(request.headers);
        if let Some(body) = request.body {
            builder = builder.body(outgoing(body));
        }
        Box::pin(async move {
            let response = builder.send().await.map_err(explain)?;
            let (status, headers) = (response.status(), response.headers().clone());
            Ok(Reply::new(status, headers, Box::new(Incoming(response))))
        })
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
    if error.is_connect() {
        TransportError::connect(error)
    } else if error.is_timeout() {
        TransportError::timeout(error)
    } else {
        TransportError::broken(error)
    }
}
