//! Typed streams: server-sent events ([`EventStream`]) and sequences of JSON values ([`ValueStream`]).
//!
//! The stream continues after an item that cannot be decoded. Only [`EventStream::reconnect`] repeats a request.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::call::Call;
use super::download::Download;
use super::error::Error;
use super::frames::{Frame, Frames, Framing, Resume, Shape};
use super::node::Model;
use super::send::{Sending, stream_by_poll};

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

/// A stream of server-sent events, read by [`try_next`](Self::try_next) or `futures_core::Stream`.
///
/// Data is JSON, unless it is described as a string. `[DONE]` instead of data ends the stream. Other data that does not
/// match `T` is an error with the data as `body`; the next call continues. A response of another content type and a
/// stream that ends within an event are errors.
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

    /// Sets whether the request is retried when the connection ends or breaks, with the id of the last event as
    /// `Last-Event-ID`: after 3 seconds or the `retry:` of the server (100 ms to 5 minutes). The default is `false`.
    ///
    /// Without a connection it retries indefinitely and doubles the delay each time. `[DONE]`, status code 204 and
    /// error responses end the stream. Use this only if repeating the request has no side effects.
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

    /// Returns the next event; `None` after the last. Dropping the future loses nothing.
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

    fn frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        loop {
            let Some(reconnect) = &mut self.reconnect else { return self.frames.poll(context) };
            match ready!(reconnect.poll(context)) {
                Some(Ok(frames)) => self.frames = frames,
                Some(Err(error)) if is_disconnected(&error) => {
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
                Some(Err(error)) if !is_disconnected(&error) => {
                    return Poll::Ready(Some(Err(error)));
                }
                _ => reconnect.begin(&self.call, self.frames.splitter.resume().clone()),
            }
        }
    }
}

fn is_disconnected(error: &Error) -> bool {
    error.is_connect() || error.is_broken_connection() || error.is_timeout()
}

stream_by_poll!(EventStream<T> => ServerEvent<T>);

/// A stream of JSON values, read by [`try_next`](Self::try_next) or `futures_core::Stream`. A value that does not match
/// `T` is an error with the value as `body`; the next call continues.
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

    /// Returns the next value; `None` after the last. Dropping the future loses nothing.
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

stream_by_poll!(ValueStream<T> => T);

// Reconnecting of event streams, as in the HTML standard (section 9.2, "Server-sent events").

/// The delay before reconnecting if the server sends no `retry:`; the same as in browsers.
const DELAY: Duration = Duration::from_secs(3);

/// The limits of `retry:`: without them a server could be called without pause, or never again.
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(300);

#[derive(Default)]
struct Reconnect {
    opening: Option<Sending<Frames>>,
    failures: u32,
}

impl Reconnect {
    /// Sends the call again after a delay, with the id of the last event.
    fn begin(&mut self, call: &Call, resume: Resume) {
        let delay = resume.retry.unwrap_or(DELAY).max(SHORTEST);
        let delay = delay.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        // An empty id resets the previous one.
        let call = match resume.last_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => call.clone().header("last-event-id", id),
            None => call.clone(),
        };
        self.opening = Some(Box::pin(async move {
            // Without a transport the call fails.
            if let Ok(transport) = call.client().client_transport() {
                transport.sleep(delay).await;
            }
            let mut frames = Frames::open(call, Framing::Events).await?;
            frames.resume_from(resume);
            Ok(frames)
        }));
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frames, Error>>> {
        let Some(opening) = &mut self.opening else { return Poll::Ready(None) };
        let opened = ready!(opening.as_mut().poll(context));
        self.opening = None;
        self.failures = if opened.is_ok() { 0 } else { self.failures + 1 };
        Poll::Ready(Some(opened))
    }
}

/// A request whose response is a stream of `events` (their data or the whole event), or of values in `lines` or
/// `records`. With `also`, it has another response as well; a media type and a property select the stream.
macro_rules! stream {
    ($name:ident => events $item:ty, $shape:ident) => {
        $crate::runtime::events::opened!($name, $crate::runtime::events::EventStream<$item>, |call| {
            $crate::runtime::events::EventStream::open(call, $crate::runtime::frames::Shape::$shape)
        });
    };
    ($name:ident => also events $item:ty, $shape:ident, $media_type:literal $(, $member:literal)?) => {
        $crate::runtime::events::also!(
            $name, stream_events, $crate::runtime::events::EventStream<$item>,
            |call| $crate::runtime::events::EventStream::open(call, $crate::runtime::frames::Shape::$shape),
            $media_type $(, $member)?
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

/// `send` and `.await` of a request whose only response is a stream.
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

/// The stream of a request that has another response as well.
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
