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
use super::auth::{TokenFailure, Tokens};
use super::call::Call;
use super::client::Client;
use super::error::{Error, Target};
use super::node::Model;
use super::response::{self, RawResponse, Response, refused};
use super::retry;
use super::several::{self, Several};
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
    /// Tokens that are fetched before each attempt.
    pub(crate) tokens: Tokens,
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

    /// Sends the call; what the reply is depends on its status.
    pub fn send_several<T: Several>(self) -> Sending<Response<T>> {
        read(self, several::read)
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
    Box::pin(async move { deliver(&call, false).await.map(|opened| opened.head) })
}

/// Sends a call; the reply has a success status, and its body is still to be read.
pub(crate) fn open(call: Call) -> Sending<Opened> {
    Box::pin(async move { deliver(&call, true).await })
}

/// A reply with a success status.
pub(crate) struct Opened {
    /// The reply; its body is empty where it is still to be read.
    pub(crate) head: RawResponse,
    /// What is still to be read.
    pub(crate) rest: Option<Box<dyn Body>>,
    pub(crate) client: Client,
    /// How long one piece may take.
    pub(crate) limit: Duration,
}

async fn deliver(call: &Call, streamed: bool) -> Result<Opened, Error> {
    let mut plan = call.plan()?;
    let client = call.client();
    let transport = client.transport().map_err(|fault| Error::fault(fault, Some(plan.target.clone())))?;
    loop {
        plan.target.attempts += 1;
        plan.request.attempt = plan.target.attempts;
        plan.authorize(transport).await?;
        let exchange = async { receive(transport.send(plan.request.clone()).await?, streamed).await };
        let outcome = within(transport, plan.timeout, exchange).await.unwrap_or(Err(TransportError::limit()));
        if plan.may_authorize_again(&outcome) {
            continue;
        }
        let Some(delay) = plan.retry(&outcome) else { return plan.finish(outcome, client.clone()) };
        transport.sleep(delay).await;
    }
}

/// What becomes of `work`, if it does not take too long.
pub(crate) async fn within<T>(transport: &dyn Transport, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut limit = transport.limit(limit);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// A reply of any status; complete, unless there is a rest.
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    rest: Option<Box<dyn Body>>,
}

async fn receive(reply: Reply, streamed: bool) -> Result<Received, TransportError> {
    let Reply { status, headers, mut body } = reply;
    if streamed && status.is_success() {
        return Ok(Received { status, headers, body: Bytes::new(), rest: Some(body) });
    }
    let limit = if status.is_success() { usize::MAX } else { FAILURE_LIMIT };
    let (body, end) = drain(&mut *body, limit).await;
    // The status of a failure matters more than how the rest of it was lost.
    if status.is_success() {
        end?;
    }
    Ok(Received { status, headers, body, rest: None })
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
    /// Puts the tokens of today into the request.
    async fn authorize(&mut self, transport: &dyn Transport) -> Result<(), Error> {
        if self.tokens.is_empty() {
            return Ok(());
        }
        let work = self.tokens.put_into(&mut self.request.headers);
        let outcome = within(transport, self.timeout, work).await;
        let failure = match outcome {
            Some(Ok(())) => return Ok(()),
            Some(Err(failure)) => failure,
            None => TokenFailure::late(self.timeout),
        };
        // Nothing was sent in this attempt.
        self.target.attempts -= 1;
        Err(Error::token(failure, self.target.clone()))
    }

    /// Whether the server refused a token, so that a new one is worth one more attempt.
    fn may_authorize_again(&mut self, outcome: &Result<Received, TransportError>) -> bool {
        matches!(outcome, Ok(reply) if reply.status == StatusCode::UNAUTHORIZED) && self.tokens.refuse()
    }

    /// How long to wait before the request is sent again; `None` if it is not.
    fn retry(&self, outcome: &Result<Received, TransportError>) -> Option<Duration> {
        let retry = self.target.attempts.saturating_sub(1);
        if retry >= self.retries || self.request.body.as_ref().is_some_and(|body| !body.is_ready()) {
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

    fn finish(self, outcome: Result<Received, TransportError>, client: Client) -> Result<Opened, Error> {
        let Self { target, envelope, timeout, .. } = self;
        let Received { status, headers, body, rest } =
            outcome.map_err(|error| Error::transport(error, target.clone(), timeout))?;
        let head = RawResponse { status, headers, body, target, envelope };
        if status.is_success() { Ok(Opened { head, rest, client, limit: timeout }) } else { Err(refused(head)) }
    }
}
