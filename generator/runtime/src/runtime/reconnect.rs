//! Reconnecting of event streams, as the HTML standard describes it (section 9.2, "Server-sent events").

use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::call::Call;
use super::error::Error;
use super::events::Frames;
use super::send::Sending;
use super::split::{Frame, Framing};

/// How long to wait before connecting again where the server does not say it with `retry:`; browsers wait as long.
const DELAY: Duration = Duration::from_secs(3);

/// What a stream needs to connect again.
pub(super) struct Reconnect {
    delay: Duration,
    last_id: Option<String>,
    opening: Option<Sending<Frames>>,
}

impl Reconnect {
    pub(super) fn new() -> Self {
        Self { delay: DELAY, last_id: None, opening: None }
    }

    /// Notes what an event says about reconnecting; an event without an id has that of the last one before the
    /// connection ended.
    pub(super) fn note(&mut self, frame: &mut Frame) {
        self.delay = frame.retry.unwrap_or(self.delay);
        frame.id = frame.id.take().or_else(|| self.last_id.clone());
        self.last_id.clone_from(&frame.id);
    }

    /// Sends the call again after a while, with the id of the last event.
    pub(super) fn begin(&mut self, call: &Call) {
        let (call, delay) = (call.clone(), self.delay);
        // An empty id takes back those before it.
        let call = match self.last_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => call.header("last-event-id", id),
            None => call,
        };
        self.opening = Some(Box::pin(async move {
            // Without a transport the call fails.
            if let Ok(transport) = call.client().transport() {
                transport.sleep(delay).await;
            }
            Frames::open(call, Framing::Events).await
        }));
    }

    /// The new connection, if there is one to come.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frames, Error>>> {
        let Some(opening) = &mut self.opening else { return Poll::Ready(None) };
        let opened = ready!(opening.as_mut().poll(context));
        self.opening = None;
        Poll::Ready(Some(opened))
    }
}
