//! Typed streams: server-sent events ([`EventStream`]) and sequences of JSON values
//! ([`ValueStream`]).
//!
//! The stream continues after an item that cannot be decoded. Only [`EventStream::reconnect`]
//! repeats a request.

use std::collections::HashMap;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use http::StatusCode;
use serde_json::Value;
use serde_json::value::RawValue;

use super::call::Call;
use super::codec::{Reading, decode, decode_response};
use super::download::Download;
use super::error::Error;
use super::json::DecodeError;
use super::node::{Model, Node, Slot, View};
use super::outcome::RawResponse;
use super::outgoing::{ErrorKind, Polled};
use super::response::{
    accepts_media_type, header_parameter, media_type_essence, report_deviations, status_error,
    unexpected_media_type,
};
use super::send::{Sending, stream_by_poll};

/// A server-sent event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ServerEvent<T> {
    /// The name (`event:`), if it has one.
    pub name: Option<String>,
    /// The id (`id:`), or else the id of the last event that had one.
    pub id: Option<String>,
    /// The delay before reconnecting, if the event has one (`retry:`).
    pub retry: Option<Duration>,
    /// The data (`data:`).
    pub data: T,
}

/// A stream of server-sent events, read by [`try_next`](Self::try_next) or `futures_core::Stream`.
///
/// Data is JSON, unless it is described as a string. `[DONE]` instead of data ends the stream.
/// Other data that does not match `T` is an error with the data as `body`; the next call continues.
/// A response of another content type and a stream that ends within an event are errors.
#[must_use = "events are read as they are asked for"]
pub struct EventStream<T> {
    frames: Frames,
    shape: EventShape,
    call: Call,
    reconnect: Option<Reconnect>,
    items: PhantomData<fn() -> T>,
}

impl<T: Model> EventStream<T> {
    /// Sends a call and waits for the headers of the response.
    #[doc(hidden)]
    pub fn open(call: Call, shape: EventShape) -> Sending<Self> {
        let opening = Frames::open(call.clone(), Framing::Events);
        Box::pin(async move {
            Ok(Self {
                frames: opening.await?,
                shape,
                call,
                reconnect: None,
                items: PhantomData,
            })
        })
    }

    /// Sets whether the request is repeated when the connection ends or breaks. The repeated
    /// request has the id of the last event as `Last-Event-ID`, and is sent after 3 seconds or the
    /// `retry:` of the server (100 ms to 5 minutes). The default is `false`.
    ///
    /// As long as no connection can be made, the stream retries and doubles the delay each time.
    /// `[DONE]`, status code 204 and error responses end the stream. Reconnect only if repeating
    /// the request has no side effects.
    pub fn reconnect(self, reconnect: bool) -> Self {
        Self {
            reconnect: reconnect.then(|| self.reconnect.unwrap_or_default()),
            ..self
        }
    }

    /// Returns the response that contains the events, with its status and headers.
    pub fn response(&self) -> &Download {
        &self.frames.download
    }

    /// Converts this into a stream of the same events with their raw data, JSON or not.
    pub fn raw(self) -> EventStream<String> {
        let Self {
            frames,
            call,
            reconnect,
            ..
        } = self;
        EventStream {
            frames,
            shape: EventShape::Data,
            call,
            reconnect,
            items: PhantomData,
        }
    }

    /// Returns the next event; `None` after the last. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The data cannot be decoded; the stream continues after this error. Or the connection broke,
    /// or nothing arrived in time, and the stream does not [reconnect](Self::reconnect).
    pub async fn try_next(&mut self) -> Result<Option<ServerEvent<T>>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ServerEvent<T>, Error>>> {
        let Some(frame) = ready!(self.frame(context)) else {
            return Poll::Ready(None);
        };
        Poll::Ready(Some(frame.and_then(|frame| {
            let mut data = T::blank();
            self.frames.fill(&frame, self.shape, &mut data)?;
            Ok(ServerEvent {
                name: frame.name,
                id: frame.id,
                retry: frame.retry,
                data,
            })
        })))
    }

    fn frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        loop {
            let Some(reconnect) = &mut self.reconnect else {
                return self.frames.poll(context);
            };
            match ready!(reconnect.poll(context)) {
                Some(Ok(frames)) => self.frames = frames,
                Some(Err(error)) if is_disconnected(&error) => {
                    reconnect.begin(&self.call, self.frames.splitter.resume.clone());
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
                Some(Err(error)) if !is_disconnected(&error) => {
                    return Poll::Ready(Some(Err(error)));
                }
                // The connection ended or broke.
                _ => reconnect.begin(&self.call, self.frames.splitter.resume.clone()),
            }
        }
    }
}

fn is_disconnected(error: &Error) -> bool {
    let is_unreachable = error.is_connect() && !error.is_untrusted_certificate();
    is_unreachable || error.is_broken_connection() || error.is_timeout()
}

stream_by_poll!(EventStream<T: Model> => ServerEvent<T>, BlockingItems with call.client());

/// An item of a [`ValueStream`]: a decoded value, or a part of a multipart response.
pub trait StreamItem: Sized {
    /// Returns the item. `head` and `content` are the header lines and the content of a part;
    /// `fill` decodes a value.
    ///
    /// # Errors
    /// The content does not match.
    #[doc(hidden)]
    fn read(
        head: &[u8],
        content: &Bytes,
        fill: impl Fn(&mut dyn Node) -> Result<(), Error>,
    ) -> Result<Self, Error>;
}

impl<T: Model> StreamItem for T {
    fn read(
        _: &[u8],
        _: &Bytes,
        fill: impl Fn(&mut dyn Node) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut value = T::blank();
        fill(&mut value).map(|()| value)
    }
}

impl StreamItem for Bytes {
    fn read(
        _: &[u8],
        content: &Bytes,
        _: impl Fn(&mut dyn Node) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        Ok(content.clone())
    }
}

/// A stream of JSON values, read by [`try_next`](Self::try_next) or `futures_core::Stream`. A value
/// that does not match `T` is an error with the value as `body`; the next call continues.
#[must_use = "values are read as they are asked for"]
pub struct ValueStream<T> {
    frames: Frames,
    items: PhantomData<fn() -> T>,
}

impl<T: StreamItem> ValueStream<T> {
    /// Sends a call and waits for the headers of the response; each line is a value.
    #[doc(hidden)]
    pub fn lines(call: Call) -> Sending<Self> {
        Self::open(call, Framing::Lines)
    }

    /// Sends a call and waits for the headers of the response; each line is an object with a value
    /// as its `result`, or with an `error`, which ends the stream.
    #[doc(hidden)]
    pub fn results(call: Call) -> Sending<Self> {
        Self::open(call, Framing::Results)
    }

    /// Sends a call and waits for the headers of the response; the values are records
    /// (`application/json-seq`).
    #[doc(hidden)]
    pub fn records(call: Call) -> Sending<Self> {
        Self::open(call, Framing::Records)
    }

    /// Sends a call and waits for the headers of the response; the values are the parts of a
    /// multipart body.
    #[doc(hidden)]
    pub fn parts(call: Call) -> Sending<Self> {
        Self::open(call, Framing::Parts)
    }

    fn open(call: Call, framing: Framing) -> Sending<Self> {
        let opening = Frames::open(call, framing);
        Box::pin(async move {
            Ok(Self {
                frames: opening.await?,
                items: PhantomData,
            })
        })
    }

    /// Returns the response that contains the values, with its status and headers.
    pub fn response(&self) -> &Download {
        &self.frames.download
    }

    /// Returns the next value; `None` after the last. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The value cannot be decoded (the stream continues), the connection broke, or nothing arrived
    /// in time.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let Some(frame) = ready!(self.frames.poll(context)) else {
            return Poll::Ready(None);
        };
        Poll::Ready(Some(frame.and_then(|frame| {
            T::read(&frame.head, &frame.content, |node| {
                self.frames.fill(&frame, EventShape::Data, node)
            })
        })))
    }
}

stream_by_poll!(ValueStream<T: StreamItem> => T, BlockingItems with frames.download.client);

// Reconnecting of event streams, as in the HTML standard (section 9.2, "Server-sent events").

/// The delay before reconnecting if the server sends no `retry:`; the same as in browsers.
const DELAY: Duration = Duration::from_secs(3);

/// The limits of `retry:`: without them, a server could be called without pause, or never again.
const SHORTEST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(300);

#[derive(Default)]
struct Reconnect {
    opening: Option<Sending<Frames>>,
    failures: u32,
}

impl Reconnect {
    /// Sends the call again after a delay, with the id of the last event.
    fn begin(&mut self, call: &Call, resume: Resume) {
        let delay = resume
            .retry
            .unwrap_or(DELAY)
            .max(SHORTEST_DELAY)
            .saturating_mul(1 << self.failures.min(16))
            .min(LONGEST_DELAY);
        // An empty id resets the previous one.
        let call = match resume.last_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => call.clone().header("last-event-id", id),
            None => call.clone(),
        };
        self.opening = Some(Box::pin(async move {
            // Without a transport the call fails.
            if let Ok(transport) = call.client().0.outermost_transport() {
                transport.sleep(delay).await;
            }
            let mut frames = Frames::open(call, Framing::Events).await?;
            frames.splitter = Splitter::resuming(Framing::Events, resume);
            Ok(frames)
        }));
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frames, Error>>> {
        let Some(opening) = &mut self.opening else {
            return Poll::Ready(None);
        };
        let opened = ready!(opening.as_mut().poll(context));
        self.opening = None;
        self.failures = if opened.is_ok() { 0 } else { self.failures + 1 };
        Poll::Ready(Some(opened))
    }
}

// The parts of a stream that do not depend on the item type: `Frames`, and the splitting of chunks
// of any size into server-sent events, lines or records. No byte is scanned twice.

/// The data that servers send at the end of a stream; it is not an item.
const DONE: &str = "[DONE]";

/// The part of an event that the item type describes.
#[derive(Clone, Copy, PartialEq)]
pub enum EventShape {
    /// The data.
    Data,
    /// The event as an object with `event`, `data` and `id`.
    Event,
}

struct Frames {
    download: Download,
    framing: Framing,
    splitter: Splitter,
    /// Whether the response has ended.
    ended: bool,
    /// Whether a new connection would return no more items.
    is_done: bool,
}

impl Frames {
    fn open(call: Call, framing: Framing) -> Sending<Self> {
        let opening = Download::open(call);
        Box::pin(async move {
            let download = opening.await?;
            if let Some(error) = stream_type_error(&download.head, framing) {
                return Err(download.mismatch(error).await);
            }
            let mut splitter = Splitter::new(framing);
            if framing == Framing::Parts {
                splitter.delimiter = format!("--{}", boundary_of(&download.head));
            }
            Ok(Self {
                download,
                framing,
                splitter,
                ended: false,
                is_done: false,
            })
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        loop {
            match self.splitter.next() {
                Ok(None) if self.ended => {
                    let Some(last) = self.end() else {
                        return Poll::Ready(None);
                    };
                    let outcome = self.complete(last);
                    return Poll::Ready(Some(outcome.and_then(|last| self.take_result(last))));
                }
                Ok(None) if self.splitter.place == PartPlace::After => {
                    self.is_done = true;
                    return Poll::Ready(self.end().map(Ok));
                }
                Ok(None) => {}
                Ok(Some(frame)) if frame.data == DONE => {
                    self.is_done = true;
                    return Poll::Ready(self.end().map(Ok));
                }
                Ok(Some(frame)) => return Poll::Ready(Some(self.take_result(frame))),
                Err(_) => {
                    self.is_done = true;
                    self.end();
                    let cause = DecodeError::of(format!("the item has more than {LONGEST} bytes"));
                    return Poll::Ready(Some(Err(Error::decode(
                        self.download.head.clone(),
                        cause,
                    ))));
                }
            }
            match ready!(self.download.poll(context)) {
                Some(Ok(piece)) => self.splitter.push(&piece),
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    self.ended = true;
                    // The last delimiter needs no end of line.
                    if self.framing == Framing::Parts && !self.splitter.bytes.is_empty() {
                        self.splitter.push(b"\n");
                    }
                }
            }
        }
    }

    fn is_over(&self) -> bool {
        self.is_done || self.download.status() == StatusCode::NO_CONTENT
    }

    /// Stops reading; returns the last item in the rest of the response.
    fn end(&mut self) -> Option<Frame> {
        self.download.body = Polled::Done;
        // An event that is cut off must not change the id and the delay for reconnecting.
        let resume = self.splitter.resume.clone();
        let last = if self.ended {
            self.splitter.last()
        } else {
            None
        };
        self.splitter = Splitter::resuming(Framing::Lines, resume);
        self.ended = true;
        last.filter(|frame| frame.data != DONE)
    }

    /// Returns the last item if the end of the response completes it; an event must end with an
    /// empty line.
    fn complete(&self, last: Frame) -> Result<Frame, Error> {
        match self.framing {
            Framing::Lines | Framing::Results | Framing::Records => Ok(last),
            Framing::Events | Framing::Parts => {
                let what = match self.framing {
                    Framing::Events => "an event",
                    _ => "a part",
                };
                let error =
                    Error::new(ErrorKind::Broken, format!("the stream ended within {what}"));
                Err(error.with(self.response_of(&last)))
            }
        }
    }

    /// Returns the `result` of a line as an item; an `error` ends the stream.
    fn take_result(&mut self, line: Frame) -> Result<Frame, Error> {
        if self.framing != Framing::Results {
            return Ok(line);
        }
        if let Some(error) = member_of(&line, "error") {
            self.is_done = true;
            self.end();
            return Err(status_error(self.response_of(&error)));
        }
        member_of(&line, "result").ok_or_else(|| {
            let cause = DecodeError::of("expected an object with `result` or `error`".to_owned());
            Error::decode(self.response_of(&line), cause)
        })
    }

    /// Returns the response, with an item as its body.
    fn response_of(&self, frame: &Frame) -> RawResponse {
        RawResponse {
            body: match self.framing {
                Framing::Parts => frame.content.clone(),
                _ => Bytes::copy_from_slice(frame.data.as_bytes()),
            },
            ..self.download.head.clone()
        }
    }

    fn fill(&self, frame: &Frame, shape: EventShape, node: &mut dyn Node) -> Result<(), Error> {
        let head = &self.download.head;
        let reading = head.target.reading;
        let outcome = match (self.framing, shape) {
            (Framing::Parts, _) => {
                fill_data(&String::from_utf8_lossy(&frame.content), node, reading)
            }
            (_, EventShape::Event) => fill_event(frame, node, reading),
            (_, EventShape::Data) => fill_data(&frame.data, node, reading),
        };
        match outcome {
            Ok(deviations) => report_deviations(head, &deviations),
            Err(cause) => return Err(Error::decode(self.response_of(frame), cause)),
        }
        Ok(())
    }
}

/// Returns a member of the object on a line, unless it is `null`.
fn member_of(line: &Frame, name: &str) -> Option<Frame> {
    let members: HashMap<String, &RawValue> = serde_json::from_str(&line.data).ok()?;
    let value = members.get(name)?.get();
    if value == "null" {
        return None;
    }
    Some(Frame {
        data: value.to_owned(),
        ..Frame::default()
    })
}

/// Returns the error for another content type, whose body would look like a stream without items.
/// An absent content type is accepted.
fn stream_type_error(head: &RawResponse, framing: Framing) -> Option<DecodeError> {
    let actual = media_type_essence(head.header("content-type").unwrap_or_default());
    let (expected, is_expected) = match framing {
        Framing::Events => ("text/event-stream", actual == "text/event-stream"),
        // Servers use many media types for lines of JSON.
        Framing::Lines | Framing::Results | Framing::Records => {
            let accept = head.target.accept;
            let is_expected = actual.contains("json") || accepts_media_type(accept, &actual);
            (accept, is_expected)
        }
        Framing::Parts => {
            let is_expected = actual.starts_with("multipart/") && !boundary_of(head).is_empty();
            (head.target.accept, is_expected)
        }
    };
    if is_expected || actual.is_empty() && framing != Framing::Parts {
        return None;
    }
    if actual.starts_with("multipart/") {
        let message = format!("expected a `boundary` of `{actual}`, found none");
        return Some(DecodeError::of(message));
    }
    Some(unexpected_media_type(expected, &actual))
}

/// Returns the boundary in the content type of a response, or an empty string.
fn boundary_of(head: &RawResponse) -> &str {
    header_parameter(head.header("content-type").unwrap_or_default(), "boundary")
}

/// Fills a node from data: strings are taken unchanged; everything else is JSON.
fn fill_data(
    data: &str,
    node: &mut dyn Node,
    reading: Reading,
) -> Result<Vec<DecodeError>, DecodeError> {
    if let Slot::Text(text) = node.slot() {
        text.take(data);
        return Ok(Vec::new());
    }
    decode_response(data.as_bytes(), node, reading)
}

/// Returns a string in JSON.
fn string_json(text: &str) -> String {
    Value::from(text).to_string()
}

/// Returns an event as an object in JSON, with this JSON as its data.
fn event_json(frame: &Frame, data: &str) -> String {
    let mut object = format!("{{\"data\":{data}");
    for (name, value) in [("event", &frame.name), ("id", &frame.id)] {
        if let Some(value) = value {
            object.push_str(&format!(",\"{name}\":{}", string_json(value)));
        }
    }
    if let Some(retry) = frame.retry {
        object.push_str(&format!(",\"retry\":{}", retry.as_millis()));
    }
    object.push('}');
    object
}

/// Fills a node from the event as an object; its data is JSON if valid, or else a string.
fn fill_event(
    frame: &Frame,
    node: &mut dyn Node,
    reading: Reading,
) -> Result<Vec<DecodeError>, DecodeError> {
    let as_text = event_json(frame, &string_json(&frame.data));
    if serde_json::from_str::<&RawValue>(&frame.data).is_err() {
        return decode_response(as_text.as_bytes(), node, reading);
    }
    // Data such as `1` is a number in JSON, but may be described as a string. A union decodes any
    // JSON, so decoding also counts as failed if the value matches none of its members.
    let as_json = event_json(frame, &frame.data);
    for text in [&as_json, &as_text] {
        if decode(text.as_bytes(), node).is_ok() && !matches!(node.view(), View::Any(_)) {
            return Ok(Vec::new());
        }
    }
    decode_response(as_json.as_bytes(), node, reading)
}

/// The maximum length of an event, line or part: a server that never ends one could fill all
/// memory.
const LONGEST: usize = 64 * 1024 * 1024;

#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Framing {
    #[default]
    Events,
    Lines,
    /// Lines with `{"result": …}` or `{"error": …}`.
    Results,
    /// `application/json-seq`: records that begin with the control character RS.
    Records,
    /// `multipart/mixed` and other multipart types.
    Parts,
}

/// The location of the next line in a multipart body.
#[derive(Clone, Copy, Default, PartialEq)]
enum PartPlace {
    /// Before the first delimiter.
    #[default]
    Before,
    Headers,
    Content,
    /// After the last delimiter.
    After,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) name: Option<String>,
    /// `id` of the event, or of a previous one.
    pub(crate) id: Option<String>,
    pub(crate) retry: Option<Duration>,
    pub(crate) data: String,
    /// The header lines of a part.
    pub(crate) head: Bytes,
    /// The content of a part, which is not in `data`.
    pub(crate) content: Bytes,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// The state that carries over to the next connection of an event stream.
#[derive(Clone, Default)]
pub(crate) struct Resume {
    /// The id of the last event, even of one without data.
    pub(crate) last_id: Option<String>,
    pub(crate) retry: Option<Duration>,
}

/// Received bytes, and how many of them were scanned.
#[derive(Default)]
pub(crate) struct Splitter {
    framing: Framing,
    bytes: BytesMut,
    seen: usize,
    /// Whether anything was consumed; after that, no byte order mark may follow.
    has_begun: bool,
    /// Whether the last line ended with CR: a following LF belongs to it.
    after_cr: bool,
    event: Frame,
    has_data: bool,
    resume: Resume,
    /// The line before each part of a multipart body: two hyphens and the boundary.
    pub(crate) delimiter: String,
    place: PartPlace,
    /// The header lines of the current part.
    part_head: BytesMut,
    /// The content of the current part.
    part: BytesMut,
}

impl Splitter {
    pub(crate) fn new(framing: Framing) -> Self {
        Self {
            framing,
            ..Self::default()
        }
    }

    /// Creates a splitter that continues the events of another connection.
    fn resuming(framing: Framing, resume: Resume) -> Self {
        let event = Frame {
            id: resume.last_id.clone(),
            ..Frame::default()
        };
        Self {
            framing,
            event,
            resume,
            ..Self::default()
        }
    }

    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// Returns the next item, if it is complete.
    pub(crate) fn next(&mut self) -> Result<Option<Frame>, TooLong> {
        while let Some(line) = self.take() {
            let frame = match self.framing {
                Framing::Parts => self.read_part_line(&line),
                _ => {
                    let text = self.decode_text(&line);
                    self.read_line(&text)
                }
            };
            if frame.is_some() {
                return Ok(frame);
            }
        }
        let buffers = [&self.bytes, &self.part_head, &self.part];
        let buffered: usize = buffers.iter().map(|bytes| bytes.len()).sum();
        if buffered + self.event.data.len() > LONGEST {
            Err(TooLong)
        } else {
            Ok(None)
        }
    }

    /// Returns the last item, if the end of the stream completes it.
    pub(crate) fn last(&mut self) -> Option<Frame> {
        let remaining = self.bytes.split();
        self.seen = 0;
        if self.framing == Framing::Parts {
            if self.has_begun && self.place != PartPlace::After {
                return Some(self.finish_part());
            }
            return None;
        }
        let text = self.decode_text(&remaining);
        // An event that the end cuts off is an error, even if it has no data yet.
        let is_cut = self.framing == Framing::Events && !text.is_empty() && !text.starts_with(':');
        match self.read_line(&text).or_else(|| self.finish_event()) {
            None if is_cut => Some(Frame {
                data: text,
                ..Frame::default()
            }),
            frame => frame,
        }
    }

    /// Returns the next line or record.
    fn take(&mut self) -> Option<BytesMut> {
        if self.after_cr && self.bytes.first() == Some(&b'\n') {
            self.bytes.advance(1);
        }
        self.after_cr &= self.bytes.is_empty();
        let framing = self.framing;
        let mut unseen = self.bytes.iter().skip(self.seen);
        let Some(length) = unseen.position(|byte| match framing {
            Framing::Events => matches!(byte, b'\n' | b'\r'),
            Framing::Lines | Framing::Results | Framing::Parts => *byte == b'\n',
            Framing::Records => *byte == b'\x1e',
        }) else {
            self.seen = self.bytes.len();
            return None;
        };
        let at = self.seen + length;
        self.seen = 0;
        let before = self.bytes.split_to(at);
        self.after_cr = framing == Framing::Events && self.bytes.first() == Some(&b'\r');
        self.bytes.advance(1);
        Some(before)
    }

    fn decode_text(&mut self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        match text.strip_prefix('\u{feff}') {
            Some(unmarked) if is_first => unmarked.to_owned(),
            _ => text.into_owned(),
        }
    }

    fn read_line(&mut self, text: &str) -> Option<Frame> {
        if self.framing == Framing::Events {
            return if text.is_empty() {
                self.finish_event()
            } else {
                self.read_field(text)
            };
        }
        let data = text.trim();
        if data.is_empty() {
            return None;
        }
        Some(Frame {
            data: data.to_owned(),
            ..Frame::default()
        })
    }

    /// Accepts a line of a multipart body (RFC 2046): the line end before a delimiter belongs to
    /// the delimiter.
    fn read_part_line(&mut self, line: &[u8]) -> Option<Frame> {
        self.has_begun = true;
        let place = self.place;
        if place == PartPlace::After {
            return None;
        }
        let text = line.trim_ascii_end();
        self.place = match text.strip_prefix(self.delimiter.as_bytes()) {
            Some(b"") => PartPlace::Headers,
            Some(b"--") => PartPlace::After,
            _ if place == PartPlace::Headers && text.is_empty() => PartPlace::Content,
            _ => {
                let lines = match place {
                    PartPlace::Headers => &mut self.part_head,
                    PartPlace::Content => &mut self.part,
                    PartPlace::Before | PartPlace::After => return None,
                };
                lines.extend_from_slice(line);
                lines.extend_from_slice(b"\n");
                return None;
            }
        };
        if place != PartPlace::Content {
            // A delimiter directly after headers ends a part without content, which is dropped.
            if place == PartPlace::Headers && self.place != PartPlace::Content {
                self.part_head.clear();
            }
            return None;
        }
        for end in [b"\n", b"\r"] {
            if self.part.ends_with(end) {
                self.part.truncate(self.part.len() - 1);
            }
        }
        Some(self.finish_part())
    }

    fn finish_part(&mut self) -> Frame {
        Frame {
            head: self.part_head.split().freeze(),
            content: self.part.split().freeze(),
            ..Frame::default()
        }
    }

    /// Reads a line of an event; lines that begin with a colon are comments.
    fn read_field(&mut self, line: &str) -> Option<Frame> {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "event" => self.event.name = Some(value.to_owned()).filter(|name| !name.is_empty()),
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            "retry" => {
                self.event.retry = value.parse().ok().map(Duration::from_millis);
                self.resume.retry = self.event.retry.or(self.resume.retry);
            }
            _ => {}
        }
        None
    }

    /// Returns the current event; an event without data is dropped. The id carries over to the next
    /// event in any case.
    fn finish_event(&mut self) -> Option<Frame> {
        self.resume.last_id.clone_from(&self.event.id);
        let next = Frame {
            id: self.event.id.clone(),
            ..Frame::default()
        };
        let event = std::mem::replace(&mut self.event, next);
        if std::mem::take(&mut self.has_data) {
            Some(event)
        } else {
            None
        }
    }
}

/// Implements a request whose response is a stream of `events` (their data or the whole event), or
/// of values in `lines`, `results` or `records`, or of `parts`. With `also`, the operation has
/// another response as well. The stream is then requested by its media type and, if needed, by a
/// property of the request, which is set to `true`.
macro_rules! stream {
    ($name:ident => events $item:ty, $shape:ident) => {
        $crate::runtime::events::opened!($name, $crate::runtime::events::EventStream<$item>, |call| {
            $crate::runtime::events::EventStream::open(call, $crate::runtime::events::EventShape::$shape)
        });
    };
    ($name:ident => also events $item:ty, $shape:ident, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::events::also!(
            $name, stream_events, $crate::runtime::events::EventStream<$item>,
            |call| $crate::runtime::events::EventStream::open(call, $crate::runtime::events::EventShape::$shape),
            $media_type $(, $member)?
        );
    };
    ($name:ident => also parts $item:ty, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::events::also!(
            $name, stream_values,
            $crate::runtime::events::ValueStream<$crate::runtime::body_part::BodyPart<$item>>,
            $crate::runtime::events::ValueStream::parts, $media_type $(, $member)?
        );
    };
    ($name:ident => parts $item:ty) => {
        $crate::runtime::events::opened!(
            $name,
            $crate::runtime::events::ValueStream<$crate::runtime::body_part::BodyPart<$item>>,
            $crate::runtime::events::ValueStream::parts
        );
    };
    ($name:ident => also $framing:ident $item:ty, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::events::also!(
            $name, stream_values, $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::$framing, $media_type $(, $member)?
        );
    };
    ($name:ident => $framing:ident $item:ty) => {
        $crate::runtime::events::opened!(
            $name,
            $crate::runtime::events::ValueStream<$item>,
            $crate::runtime::events::ValueStream::$framing
        );
    };
}

/// Implements `send` and `.await` for a request whose only response is a stream.
macro_rules! opened {
    ($name:ident, $output:ty, $open:expr) => {
        $crate::runtime::download::download!($name);
        $crate::runtime::requests::awaited!(
            $name,
            $output,
            " Sends the request and waits for the headers of the response; the same as `.await`.",
            $open
        );
    };
}

/// Adds the method that requests a stream, if the request has another response as well.
macro_rules! also {
    ($name:ident, $method:ident, $output:ty, $open:expr, $media_type:literal $(, $member:literal)?) => {
        impl $name {
            /// Requests a stream instead of a single response, and waits for its headers.
            #[inline]
            pub fn $method(mut self) -> $crate::runtime::send::Sending<$output> {
                self.call = self.call.accept($media_type) $(.extra($member, true.into()))?;
                ($open)(self.into_call())
            }
        }
    };
}

pub(crate) use {also, opened, stream};
