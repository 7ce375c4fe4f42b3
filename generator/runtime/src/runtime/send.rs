//! The one road that every request takes: attempts, time limit, retries, and the end of them.
//!
//! Not generic: it is compiled once, whatever the types around it.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::api::Envelope;
use super::call::Call;
use super::error::{Error, Target};
use super::node::Model;
use super::response::{self, RawResponse, Response, refused};
use super::retry;
use super::transport::{Body, BoxFuture, Reply, Request, Transport, TransportError};

/// How much of the body of a failure is read, so that the connection can be used again.
const FAILURE_LIMIT: usize = 1024 * 1024;

/// A request, ready to be sent, and how to go about it.
pub(crate) struct Plan {
    pub(crate) request: Request,
    pub(crate) target: Target,
    pub(crate) envelope: Option<&'static Envelope>,
    pub(crate) timeout: Duration,
    pub(crate) retries: u32,
    pub(crate) idempotent: bool,
}

/// A call that is under way; dropping it abandons the request.
pub type Sending<T> = BoxFuture<'static, Result<T, Error>>;

/// The value alone, without the reply that it comes in.
pub fn value<T: 'static>(sending: Sending<Response<T>>) -> Sending<T> {
    Box::pin(async { sending.await.map(Response::into_value) })
}

/// Sends a call and reads its reply.
fn read<T: 'static>(call: Call, reader: fn(RawResponse) -> Result<Response<T>, Error>) -> Sending<Response<T>> {
    let sending = execute(call);
    Box::pin(async move { reader(sending.await?) })
}

impl Call {
    /// Sends the call; the reply is JSON.
    pub fn send_json<T: Model>(self) -> Sending<Response<T>> {
        read(self, response::json)
    }

    /// Sends the call; nothing is expected in the reply.
    pub fn send_empty(self) -> Sending<Response<()>> {
        read(self, response::empty)
    }

    /// Sends the call; the reply is text.
    pub fn send_text(self) -> Sending<Response<String>> {
        read(self, response::text)
    }

    /// Sends the call; the reply is taken as it is.
    pub fn send_bytes(self) -> Sending<Response<Bytes>> {
        read(self, response::bytes)
    }
}

/// Sends a call; the reply has a success status.
pub(crate) fn execute(call: Call) -> Sending<RawResponse> {
    Box::pin(async move {
        let mut plan = call.plan()?;
        let transport = call.client().transport().map_err(|fault| Error::fault(fault, Some(plan.target.clone())))?;
        loop {
            plan.target.attempts += 1;
            let outcome = attempt(transport, plan.request.clone(), plan.timeout).await;
            let Some(delay) = plan.retry(&outcome) else { return plan.finish(outcome) };
            transport.sleep(delay).await;
        }
    })
}

/// A complete reply of any status.
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

async fn attempt(transport: &dyn Transport, request: Request, limit: Duration) -> Result<Received, TransportError> {
    let mut exchange = pin!(async { receive(transport.send(request).await?).await });
    let mut limit = transport.sleep(limit);
    poll_fn(|context| match exchange.as_mut().poll(context) {
        Poll::Ready(outcome) => Poll::Ready(outcome),
        Poll::Pending => limit.as_mut().poll(context).map(|()| Err(TransportError::limit())),
    })
    .await
}

async fn receive(reply: Reply) -> Result<Received, TransportError> {
    let Reply { status, headers, mut body } = reply;
    let limit = if status.is_success() { usize::MAX } else { FAILURE_LIMIT };
    let (body, end) = drain(&mut *body, limit).await;
    // The status of a failure matters more than how the rest of it was lost.
    if status.is_success() {
        end?;
    }
    Ok(Received { status, headers, body })
}

/// What could be read of a body, and how it ended.
async fn drain(body: &mut dyn Body, limit: usize) -> (Bytes, Result<(), TransportError>) {
    let mut all = BytesMut::new();
    while all.len() < limit {
        match body.chunk().await {
            Ok(Some(piece)) => all.extend_from_slice(&piece),
            Ok(None) => break,
            Err(error) => return (all.freeze(), Err(error)),
        }
    }
    (all.freeze(), Ok(()))
}

impl Plan {
    /// How long to wait before the request is sent again; `None` if it is not.
    fn retry(&self, outcome: &Result<Received, TransportError>) -> Option<Duration> {
        let retry = self.target.attempts.saturating_sub(1);
        if retry >= self.retries {
            return None;
        }
        let none = HeaderMap::new();
        let (again, headers) = match outcome {
            Ok(reply) if reply.status.is_success() => return None,
            Ok(reply) => (retry::after_status(reply.status, &reply.headers, self.idempotent), &reply.headers),
            Err(error) => (retry::after_failure(error.kind, self.idempotent), &none),
        };
        again.then(|| retry::delay(headers, retry, SystemTime::now(), retry::random()))
    }

    fn finish(self, outcome: Result<Received, TransportError>) -> Result<RawResponse, Error> {
        let Self { target, envelope, timeout, .. } = self;
        let Received { status, headers, body } =
            outcome.map_err(|error| Error::transport(error, target.clone(), timeout))?;
        let raw = RawResponse { status, headers, body, target, envelope };
        if status.is_success() { Ok(raw) } else { Err(refused(raw)) }
    }
}
