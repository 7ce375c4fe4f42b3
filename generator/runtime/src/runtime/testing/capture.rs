//! Builds the request of a call without sending it.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::super::api::Api;
use super::super::builder::ClientBuilder;
use super::super::client::Client;
use super::super::error::Error;
use super::super::outgoing::Outgoing;
use super::super::path;
use super::super::transport::{BoxFuture, Request, Response, Transport, TransportError};

/// A credential that is recognizably fake.
const CREDENTIAL: &str = "mock";

/// A builder with a credential for every scheme, and a base URL in any case.
pub(super) fn builder(api: &'static Api) -> ClientBuilder {
    let builder = Client::builder_for(api);
    let builder = match substitute(api.base_url) {
        Some(url) => builder.base_url(url),
        None => builder,
    };
    api.schemes.iter().fold(builder, |builder, scheme| builder.credential(scheme.name, CREDENTIAL))
}

/// Replaces a base URL that cannot be used: one without a host, or an invalid one.
fn substitute(base_url: &str) -> Option<String> {
    if path::base_url(base_url).is_ok() {
        return None;
    }
    let url = format!("https://mock.test/{}", base_url.trim_start_matches('/'));
    let is_path = !base_url.contains("://") && path::base_url(&url).is_ok();
    Some(if is_path { url } else { "https://mock.test".to_owned() })
}

/// Keeps the first request and never responds.
struct Capture(Arc<Mutex<Option<Request>>>);

impl Transport for Capture {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(request);
        Box::pin(std::future::pending())
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

/// The request of a call, or the reason why it makes none.
pub(super) fn capture<T, R>(api: &'static Api, call: impl FnOnce(&Client) -> R) -> Result<Request, String>
where
    R: IntoFuture<Output = Result<T, Error>>,
{
    let kept = Arc::new(Mutex::new(None));
    let client = builder(api).transport(Capture(kept.clone())).build_deferred();
    let poll = || {
        let future = pin!(call(&client).into_future());
        future.poll(&mut Context::from_waker(Waker::noop()))
    };
    // The call is not sent, so it gets no span.
    #[cfg(feature = "tracing")]
    let outcome = tracing::subscriber::with_default(tracing::subscriber::NoSubscriber::new(), poll);
    #[cfg(not(feature = "tracing"))]
    let outcome = poll();
    let request = kept.lock().unwrap_or_else(PoisonError::into_inner).take();
    request.ok_or_else(|| match outcome {
        Poll::Ready(Err(error)) => error.to_string(),
        _ => "it sends no request".to_owned(),
    })
}

/// All bytes of a body.
pub(super) async fn gather(body: Option<Outgoing>) -> Result<Bytes, TransportError> {
    let Some(body) = body else { return Ok(Bytes::new()) };
    let mut body = body.into_body();
    let mut all = BytesMut::new();
    while let Some(piece) = body.chunk().await? {
        all.extend_from_slice(&piece);
    }
    Ok(all.freeze())
}

/// All bytes of a body in memory; a stream or a file would have to be awaited.
pub(super) fn gather_now(body: Option<Outgoing>) -> Option<Bytes> {
    match pin!(gather(body)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(bytes)) => Some(bytes),
        _ => None,
    }
}
