//! [`Expectation`]: an expected request and its responses.

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use super::super::api::Operation;
use super::super::decode::decode_value;
use super::super::failure::Code;
use super::super::node::Model;
use super::super::page::Page;
use super::answer::{Answer, Failure, Outcome, Told};
use super::body::{self, ResponseBody};
use super::listing::{self, Listing};
use super::mock::MockTransport;
use super::stop;
use super::wanted::Wanted;

/// An expectation and the rest of its script.
#[derive(Debug)]
pub(super) struct Scripted {
    pub(super) wanted: Wanted,
    pub(super) answers: VecDeque<Answer>,
    /// Whether it ever had a response.
    pub(super) is_answered: bool,
}

impl Scripted {
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted, answers: VecDeque::new(), is_answered: false }
    }

    /// Appends an outcome to the script.
    pub(super) fn add(&mut self, answer: Answer) {
        self.answers.push_back(answer);
        self.is_answered = true;
    }

    /// The next outcome, if one is left.
    pub(super) fn take(&mut self) -> Option<Answer> {
        let first = self.answers.front_mut()?;
        let Some(uses) = &mut first.uses else { return Some(first.clone()) };
        *uses -= 1;
        if *uses > 0 { Some(first.clone()) } else { self.answers.pop_front() }
    }

    /// The reason why there is no outcome.
    pub(super) fn used_up(&self) -> &'static str {
        if self.is_answered { "no response is left for it" } else { "it has no response: add one with `respond…`" }
    }

    /// The unused rest of the script, as a line of a message.
    pub(super) fn left(&self) -> Option<String> {
        if !self.is_answered {
            return Some(format!("  `{}`: {}", self.wanted.call.line(), self.used_up()));
        }
        let demanded = self.answers.iter().filter(|answer| !answer.optional);
        let count: usize = demanded.filter_map(|answer| answer.uses).sum();
        (count > 0).then(|| format!("  `{}`: {count} more", self.wanted.call.line()))
    }
}

/// An expected request and its responses, which are returned in order.
///
/// `T` is the output of the call. Methods that begin with `respond` add a response, as do [`fail`](Self::fail) and
/// [`hang`](Self::hang); the others change the response that was added last.
#[derive(Debug)]
pub struct Expectation<T> {
    pub(super) mock: MockTransport,
    pub(super) index: usize,
    pub(super) operation: Option<&'static Operation>,
    pub(super) of: PhantomData<fn() -> T>,
}

impl<T: ResponseBody> Expectation<T> {
    /// Adds a response with this value, in the envelope of the API if it has one. Its status code is 200, or that of
    /// the documented redirect, or that of the variant if the method has several successes.
    #[track_caller]
    pub fn respond(self, value: &T) -> Self {
        let redirect = || self.operation.and_then(|operation| operation.redirects.first().copied());
        let status = value.status().or_else(redirect).unwrap_or(200);
        self.respond_created(status, value)
    }

    /// Adds a response with this value and another status code, such as 201.
    #[track_caller]
    pub fn respond_created(self, status: u16, value: &T) -> Self {
        let (media_type, body) = value.written(self.operation);
        self.told(status, media_type, body)
    }
}

impl<T: Model> Expectation<T> {
    /// Adds a response with this JSON, which must match the output of the call; the envelope is added.
    #[track_caller]
    pub fn respond_value(self, json: impl Into<Value>) -> Self {
        let mut value = T::blank();
        if let Err(error) = decode_value(&json.into(), &mut value) {
            stop(&format!("the value does not match the output of the call: {error}"));
        }
        self.respond(&value)
    }
}

impl<T: Model> Expectation<Page<T>> {
    /// Adds a response with these items as a JSON array, on the only page.
    #[track_caller]
    pub fn respond_value(self, json: impl Into<Value>) -> Self {
        let mut items: Vec<T> = Vec::new();
        if let Err(error) = decode_value(&json.into(), &mut items) {
            stop(&format!("the value does not match the output of the call: {error}"));
        }
        self.respond_items(items)
    }

    /// Adds a response with these items, on the only page.
    pub fn respond_items(self, items: impl IntoIterator<Item = T>) -> Self {
        self.respond_pages([items])
    }

    /// Adds responses with these pages, in order; the last one ends the list.
    ///
    /// They have the properties that the API documents: totals, whether there is more, a token or a link. If the last
    /// page cannot be marked as such, an empty page follows, which a test need not request.
    #[track_caller]
    pub fn respond_pages<P: IntoIterator<Item = T>>(self, pages: impl IntoIterator<Item = P>) -> Self {
        let pages: Vec<Vec<T>> = pages.into_iter().map(|page| page.into_iter().collect()).collect();
        let total = pages.iter().map(Vec::len).sum();
        let mut listing = None;
        self.mock.change(self.index, |scripted| {
            let plan = Listing::new(self.operation, &scripted.wanted.call, pages.len(), total);
            if pages.len() > 1 {
                scripted.wanted.turns = plan.turns();
            }
            listing = Some(plan);
        });
        let Some(listing) = listing else { return self };
        let mut script = self;
        for (index, page) in pages.iter().enumerate() {
            script = script.page(listing.page(index, page));
        }
        if !listing.ends_by_itself() {
            let end = listing.page(pages.len(), &Vec::<T>::new());
            script = script.page(end).last(|answer| answer.optional = true);
        }
        script
    }

    #[track_caller]
    fn page(self, page: listing::Told) -> Self {
        let script = self.told(200, Some("application/json"), page.body);
        match page.header {
            Some((name, value)) => script.header(name, &value),
            None => script,
        }
    }
}

impl<T> Expectation<T> {
    /// Adds a response with only a status code.
    #[track_caller]
    pub fn respond_status(self, status: u16) -> Self {
        self.told(status, None, Bytes::new())
    }

    /// Adds a response with this JSON body, without an envelope.
    #[track_caller]
    pub fn respond_json(self, status: u16, body: impl Into<Value>) -> Self {
        self.told(status, Some("application/json"), body.into().to_string().into())
    }

    /// Adds a response that reports an error, in a form that this crate recognizes.
    #[track_caller]
    pub fn respond_error(self, status: u16, code: impl Into<Code>, message: &str) -> Self {
        let body = body::error(self.operation, code.into(), message);
        self.respond_json(status, body)
    }

    /// Adds a response with any body.
    #[track_caller]
    pub fn respond_body(self, status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.told(status, Some(media_type), body.into())
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
        let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) else {
            stop(&format!("`{name}: {value}` is not a valid header"))
        };
        self.last_told(|told| drop(told.headers.insert(name, value)))
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
            stop("a response cannot be returned 0 times");
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
        self.last_told(|told| told.piece = size)
    }

    /// Fails after the body, instead of ending it.
    #[track_caller]
    pub fn cut(self, failure: Failure) -> Self {
        self.last_told(|told| told.cut = Some(failure))
    }

    #[track_caller]
    fn told(self, status: u16, media_type: Option<&str>, body: Bytes) -> Self {
        let Ok(status) = StatusCode::from_u16(status) else { stop(&format!("{status} is not a valid status code")) };
        let mut headers = HeaderMap::new();
        if let Some(media_type) = media_type {
            let Ok(value) = HeaderValue::from_str(media_type) else {
                stop(&format!("`{media_type}` is not a valid media type"))
            };
            headers.insert(CONTENT_TYPE, value);
        }
        self.add(Answer::new(Outcome::Response(Told { status, headers, body, piece: usize::MAX, cut: None })))
    }

    fn add(self, answer: Answer) -> Self {
        self.mock.change(self.index, |scripted| scripted.add(answer));
        self
    }

    #[track_caller]
    fn last(self, change: impl FnOnce(&mut Answer)) -> Self {
        let mut is_there = false;
        self.mock.change(self.index, |scripted| {
            is_there = scripted.answers.back_mut().map(change).is_some();
        });
        if is_there { self } else { stop("there is no response yet to change") }
    }

    #[track_caller]
    fn last_told(self, change: impl FnOnce(&mut Told)) -> Self {
        let mut is_told = false;
        let script = self.last(|answer| {
            if let Outcome::Response(told) = &mut answer.outcome {
                change(told);
                is_told = true;
            }
        });
        if is_told { script } else { stop("a failure has neither headers nor a body") }
    }
}
