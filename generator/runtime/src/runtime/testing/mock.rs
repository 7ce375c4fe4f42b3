//! [`MockTransport`]: answers requests from a script.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::api::Api;
use super::super::builder::ClientBuilder;
use super::super::client::Client;
use super::super::error::Error;
use super::super::node::Model;
use super::super::page::{self, Page, Pages};
use super::super::send::value;
use super::super::transport::{BoxFuture, Request, Response, Transport, TransportError};
use super::answer::Answer;
use super::capture::{builder, capture, gather, gather_now};
use super::clock::Clock;
use super::content::Content;
use super::expectation::{Expectation, Scripted};
use super::recording;
use super::seen::MockCall;
use super::stop;
use super::wanted::{Rule, Wanted};

/// Answers requests from a script, without a network.
///
/// What it expects is said by the calls themselves, and each expectation has responses, which are given one after the
/// other. Of an API that has pets:
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
/// A request goes to the first expectation that it meets and that has a response left. One that meets none panics, and
/// says what tells it from those. Requests are made, checked, sent again and read as ever. Waiting takes no time;
/// [`waits`](Self::waits) says how long the client would have waited.
///
/// Clones share the script and what arrived.
#[derive(Clone)]
pub struct MockTransport {
    api: &'static Api,
    state: Arc<Mutex<State>>,
    clock: Clock,
}

#[derive(Default)]
struct State {
    expectations: Vec<Scripted>,
    calls: Vec<MockCall>,
    /// What was said of requests that nothing expects.
    unexpected: Vec<String>,
}

impl MockTransport {
    /// Nothing expected yet.
    #[doc(hidden)]
    pub fn for_api(api: &'static Api) -> Self {
        Self { api, state: Arc::default(), clock: Clock::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Expects a call: the one that is made here.
    ///
    /// Another request meets it if method and path are equal, and if it holds all that this one says in its query and
    /// its body; it may hold more. Objects of a JSON body are compared member by member, down to the last. Headers are
    /// not compared; see [`calls`](Self::calls).
    #[track_caller]
    pub fn on<T, R>(&self, call: impl FnOnce(&Client) -> R) -> Expectation<T>
    where
        R: IntoFuture<Output = Result<T, Error>>,
    {
        self.expect(call, Rule::Given)
    }

    /// Expects a list, of any kind: what is given here are its pages, such as `client.pets().list().pages()`. Further
    /// pages may be asked for as this one is.
    #[track_caller]
    pub fn on_pages<T: Model>(&self, pages: impl FnOnce(&Client) -> Pages<T>) -> Expectation<Page<T>> {
        self.on(|client| value(page::send::<T>(pages(client).call())))
    }

    /// The same as [`on`](Self::on), and query and body hold nothing else.
    #[track_caller]
    pub fn on_exactly<T, R>(&self, call: impl FnOnce(&Client) -> R) -> Expectation<T>
    where
        R: IntoFuture<Output = Result<T, Error>>,
    {
        self.expect(call, Rule::Exactly)
    }

    /// Expects any call of the operation that is called here, whatever its arguments.
    #[track_caller]
    pub fn on_any<T, R>(&self, call: impl FnOnce(&Client) -> R) -> Expectation<T>
    where
        R: IntoFuture<Output = Result<T, Error>>,
    {
        self.expect(call, Rule::Operation)
    }

    #[track_caller]
    fn expect<T, R>(&self, call: impl FnOnce(&Client) -> R, rule: Rule) -> Expectation<T>
    where
        R: IntoFuture<Output = Result<T, Error>>,
    {
        match capture(self.api, call) {
            Ok(request) => self.expect_request(request, rule),
            Err(reason) => stop(&format!("this call cannot be expected: {reason}")),
        }
    }

    #[track_caller]
    fn expect_request<T>(&self, request: Request, rule: Rule) -> Expectation<T> {
        let operation = request.origin.operation;
        let Some(body) = gather_now(request.body.clone()) else {
            stop("this call cannot be expected: its body is a stream or a file, which arrives as bytes")
        };
        let call = MockCall::new(&request, body);
        let wanted = Wanted { body: call.content(), call, rule, turns: Vec::new() };
        let mut state = self.state();
        state.expectations.push(Scripted::new(wanted));
        Expectation { index: state.expectations.len() - 1, mock: self.clone(), operation, of: PhantomData }
    }

    /// Changes an expectation.
    pub(super) fn change(&self, index: usize, change: impl FnOnce(&mut Scripted)) {
        if let Some(expectation) = self.state().expectations.get_mut(index) {
            change(expectation);
        }
    }

    /// Expects what a [`Recorder`](super::Recorder) wrote into a file, each exchange once. A request meets one if
    /// method, path, query and body are equal; secrets in them, which are not in the file, may be others.
    ///
    /// # Errors
    /// The file cannot be read, or is none of a recorder's.
    pub fn replay(self, path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)?;
        let exchanges = recording::read(&text)
            .map_err(|problem| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {problem}", path.display())))?;
        self.state().expectations.extend(exchanges);
        Ok(self)
    }

    /// A client that sends its requests here. Its credentials are all `mock`.
    pub fn client(&self) -> Client {
        self.builder().build_deferred()
    }

    /// The same, to be set up further.
    pub fn builder(&self) -> ClientBuilder {
        builder(self.api).transport(self.clone())
    }

    /// All requests that arrived, in their order; each attempt is one.
    pub fn calls(&self) -> Vec<MockCall> {
        self.state().calls.clone()
    }

    /// How long the client waited between its attempts, and wherever else it asked for it.
    pub fn waits(&self) -> Vec<Duration> {
        self.clock.waits()
    }

    /// How long everything took, by the clock of this transport: waits, delays, and time limits that were reached.
    pub fn elapsed(&self) -> Duration {
        self.clock.now()
    }

    /// Makes sure that every response was asked for, and nothing else.
    ///
    /// # Panics
    /// There are responses left, or an expectation has none; the message says where. Or a request came that is not
    /// expected: it panicked, but a task that nobody waits for takes its panic along.
    #[track_caller]
    pub fn verify(&self) {
        let state = self.state();
        let unexpected = state.unexpected.first().cloned();
        let left: Vec<String> = state.expectations.iter().filter_map(Scripted::left).collect();
        drop(state);
        if let Some(message) = unexpected {
            stop(&message);
        }
        if !left.is_empty() {
            stop(&format!("expected more requests:\n{}", left.join("\n")));
        }
    }

    /// The answer to a request; the error is a message.
    fn answer(&self, request: &Request, call: &MockCall) -> Result<Answer, String> {
        let body = call.content();
        let hidden = recording::Hidden::new(request);
        let (bare, bare_body) = hidden.take_out(call, &body);
        let mut state = self.state();
        state.calls.push(call.clone());
        let mut reasons = Vec::new();
        for (index, expectation) in state.expectations.iter_mut().enumerate() {
            let difference = match expectation.wanted.rule {
                Rule::Recorded => expectation.wanted.difference(&bare, &bare_body),
                _ => expectation.wanted.difference(call, &body),
            };
            let reason = match difference {
                Some(difference) => difference,
                None => match expectation.take() {
                    Some(answer) => return Ok(answer),
                    None => expectation.used_up().to_owned(),
                },
            };
            reasons.push(format!("  {}. `{}`: {reason}", index + 1, expectation.wanted.call.line()));
        }
        let message = unexpected(state.calls.len(), call, &reasons);
        state.unexpected.push(message.clone());
        Err(message)
    }
}

fn unexpected(number: usize, call: &MockCall, reasons: &[String]) -> String {
    let mut text = format!("request {number} is not expected: `{}`", call.line());
    let body = call.shown_content();
    if body != Content::Nothing {
        text.push_str(&format!("\nits body: {}", body.shown()));
    }
    match reasons {
        [] => text.push_str("\nnothing is expected"),
        _ => text.push_str(&format!("\nwhat is expected, and what differs:\n{}", reasons.join("\n"))),
    }
    text
}

impl Transport for MockTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let body = gather(request.body.clone()).await?;
            let call = MockCall::new(&request, body);
            match self.answer(&request, &call) {
                Ok(answer) => answer.give(self.clock.clone()).await,
                Err(message) => stop(&message),
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.clock.wait(duration);
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
