//! Tests without a network for programs that use this crate: feature `test-util`.
//!
//! [`MockTransport`] returns scripted responses; its expectations are written as calls. [`Recorder`] writes real
//! exchanges to a file, without their secrets, and [`MockTransport::replay`] replays them. In both cases requests are
//! built, retried and decoded as usual, and waiting takes no time. Misuse and unexpected requests panic.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use mock::Clock;
use request::ExpectedRequest;
use serde::Serialize;
use serde_json::{Map, Value};

use super::api::{Envelope, Operation};
use super::codec::{decode_value, to_vec};
use super::node::{Model, Node, View};
use super::outcome::Code;
use super::outgoing::{Body, BoxFuture, Kind, TransportError};
use super::transport::Response;

mod listing;
mod mock;
mod recording;
mod request;
#[doc(hidden)]
pub mod several;

pub use mock::MockTransport;
pub use recording::Recorder;
pub use request::MockCall;

/// An expected request and its responses, which are returned in order. `T` is the output of the call.
///
/// Methods that begin with `respond` add a response, as do [`fail`](Self::fail) and [`hang`](Self::hang); the others
/// change the last one.
#[derive(Debug)]
pub struct Expectation<T> {
    mock: MockTransport,
    index: usize,
    operation: Option<&'static Operation>,
    of: PhantomData<fn() -> T>,
}

impl<T: ResponseBody> Expectation<T> {
    /// Adds a response with this value, in the envelope of the API. Its status code is that of the variant or of the
    /// documented redirect, or 200.
    #[track_caller]
    pub fn respond(self, value: &T) -> Self {
        let redirect = self
            .operation
            .and_then(|operation| operation.redirects.first().copied());
        let status = value.status().or(redirect).unwrap_or(200);
        self.respond_created(status, value)
    }

    /// Adds a response with this value and another status code, such as 201.
    #[track_caller]
    pub fn respond_created(self, status: u16, value: &T) -> Self {
        let (media_type, body) = value.written(self.operation);
        self.respond_with(status, media_type, body)
    }
}

impl<T: Model> Expectation<T> {
    /// Adds a response with this JSON, which must match the output of the call; the envelope is added.
    #[track_caller]
    pub fn respond_value(self, json: impl Serialize) -> Self {
        self.respond(&decoded(as_json(&json)))
    }
}

impl<T> Expectation<T> {
    /// Adds a response with only a status code.
    #[track_caller]
    pub fn respond_status(self, status: u16) -> Self {
        self.respond_with(status, None, Bytes::new())
    }

    /// Adds a response with this JSON body, without an envelope.
    #[track_caller]
    pub fn respond_json(self, status: u16, body: impl Serialize) -> Self {
        self.respond_with(
            status,
            Some("application/json"),
            as_json(&body).to_string().into(),
        )
    }

    /// Adds a response that reports an error, in a form that this crate recognizes.
    #[track_caller]
    pub fn respond_error(self, status: u16, code: impl Into<Code>, message: &str) -> Self {
        let body = error_body(self.operation, code.into(), message);
        self.respond_json(status, body)
    }

    /// Adds a response with any body.
    #[track_caller]
    pub fn respond_body(self, status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.respond_with(status, Some(media_type), body.into())
    }

    /// Adds a failure without a response.
    pub fn fail(self, failure: Failure) -> Self {
        self.add(Answer::new(Outcome::Failure(failure)))
    }

    /// Adds an outcome that never ends, not even by a timeout: for tests that drop the call.
    pub fn hang(self) -> Self {
        self.add(Answer::new(Outcome::Silence))
    }

    /// Sets a header of the response.
    #[track_caller]
    pub fn header(self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) else {
            fail_test(&format!("`{name}: {value}` is not a valid header"))
        };
        self.last_response(|response| drop(response.headers.insert(name, value)))
    }

    /// Sets the delay of the response. If it exceeds the timeout, the timeout expires.
    #[track_caller]
    pub fn delay(self, duration: Duration) -> Self {
        self.last(|answer| answer.delay = duration)
    }

    /// Sets how often the response is returned before the next one.
    #[track_caller]
    pub fn times(self, count: usize) -> Self {
        if count == 0 {
            fail_test("a response cannot be returned 0 times");
        }
        self.last(|answer| answer.uses = Some(count))
    }

    /// Returns the response any number of times, including zero.
    #[track_caller]
    pub fn always(self) -> Self {
        self.last(|answer| answer.uses = None)
    }

    /// Splits the body into chunks of this many bytes.
    #[track_caller]
    pub fn in_pieces(self, size: usize) -> Self {
        self.last_response(|response| response.piece = size)
    }

    /// Fails after the body, instead of ending it.
    #[track_caller]
    pub fn cut(self, failure: Failure) -> Self {
        self.last_response(|response| response.cut = Some(failure))
    }

    #[track_caller]
    fn respond_with(self, status: u16, media_type: Option<&str>, body: Bytes) -> Self {
        let Ok(status) = StatusCode::from_u16(status) else {
            fail_test(&format!("{status} is not a valid status code"))
        };
        let mut headers = HeaderMap::new();
        if let Some(media_type) = media_type {
            let Ok(value) = HeaderValue::from_str(media_type) else {
                fail_test(&format!("`{media_type}` is not a valid media type"))
            };
            headers.insert(CONTENT_TYPE, value);
        }
        self.add(Answer::new(Outcome::Response(MockResponse {
            status,
            headers,
            body,
            piece: usize::MAX,
            cut: None,
        })))
    }

    fn add(self, answer: Answer) -> Self {
        self.mock
            .change(self.index, |scripted| scripted.add(answer));
        self
    }

    #[track_caller]
    fn last(self, change: impl FnOnce(&mut Answer)) -> Self {
        let changed = self
            .mock
            .change(self.index, |scripted| {
                scripted.answers.back_mut().map(change)
            })
            .flatten();
        if changed.is_some() {
            self
        } else {
            fail_test("there is no response yet to change")
        }
    }

    #[track_caller]
    fn last_response(self, change: impl FnOnce(&mut MockResponse)) -> Self {
        let mut is_response = false;
        let script = self.last(|answer| {
            if let Outcome::Response(response) = &mut answer.outcome {
                change(response);
                is_response = true;
            }
        });
        if is_response {
            script
        } else {
            fail_test("a failure has neither headers nor a body")
        }
    }
}

/// The output of a method, and the response it is decoded from.
pub trait ResponseBody {
    /// Media type and bytes; no media type without content.
    #[doc(hidden)]
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes);

    /// The status code, if the value determines it.
    #[doc(hidden)]
    fn status(&self) -> Option<u16> {
        None
    }
}

/// JSON in its envelope, or a plain string if the operation accepts text.
impl<T: Model> ResponseBody for T {
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        let media_type = accepted(operation).unwrap_or("application/json");
        match self.view() {
            View::Text(text) if !media_type.contains("json") => {
                (Some(media_type), Bytes::from(text.into_owned()))
            }
            _ => {
                let envelope = operation.and_then(|operation| operation.envelope);
                (Some("application/json"), wrapped(self, envelope))
            }
        }
    }
}

impl ResponseBody for () {
    fn written(&self, _: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        (None, Bytes::new())
    }
}

impl ResponseBody for Bytes {
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        (
            Some(accepted(operation).unwrap_or("application/octet-stream")),
            self.clone(),
        )
    }
}

/// The first media type that the operation accepts, unless it is a range.
fn accepted(operation: Option<&'static Operation>) -> Option<&'static str> {
    let first = operation?.accept.split([',', ';']).next()?.trim();
    if first.is_empty() || first.contains('*') {
        return None;
    }
    Some(first)
}

fn wrapped(node: &dyn Node, envelope: Option<&Envelope>) -> Bytes {
    let Some(envelope) = envelope else {
        return to_vec(node).into();
    };
    nested(
        &[envelope.result],
        Value::Object(success_members(envelope).collect()),
        to_vec(node),
    )
    .into()
}

/// The properties of an envelope that mark a success.
fn success_members(envelope: &Envelope) -> impl Iterator<Item = (String, Value)> {
    let success = envelope
        .success
        .map(|name| (name.to_owned(), Value::Bool(true)));
    success.into_iter().chain(
        envelope
            .errors
            .map(|name| (name.to_owned(), Value::Array(Vec::new()))),
    )
}

/// JSON nested in these properties, beside others.
fn nested(path: &[&str], members: Value, json: Vec<u8>) -> Vec<u8> {
    let Some((name, path)) = path.split_first() else {
        return json;
    };
    let mut members = if let Value::Object(members) = members {
        members
    } else {
        Map::new()
    };
    let inner = members.remove(*name).unwrap_or_default();
    // The value is not parsed into `Value`, so its numbers keep their digits.
    let mut text = format!("{{{}:", Value::from(*name)).into_bytes();
    text.extend(nested(path, inner, json));
    for (name, member) in members {
        text.extend(format!(",{}:{member}", Value::from(name)).bytes());
    }
    text.push(b'}');
    text
}

fn error_body(operation: Option<&'static Operation>, code: Code, message: &str) -> Value {
    let envelope = operation.and_then(|operation| operation.envelope);
    let code = match code {
        Code::Number(number) => Value::from(number),
        Code::Text(text) => Value::from(text),
    };
    let mut body = Map::new();
    body.extend(
        envelope
            .and_then(|envelope| envelope.success)
            .map(|name| (name.to_owned(), Value::Bool(false))),
    );
    let name = envelope
        .and_then(|envelope| envelope.errors)
        .unwrap_or("errors");
    let error = Map::from_iter([
        ("code".to_owned(), code),
        ("message".to_owned(), Value::from(message)),
    ]);
    body.insert(name.to_owned(), Value::Array(vec![error.into()]));
    body.into()
}

// The script.

/// The reason for a missing or incomplete response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// No connection: the server did not see the request.
    Connect,
    /// It takes longer than the timeout.
    Timeout,
    /// The connection breaks.
    Broken,
}

impl Failure {
    /// `None` for failures that do not affect the network.
    fn of(error: &TransportError) -> Option<Self> {
        match error.kind {
            Kind::Connect => Some(Self::Connect),
            Kind::Timeout => Some(Self::Timeout),
            Kind::Broken => Some(Self::Broken),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Broken => "broken",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Connect, Self::Timeout, Self::Broken]
            .into_iter()
            .find(|failure| failure.name() == name)
    }

    /// Returns the error, or never ends if a timeout is due.
    async fn happen(self, clock: &Clock) -> TransportError {
        match self {
            Self::Connect => TransportError::connect("simulated by the test"),
            Self::Broken => TransportError::broken("simulated by the test"),
            Self::Timeout if clock.take(None) => std::future::pending().await,
            Self::Timeout => TransportError::timeout("simulated by the test"),
        }
    }
}

#[derive(Clone, Debug)]
struct Answer {
    outcome: Outcome,
    delay: Duration,
    /// How often it is returned; `None` means always.
    uses: Option<usize>,
    /// Whether a test may end without it.
    optional: bool,
}

#[derive(Clone, Debug)]
enum Outcome {
    Response(MockResponse),
    Failure(Failure),
    /// Neither a response nor a failure, not even by a timeout.
    Silence,
}

#[derive(Clone, Debug)]
struct MockResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The number of bytes per chunk.
    piece: usize,
    /// The failure instead of the end.
    cut: Option<Failure>,
}

impl Answer {
    fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            delay: Duration::ZERO,
            uses: Some(1),
            optional: false,
        }
    }

    async fn give(self, clock: Clock) -> Result<Response, TransportError> {
        if clock.take(Some(self.delay)) {
            return std::future::pending().await;
        }
        match self.outcome {
            Outcome::Response(MockResponse {
                status,
                headers,
                body,
                piece,
                cut,
            }) => {
                let pieces = body
                    .chunks(piece.max(1))
                    .map(|piece| body.slice_ref(piece))
                    .collect();
                Ok(Response::new(
                    status,
                    headers,
                    Box::new(Pieces { pieces, cut, clock }),
                ))
            }
            Outcome::Failure(failure) => Err(failure.happen(&clock).await),
            Outcome::Silence => std::future::pending().await,
        }
    }
}

struct Pieces {
    pieces: VecDeque<Bytes>,
    cut: Option<Failure>,
    clock: Clock,
}

impl Body for Pieces {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            match (self.pieces.pop_front(), self.cut) {
                (None, Some(failure)) => Err(failure.happen(&self.clock).await),
                (piece, _) => Ok(piece),
            }
        })
    }
}

/// An expectation and the rest of its script.
#[derive(Debug)]
struct Scripted {
    expected: ExpectedRequest,
    answers: VecDeque<Answer>,
    /// Whether it ever had a response.
    is_answered: bool,
}

impl Scripted {
    fn new(expected: ExpectedRequest) -> Self {
        Self {
            expected,
            answers: VecDeque::new(),
            is_answered: false,
        }
    }

    fn add(&mut self, answer: Answer) {
        self.answers.push_back(answer);
        self.is_answered = true;
    }

    fn take(&mut self) -> Option<Answer> {
        let first = self.answers.front_mut()?;
        let Some(uses) = &mut first.uses else {
            return Some(first.clone());
        };
        *uses -= 1;
        if *uses > 0 {
            Some(first.clone())
        } else {
            self.answers.pop_front()
        }
    }

    fn used_up(&self) -> &'static str {
        if self.is_answered {
            "no response is left for it"
        } else {
            "it has no response: add one with `respond…`"
        }
    }

    /// The unused rest of the script, as a line of a message.
    fn left(&self) -> Option<String> {
        if !self.is_answered {
            return Some(format!(
                "  `{}`: {}",
                self.expected.call.line(),
                self.used_up()
            ));
        }
        let demanded = self.answers.iter().filter(|answer| !answer.optional);
        let count: usize = demanded.filter_map(|answer| answer.uses).sum();
        if count == 0 {
            return None;
        }
        Some(format!("  `{}`: {count} more", self.expected.call.line()))
    }
}

#[track_caller]
fn as_json(value: &impl Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(json) => json,
        Err(error) => fail_test(&format!("the value is not valid JSON: {error}")),
    }
}

#[track_caller]
fn decoded<T: Model>(json: Value) -> T {
    let mut value = T::blank();
    if let Err(error) = decode_value(&json, &mut value) {
        fail_test(&format!(
            "the value does not match the output of the call: {error}"
        ));
    }
    value
}

#[track_caller]
#[expect(clippy::panic, reason = "that is how a test fails")]
fn fail_test(text: &str) -> ! {
    panic!("{text}")
}
