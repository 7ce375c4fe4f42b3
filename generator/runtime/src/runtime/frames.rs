//! `Frames`: the part of a typed stream that does not depend on the item type.

use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;
use serde_json::value::RawValue;

use super::call::Call;
use super::codec::{decode, decode_response};
use super::download::Download;
use super::error::Error;
use super::framing::{Frame, Framing, Resume, Splitter};
use super::json::DecodeError;
use super::node::{Node, Slot};
use super::outcome::RawResponse;
use super::outgoing::{Kind, Polled};
use super::response::{essence, unexpected};
use super::send::Sending;
#[cfg(feature = "tracing")]
use super::trace;

/// The data that servers send at the end of a stream; it is not an item.
const DONE: &str = "[DONE]";

/// The part of an event that the item type describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The data.
    Data,
    /// The event as an object with `event`, `data` and `id`.
    Event,
}

pub(super) struct Frames {
    pub(super) download: Download,
    framing: Framing,
    pub(super) splitter: Splitter,
    ended: bool,
    /// Whether a new connection would have no more items.
    is_done: bool,
}

impl Frames {
    pub(super) fn open(call: Call, framing: Framing) -> Sending<Self> {
        let opening = Download::open(call);
        Box::pin(async move {
            let download = opening.await?;
            if let Some(error) = foreign(&download.head, framing) {
                return Err(download.mismatch(error).await);
            }
            Ok(Self { download, framing, splitter: Splitter::new(framing), ended: false, is_done: false })
        })
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
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
                    return Poll::Ready(Some(Err(Error::decode(self.download.head.clone(), cause))));
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

    pub(super) fn resume_from(&mut self, resume: Resume) {
        self.splitter.resume_from(resume);
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_done || self.download.status() == StatusCode::NO_CONTENT
    }

    /// Stops reading; returns the last item in the rest of the response.
    fn end(&mut self) -> Option<Frame> {
        self.download.body = Polled::Done;
        // The rest is cut off and does not count.
        let resume = self.splitter.resume().clone();
        let last = if self.ended { self.splitter.last() } else { None };
        self.splitter = Splitter::new(Framing::Lines);
        self.splitter.resume_from(resume);
        self.ended = true;
        last.filter(|frame| frame.data != DONE)
    }

    /// The last item, if it ends with the response; an event ends with an empty line.
    fn complete(&self, last: Frame) -> Result<Frame, Error> {
        match self.framing {
            Framing::Lines | Framing::Records => Ok(last),
            Framing::Events => {
                let error = Error::new(Kind::Broken, "the stream ended within an event".to_owned());
                Err(error.with(self.response_of(&last)))
            }
        }
    }

    /// The response, with an item as its body.
    fn response_of(&self, frame: &Frame) -> RawResponse {
        RawResponse { body: Bytes::copy_from_slice(frame.data.as_bytes()), ..self.download.head.clone() }
    }

    pub(super) fn fill(&self, frame: &Frame, shape: Shape, node: &mut dyn Node) -> Result<(), Error> {
        let head = &self.download.head;
        let outcome = match shape {
            Shape::Event => fill_event(frame, node, head.target.is_strict),
            Shape::Data => fill_data(&frame.data, node, head.target.is_strict),
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

/// The error for another content type, which would look like an empty stream; an absent one is accepted.
fn foreign(head: &RawResponse, framing: Framing) -> Option<DecodeError> {
    let found = essence(head.header("content-type").unwrap_or_default());
    let is_accepted = || head.target.accept.split(',').any(|known| essence(known) == found);
    let (expected, is_expected) = match framing {
        Framing::Events => ("text/event-stream", found == "text/event-stream"),
        // Servers use many names for lines of JSON.
        Framing::Lines | Framing::Records => (head.target.accept, found.contains("json") || is_accepted()),
    };
    (!is_expected && !found.is_empty()).then(|| unexpected(expected, &found))
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
