//! The default [`Transport`]: the `reqwest` crate, behind the feature of that name.
//!
//! No type of `reqwest` is public except the client that a user may pass.

use std::error::Error as _;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::uri::Uri;
use http_body::{Frame, SizeHint};
use reqwest::redirect::Policy;

use super::failure::Fault;
use super::outgoing::{Body, BoxFuture, Outgoing, TransportError, TransportErrorKind};
use super::transport::{Request, Response, Transport};

/// Sends requests with `reqwest`.
pub(crate) struct Reqwest {
    client: reqwest::Client,
}

impl Reqwest {
    /// The built-in client. It does not handle redirects.
    pub(crate) fn new(connect_timeout: Duration, proxy: Option<&str>) -> Result<Self, Fault> {
        let mut builder = reqwest::Client::builder().connect_timeout(connect_timeout).redirect(Policy::none());
        #[cfg(feature = "rustls")]
        {
            builder = builder.tls_backend_preconfigured(tls::config()?);
        }
        if let Some(url) = proxy {
            // Its password must not be in messages.
            let fault = || Fault::configuration("proxy: expected a URL, as `http://proxy.example:8080`");
            let is_url = url.parse::<Uri>().is_ok_and(|uri| uri.scheme().is_some() && uri.authority().is_some());
            let proxy = reqwest::Proxy::all(url).ok().filter(|_| is_url);
            builder = builder.proxy(proxy.ok_or_else(fault)?);
        }
        let client = builder.build();
        let fault = |error| Fault::configuration(format!("cannot set up `reqwest`: {error}"));
        Ok(Self { client: client.map_err(fault)? })
    }

    /// A client of the user.
    pub(crate) fn of(client: reqwest::Client) -> Self {
        Self { client }
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let mut builder = self.client.request(request.method, &request.url).headers(request.headers);
        if let Some(body) = request.body {
            builder = builder.body(outgoing(body));
        }
        let response = builder.send().await.map_err(explain)?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Response::new(status, headers, Box::new(Incoming(response))))
    }
}

impl Transport for Reqwest {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
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

/// A body that is sent in chunks. The lock is never contended: it exists because `reqwest` shares bodies.
struct Pieces {
    length: Option<u64>,
    state: Mutex<State>,
}

enum State {
    Idle(Box<dyn Body>),
    Busy(BoxFuture<'static, Step>),
    Over,
}

/// A body and its last chunk.
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

/// The URL is omitted: its query may have a credential.
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

/// Whether the input to send could not be read.
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

/// The setup of rustls: with the certificates of the system, and without process-wide state.
#[cfg(feature = "rustls")]
pub(crate) mod tls {
    use std::sync::Arc;

    use rustls::ClientConfig;
    use rustls::crypto::{CryptoProvider, ring};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    use super::Fault;

    /// The crypto provider of the process, or else ring; the default of the process is not changed.
    pub(crate) fn config() -> Result<ClientConfig, Fault> {
        let provider = CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(ring::default_provider()));
        let fault = |error: rustls::Error| Fault::configuration(format!("cannot set up TLS: {error}"));
        let builder =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(fault)?;
        let mut config = builder.with_platform_verifier().map_err(fault)?.with_no_client_auth();
        // `reqwest` adds nothing to this configuration.
        if cfg!(feature = "http2") {
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        Ok(config)
    }
}
