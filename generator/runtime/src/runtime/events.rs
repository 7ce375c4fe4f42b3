//! Typed streams: server-sent events ([`EventStream`]) and sequences of JSON values ([`ValueStream`]).
//!
//! An item that cannot be decoded is an error of that item only; the stream continues after it. The request is never
//! repeated, unless [`EventStream::reconnect`] asks for that.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use serde_json::Value;
use serde_json::value::RawValue;

use super::call::Call;
use super::decode::{DecodeError, decode};
use super::download::Download;
use super::error::Error;
use super::framing::{Frame, Framing, Resume, Splitter};
use super::lenient::decode_response;
use super::node::{Model, Node, Slot};
use super::reconnect::Reconnect;
use super::response::{RawResponse, essence, unexpected};
use super::send::Sending;
#[cfg(feature = "tracing")]
use super::trace;

/// The data that servers send at the end of a stream; it is not an item.
const DONE: &str = "[DONE]";

/// A server-sent event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ServerEvent<T> {
    /// The name (`event:`), if it has one.
    pub name: Option<String>,
    /// The id (`id:`), or the last one before it.
    pub id: Option<String>,
    /// The delay before reconnecting, if the event has one (`retry:`).
    pub retry: Option<Duration>,
    /// The data (`data:`).
    pub data: T,
}

/// The part of an event that the item type describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The data.
    Data,
    /// The event as an object with `event`, `data` and `id`.
    Event,
}

/// A stream of server-sent events.
///
/// [`try_next`](Self::try_next) needs no trait; `futures_core::Stream` is implemented as well. Data is JSON, unless it
/// is described as a string. `[DONE]` instead of data ends the stream. Other data that does not match `T` is an error
/// that has it as `body`; the next call continues with the following event. A response of another content type is an
/// error, and so is a stream that ends within an event.
#[must_use = "events are read as they are asked for"]
pub struct EventStream<T> {
    frames: Frames,
    shape: Shape,
    call: Call,
    reconnect: Option<Reconnect>,
    items: PhantomData<fn() -> T>,
}

impl<T: Model> EventStream<T> {
    /// Sends a call and waits for the headers of the response.
    #[doc(hidden)]
    pub fn open(call: Call, shape: Shape) -> Sending<Self> {
        let opening = Frames::open(call.clone(), Framing::Events);
        Box::pin(async move { Ok(Self { frames: opening.await?, shape, call, reconnect: None, items: PhantomData }) })
    }

    /// Sets whether the request is retried when the connection ends or breaks: after 3 seconds or the `retry:` of
    /// the server, at least 100 ms and at most 5 minutes, and with the id of the last event as `Last-Event-ID`. By
    /// default the stream ends there.
    ///
    /// If no connection can be made, it retries without end and doubles the delay each time. `[DONE]` and status code
    /// 204 end the stream, and so does an error response, after the retries of the request. Use this only if repeating
    /// the request has no side effects.
    pub fn reconnect(self, reconnect: bool) -> Self {
        Self { reconnect: reconnect.then(|| self.reconnect.unwrap_or_default()), ..self }
    }

    /// Returns the response of the events: its status and headers.
    pub fn response(&self) -> &Download {
        &self.frames.download
    }

    /// Converts this into a stream of the same events with their raw data, JSON or not.
    pub fn raw(self) -> EventStream<String> {
        let Self { frames, call, reconnect, .. } = self;
        EventStream { frames, shape: Shape::Data, call, reconnect, items: PhantomData }
    }

    /// Returns the next event; `None` after the last.
    ///
    /// Dropping the future loses nothing: the next call continues.
    ///
    /// # Errors
    /// The data cannot be decoded: the stream continues after that. The connection broke, or nothing arrived in time:
    /// the stream [reconnects](Self::reconnect) instead if that is enabled.
    pub async fn try_next(&mut self) -> Result<Option<ServerEvent<T>>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ServerEvent<T>, Error>>> {
        let Some(frame) = ready!(self.frame(context)) else { return Poll::Ready(None) };
        Poll::Ready(Some(frame.and_then(|frame| {
            let mut data = T::blank();
            self.frames.fill(&frame, self.shape, &mut data)?;
            Ok(ServerEvent { name: frame.name, id: frame.id, retry: frame.retry, data })
        })))
    }

    /// The next frame, from a new connection if enabled.
    fn frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        loop {
            let Some(reconnect) = &mut self.reconnect else { return self.frames.poll(context) };
            match ready!(reconnect.poll(context)) {
                Some(Ok(frames)) => self.frames = frames,
                Some(Err(error)) if lost(&error) => {
                    reconnect.begin(&self.call, self.frames.splitter.resume().clone());
                    continue;
                }
                Some(Err(error)) => {
                    self.reconnect = None;
                    return Poll::Ready(Some(Err(error)));
                }
                None => {}
            }
            match ready!(self.frames.poll(context)) {
                Some(Ok(frame)) => return Poll::Ready(Some(Ok(frame))),
                None if self.frames.is_over() => return Poll::Ready(None),
                Some(Err(error)) if !lost(&error) => {
                    return Poll::Ready(Some(Err(error)));
                }
                _ => reconnect.begin(&self.call, self.frames.splitter.resume().clone()),
            }
        }
    }
}

/// Whether there is no connection, as opposed to an error response.
fn lost(error: &Error) -> bool {
    error.is_connect() || error.is_broken_connection() || error.is_timeout()
}

impl<T: Model> Stream for EventStream<T> {
    type Item = Result<ServerEvent<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

/// A stream of JSON values: one per line, or records.
///
/// [`try_next`](Self::try_next) needs no trait; `futures_core::Stream` is implemented as well. A value that does not
/// match `T` is an error that has it as `body`; the next call continues with the following value.
#[must_use = "values are read as they are asked for"]
pub struct ValueStream<T> {
    frames: Frames,
    items: PhantomData<fn() -> T>,
}

impl<T: Model> ValueStream<T> {
    /// Sends a call and waits for the headers of the response; each line is a value.
    #[doc(hidden)]
    pub fn lines(call: Call) -> Sending<Self> {
        Self::open(call, Framing::Lines)
    }

    /// Sends a call and waits for the headers of the response; the values are records (`application/json-seq`).
    #[doc(hidden)]
    pub fn records(call: Call) -> Sending<Self> {
        Self::open(call, Framing::Records)
    }

    fn open(call: Call, framing: Framing) -> Sending<Self> {
        let opening = Frames::open(call, framing);
        Box::pin(async move { Ok(Self { frames: opening.await?, items: PhantomData }) })
    }

    /// Returns the response of the values: its status and headers.
    pub fn response(&self) -> &Download {
        &self.frames.download
    }

    /// Returns the next value; `None` after the last.
    ///
    /// Dropping the future loses nothing: the next call continues.
    ///
    /// # Errors
    /// The value cannot be decoded (the stream continues), the connection broke, or nothing arrived in time.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let Some(frame) = ready!(self.frames.poll(context)) else { return Poll::Ready(None) };
        Poll::Ready(Some(frame.and_then(|frame| {
            let mut value = T::blank();
            self.frames.fill(&frame, Shape::Data, &mut value).map(|()| value)
        })))
    }
}

impl<T: Model> Stream for ValueStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

/// The part of a typed stream that does not depend on the item type.
pub(super) struct Frames {
    download: Download,
    framing: Framing,
    splitter: Splitter,
    /// Whether the response has ended.
    ended: bool,
    /// Whether reconnecting would yield nothing else.
    is_done: bool,
}

impl Frames {
    pub(super) fn open(call: Call, framing: Framing) -> Sending<Self> {
        let opening = Download::open(call);
        Box::pin(async move {
            let download = opening.await?;
            if let Some(error) = foreign(download.head(), framing) {
                return Err(download.mismatch(error).await);
            }
            Ok(Self { download, framing, splitter: Splitter::new(framing), ended: false, is_done: false })
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        loop {
            match self.splitter.next() {
                Ok(None) if self.ended => {
                    let last = self.end();
                    return Poll::Ready(last.map(|last| self.complete(last)));
                }
                Ok(None) => {}
                Ok(Some(frame)) if frame.data == DONE => {
                    self.is_done = true;
                    return Poll::Ready(self.end().map(Ok));
                }
                Ok(Some(frame)) => return Poll::Ready(Some(Ok(frame))),
                Err(_) => {
                    self.is_done = true;
                    self.end();
                    let cause = DecodeError { path: "$".to_owned(), message: "the item does not end".to_owned() };
                    return Poll::Ready(Some(Err(Error::decode(self.download.head().clone(), cause))));
                }
            }
            match ready!(self.download.poll(context)) {
                Some(Ok(piece)) => self.splitter.push(&piece),
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.ended = true,
            }
        }
    }

    /// Continues where another connection ended.
    pub(super) fn go_on(&mut self, resume: Resume) {
        self.splitter.go_on(resume);
    }

    /// Marks the stream as ended for all connections.
    fn is_over(&self) -> bool {
        self.is_done || self.download.status() == StatusCode::NO_CONTENT
    }

    /// Stops reading; the rest of the response is its last item.
    fn end(&mut self) -> Option<Frame> {
        self.download.close();
        // The rest is cut off and does not count.
        let resume = self.splitter.resume().clone();
        let last = if self.ended { self.splitter.last() } else { None };
        self.splitter = Splitter::new(Framing::Lines);
        self.splitter.go_on(resume);
        self.ended = true;
        last.filter(|frame| frame.data != DONE)
    }

    /// The last item, if it ends with the response; an event ends with an empty line.
    fn complete(&self, last: Frame) -> Result<Frame, Error> {
        match self.framing {
            Framing::Lines | Framing::Records => Ok(last),
            Framing::Events => Err(Error::cut_off(self.response_of(&last))),
        }
    }

    /// The response, with an item as its body.
    fn response_of(&self, frame: &Frame) -> RawResponse {
        RawResponse { body: Bytes::copy_from_slice(frame.data.as_bytes()), ..self.download.head().clone() }
    }

    /// Fills `node` from an item.
    fn fill(&self, frame: &Frame, shape: Shape, node: &mut dyn Node) -> Result<(), Error> {
        let head = self.download.head();
        let outcome = match shape {
            Shape::Event => fill_event(frame, node, head.is_strict),
            Shape::Data => fill_data(&frame.data, node, head.is_strict),
        };
        match outcome {
            #[cfg(feature = "tracing")]
            Ok(deviations) => trace::deviations(head, &deviations),
            #[cfg(not(feature = "tracing"))]
            Ok(_) => {}
            Err(cause) => return Err(Error::decode(self.response_of(frame), cause)),
        }
        Ok(())
    }
}

/// The error for a response of another content type, which would look like an empty stream. A response without a
/// content type is accepted.
fn foreign(head: &RawResponse, framing: Framing) -> Option<DecodeError> {
    let found = essence(head.header("content-type").unwrap_or_default());
    let is_asked_for = || head.accept.split(',').any(|known| essence(known) == found);
    let (expected, is_own) = match framing {
        Framing::Events => ("text/event-stream", found == "text/event-stream"),
        // Servers use many names for lines of JSON.
        Framing::Lines | Framing::Records => (head.accept, found.contains("json") || is_asked_for()),
    };
    (!is_own && !found.is_empty()).then(|| unexpected(expected, &found))
}

/// Strings are taken unchanged; everything else is JSON.
fn fill_data(data: &str, node: &mut dyn Node, is_strict: bool) -> Result<Vec<DecodeError>, DecodeError> {
    if let Slot::Text(text) = node.slot() {
        text.take(data);
        return Ok(Vec::new());
    }
    decode_response(data.as_bytes(), node, is_strict)
}

/// The event as an object; its data is JSON if valid, or else a string.
fn fill_event(frame: &Frame, node: &mut dyn Node, is_strict: bool) -> Result<Vec<DecodeError>, DecodeError> {
    let text = |text: &str| Value::from(text).to_string();
    let object = |data: &str| {
        let mut object = format!("{{\"data\":{data}");
        for (name, value) in [("event", &frame.name), ("id", &frame.id)] {
            if let Some(value) = value {
                object.push_str(&format!(",\"{name}\":{}", text(value)));
            }
        }
        if let Some(retry) = frame.retry {
            object.push_str(&format!(",\"retry\":{}", retry.as_millis()));
        }
        object.push('}');
        object
    };
    let as_text = object(&text(&frame.data));
    if serde_json::from_str::<&RawValue>(&frame.data).is_err() {
        return decode_response(as_text.as_bytes(), node, is_strict);
    }
    // A number in data that is described as a string is a string.
    let as_json = object(&frame.data);
    let outcome = decode(as_json.as_bytes(), node).or_else(|_| decode(as_text.as_bytes(), node));
    match outcome {
        Ok(()) => Ok(Vec::new()),
        Err(_) => decode_response(as_json.as_bytes(), node, is_strict),
    }
}
