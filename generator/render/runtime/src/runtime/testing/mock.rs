//! [`MockTransport`]: a transport with scripted responses.

use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use std::{fmt, io};

use super::super::api::Api;
use super::super::builder::ClientBuilder;
use super::super::client::Client;
use super::super::error::Error;
use super::super::outgoing::{BoxFuture, TransportError};
use super::super::path;
use super::super::transport::{Request, Response, Transport};
use super::clock::Clock;
use super::recording::{gather_body, read_exchanges, redact_exchange, request_secrets};
use super::request::{Content, MockCall, Rule};
use super::script::{Answer, Scripted, fail_test};

/// A transport with scripted responses, without a network.
///
/// Expectations are written as calls, and each one has responses, which are returned in order. For
/// an API that has pets:
///
/// ```text
/// let mock = MockTransport::new();
/// mock.on(|client| client.pets().read("p1"))
///     .respond_status(429)
///     .header("retry-after", "3")
///     .respond(&pet);
///
/// let pet = mock.client().pets().read("p1").await?;
/// assert_eq!(mock.waits(), [Duration::from_secs(3)]);
/// mock.verify();
/// ```
///
/// A request uses the first matching expectation with a response left. A request without one panics
/// and shows the differences. Requests are built, checked, retried and decoded as usual. Waiting
/// takes no time; [`waits`](Self::waits) returns how long the client would have waited.
///
/// Clones share the script and the requests that arrived.
#[derive(Clone)]
pub struct MockTransport {
    pub(super) api: &'static Api,
    state: Arc<Mutex<State>>,
    clock: Clock,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) expectations: Vec<Scripted>,
    calls: Vec<MockCall>,
    unexpected: Vec<String>,
}

impl MockTransport {
    /// Creates a mock without expectations.
    #[doc(hidden)]
    pub fn for_api(api: &'static Api) -> Self {
        Self {
            api,
            state: Arc::default(),
            clock: Clock::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn change<R>(
        &self,
        index: usize,
        change: impl FnOnce(&mut Scripted) -> R,
    ) -> Option<R> {
        self.state().expectations.get_mut(index).map(change)
    }

    /// Expects the exchanges that a [`Recorder`](super::Recorder) wrote to a file, each once. A
    /// request matches if method, path, query and body are equal; secrets, which are not in the
    /// file, may differ.
    ///
    /// # Errors
    /// The file cannot be read, or was not written by a recorder.
    pub fn replay(self, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)?;
        let exchanges = read_exchanges(&text).map_err(|problem| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{}: {problem}", path.display()),
            )
        })?;
        self.state().expectations.extend(exchanges);
        Ok(self)
    }

    /// Returns a client that uses this transport. All its credentials are `mock`.
    pub fn client(&self) -> Client {
        self.builder().build_deferred()
    }

    /// Returns a builder for such a client, to be configured further.
    pub fn builder(&self) -> ClientBuilder {
        mock_builder(self.api).transport(self.clone())
    }

    /// Returns all requests that arrived, in order; each attempt is a separate request.
    pub fn calls(&self) -> Vec<MockCall> {
        self.state().calls.clone()
    }

    /// Returns the delays between attempts and all other times that the client waited.
    pub fn waits(&self) -> Vec<Duration> {
        self.clock.time().waits.clone()
    }

    /// Returns the elapsed time of the mock clock: waits, delays, and expired timeouts.
    pub fn elapsed(&self) -> Duration {
        self.clock.time().now
    }

    /// Checks that every response was requested, and that no other request arrived.
    ///
    /// # Panics
    /// Responses are left, an expectation has no responses, or an unexpected request arrived. An
    /// unexpected request panics when it arrives, but this panic is lost if the task of the request
    /// is not awaited.
    #[track_caller]
    pub fn verify(&self) {
        let state = self.state();
        let unexpected = state.unexpected.first().cloned();
        let left: Vec<String> = state
            .expectations
            .iter()
            .filter_map(Scripted::left)
            .collect();
        drop(state);
        if let Some(message) = unexpected {
            fail_test(&message);
        }
        if !left.is_empty() {
            fail_test(&format!("expected more requests:\n{}", left.join("\n")));
        }
    }

    /// Records a request, and takes the answer of the first matching expectation that has one left.
    /// The error is the message of the failed test.
    fn answer(&self, request: &Request, call: &MockCall) -> Result<Answer, String> {
        let body = call.content();
        let (redacted, redacted_body) = redact_exchange(&request_secrets(request), call, &body);
        let mut state = self.state();
        state.calls.push(call.clone());
        let mut reasons = Vec::new();
        for (index, expectation) in state.expectations.iter_mut().enumerate() {
            let difference = match expectation.expected.rule {
                Rule::Recorded => expectation.expected.difference(&redacted, &redacted_body),
                _ => expectation.expected.difference(call, &body),
            };
            let reason = match difference {
                Some(difference) => difference,
                None => match expectation.take() {
                    Some(answer) => return Ok(answer),
                    None => expectation.used_up().to_owned(),
                },
            };
            reasons.push(format!(
                "  {}. `{}`: {reason}",
                index + 1,
                expectation.expected.call.line()
            ));
        }
        let message = unexpected_request(state.calls.len(), call, &reasons);
        state.unexpected.push(message.clone());
        Err(message)
    }
}

/// Describes a request that no expectation matches; `reasons` has a line for each expectation.
fn unexpected_request(number: usize, call: &MockCall, reasons: &[String]) -> String {
    let mut text = format!("unexpected request {number}: `{}`", call.line());
    let body = call.shown_content();
    if body != Content::Nothing {
        text.push_str(&format!("\nbody: {}", body.shown()));
    }
    match reasons {
        [] => text.push_str("\nno request is expected"),
        _ => text.push_str(&format!(
            "\nexpected requests and their differences:\n{}",
            reasons.join("\n")
        )),
    }
    if call.attempt > 1 {
        text.push_str(&format!(
            "\nthis is attempt {} of a call: add a response for each attempt, or set `retries(0)`",
            call.attempt
        ));
    }
    text
}

impl Transport for MockTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let body = gather_body(request.body.clone()).await?;
            let call = MockCall::new(&request, body);
            match self.answer(&request, &call) {
                Ok(answer) => answer.give(self.clock.clone()).await,
                Err(message) => fail_test(&message),
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let mut time = self.clock.time();
        time.waits.push(duration);
        time.now = time.now.saturating_add(duration);
        Box::pin(std::future::ready(()))
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(self.clock.limit(duration))
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("MockTransport")
            .field("expectations", &state.expectations.len())
            .field("calls", &state.calls)
            .finish_non_exhaustive()
    }
}

const CREDENTIAL: &str = "mock";

/// Returns a builder with a credential for every scheme, and with a base URL even if the API has
/// none.
pub(super) fn mock_builder(api: &'static Api) -> ClientBuilder {
    let mut builder = Client::builder_for(api);
    if let Some(url) = substitute_base_url(api.base_url) {
        builder = builder.base_url(url);
    }
    api.schemes.iter().fold(builder, |builder, scheme| {
        builder.credential(scheme.name, CREDENTIAL)
    })
}

/// Returns a replacement for a base URL that is invalid or has no host; `None` if the base URL can
/// be used.
fn substitute_base_url(base_url: &str) -> Option<String> {
    if path::base_url(base_url).is_ok() {
        return None;
    }
    let url = format!("https://mock.test/{}", base_url.trim_start_matches('/'));
    let is_path = !base_url.contains("://") && path::base_url(&url).is_ok();
    Some(if is_path {
        url
    } else {
        "https://mock.test".to_owned()
    })
}

/// Keeps the first request and never responds.
struct Capture(Arc<Mutex<Option<Request>>>);

impl Transport for Capture {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(request);
        Box::pin(std::future::pending())
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

/// Polls a call once; for [`Capture`], the request is sent by then.
fn poll_call_once<T, R: IntoFuture<Output = Result<T, Error>>>(
    client: &Client,
    call: impl FnOnce(&Client) -> R,
) -> Poll<Result<T, Error>> {
    let future = pin!(call(client).into_future());
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Returns the request of a call, or the reason why the call sends none.
pub(super) fn capture_request<T, R: IntoFuture<Output = Result<T, Error>>>(
    api: &'static Api,
    call: impl FnOnce(&Client) -> R,
) -> Result<Request, String> {
    let captured = Arc::new(Mutex::new(None));
    let client = mock_builder(api)
        .transport(Capture(captured.clone()))
        .build_deferred();
    // The call is not sent, so it gets no span.
    #[cfg(feature = "tracing")]
    let outcome =
        tracing::subscriber::with_default(tracing::subscriber::NoSubscriber::new(), || {
            poll_call_once(&client, call)
        });
    #[cfg(not(feature = "tracing"))]
    let outcome = poll_call_once(&client, call);
    let request = captured
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    request.ok_or_else(|| match outcome {
        Poll::Ready(Err(error)) => error.to_string(),
        _ => "it sends no request".to_owned(),
    })
}
