//! [`Expectation`]: an expected call, and methods that add its responses.

use std::fmt;
use std::marker::PhantomData;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::super::api::Operation;
use super::super::client::Client;
use super::super::codec::decode_value;
use super::super::error::Error;
use super::super::node::Model;
use super::super::outcome::Code;
use super::mock::{MockTransport, capture_request};
use super::recording::gather_body;
use super::request::{ExpectedRequest, MockCall, Rule};
use super::script::{Answer, Failure, MockResponse, Outcome, Scripted, fail_test};
use super::{ResponseBody, error_body};

/// An expected request and its responses, which are returned in order. `T` is the output of the
/// call.
///
/// Methods that begin with `respond` add a response, as do [`fail`](Self::fail) and
/// [`hang`](Self::hang); the other methods change the last response.
pub struct Expectation<T> {
    pub(super) mock: MockTransport,
    pub(super) index: usize,
    pub(super) operation: Option<&'static Operation>,
    of: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Expectation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expectation")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}

impl<T: ResponseBody> Expectation<T> {
    /// Adds a response with this value, in the envelope of the API. The status code is the one of
    /// the variant or of the documented redirect, or 200.
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
    /// Adds a response with this JSON, which must match the output of the call; the envelope is
    /// added. The required properties suffice, and types without a constructor can be written in
    /// this way.
    #[track_caller]
    pub fn respond_value(self, json: impl Serialize) -> Self {
        let is_page = self
            .operation
            .is_some_and(|operation| operation.paging.is_some());
        let expected = if is_page {
            "a response of this method, a whole page (`on_pages` takes items)"
        } else {
            "a response of this method"
        };
        self.respond(&decode_or_fail(as_json(&json), expected))
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
        self.change_last_response(|response| drop(response.headers.insert(name, value)))
    }

    /// Sets the delay of the response. If it exceeds the timeout, the timeout expires.
    #[track_caller]
    pub fn delay(self, duration: Duration) -> Self {
        self.change_last(|answer| answer.delay = duration)
    }

    /// Sets how often the response is returned before the next one.
    #[track_caller]
    pub fn times(self, count: usize) -> Self {
        if count == 0 {
            fail_test("a response cannot be returned 0 times");
        }
        self.change_last(|answer| answer.uses = Some(count))
    }

    /// Returns the response any number of times, including zero.
    #[track_caller]
    pub fn always(self) -> Self {
        self.change_last(|answer| answer.uses = None)
    }

    /// Splits the body into chunks of this many bytes.
    #[track_caller]
    pub fn in_pieces(self, size: usize) -> Self {
        self.change_last_response(|response| response.piece = size)
    }

    /// Ends the body with this failure.
    #[track_caller]
    pub fn cut(self, failure: Failure) -> Self {
        self.change_last_response(|response| response.cut = Some(failure))
    }

    #[track_caller]
    pub(super) fn respond_with(self, status: u16, media_type: Option<&str>, body: Bytes) -> Self {
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
    pub(super) fn change_last(self, change: impl FnOnce(&mut Answer)) -> Self {
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
    fn change_last_response(self, change: impl FnOnce(&mut MockResponse)) -> Self {
        let mut is_response = false;
        let script = self.change_last(|answer| {
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

impl MockTransport {
    /// Expects the call that `call` makes.
    ///
    /// A request matches if it has the method and path of the call, and if its query and body
    /// contain the query and body of the call; objects in a JSON body are compared recursively.
    /// Headers are not compared; see [`calls`](Self::calls).
    #[track_caller]
    pub fn on<T, R: IntoFuture<Output = Result<T, Error>>>(
        &self,
        call: impl FnOnce(&Client) -> R,
    ) -> Expectation<T> {
        self.expect(call, Rule::Given)
    }

    /// Like [`on`](Self::on), but query and body must not contain anything else.
    #[track_caller]
    pub fn on_exactly<T, R: IntoFuture<Output = Result<T, Error>>>(
        &self,
        call: impl FnOnce(&Client) -> R,
    ) -> Expectation<T> {
        self.expect(call, Rule::Exactly)
    }

    /// Expects any call of this operation, with any arguments.
    #[track_caller]
    pub fn on_any<T, R: IntoFuture<Output = Result<T, Error>>>(
        &self,
        call: impl FnOnce(&Client) -> R,
    ) -> Expectation<T> {
        self.expect(call, Rule::Operation)
    }

    #[track_caller]
    fn expect<T, R: IntoFuture<Output = Result<T, Error>>>(
        &self,
        call: impl FnOnce(&Client) -> R,
        rule: Rule,
    ) -> Expectation<T> {
        let request = match capture_request(self.api, call) {
            Ok(request) => request,
            Err(reason) => fail_test(&format!("this call cannot be expected: {reason}")),
        };
        let operation = request.origin.operation;
        // A stream or a file would have to be awaited.
        let gathered =
            pin!(gather_body(request.body.clone())).poll(&mut Context::from_waker(Waker::noop()));
        let Poll::Ready(Ok(body)) = gathered else {
            fail_test(
                "this call cannot be expected: its body is a stream or a file, which arrives as bytes",
            )
        };
        let call = MockCall::new(&request, body);
        let expected = ExpectedRequest {
            body: call.content(),
            call,
            rule,
            page_parameters: Vec::new(),
        };
        let mut state = self.state();
        state.expectations.push(Scripted::new(expected));
        Expectation {
            index: state.expectations.len() - 1,
            mock: self.clone(),
            operation,
            of: PhantomData,
        }
    }
}

#[track_caller]
pub(super) fn as_json(value: &impl Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(json) => json,
        Err(error) => fail_test(&format!("the value is not valid JSON: {error}")),
    }
}

/// Decodes a value; fails the test if it is not what was `expected`.
#[track_caller]
pub(super) fn decode_or_fail<T: Model>(json: Value, expected: &str) -> T {
    let mut value = T::blank();
    if let Err(error) = decode_value(&json, &mut value) {
        fail_test(&format!("the value is not {expected}: {error}"));
    }
    value
}
