//! Reconnecting of event streams, as in the HTML standard (section 9.2, "Server-sent events").

use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::call::Call;
use super::error::Error;
use super::events::Frames;
use super::framing::{Framing, Resume};
use super::send::Sending;

/// The delay before reconnecting if the server sends no `retry:`; that of browsers.
const DELAY: Duration = Duration::from_secs(3);

/// The limits of `retry:`: without them a server could be called without pause, or never again.
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(300);

/// The next connection of a stream.
#[derive(Default)]
pub(super) struct Reconnect {
    opening: Option<Sending<Frames>>,
    /// The number of consecutive failed connections.
    failures: u32,
}

impl Reconnect {
    /// Sends the call again after a delay, with the id of the last event.
    pub(super) fn begin(&mut self, call: &Call, resume: Resume) {
        let delay = resume.retry.unwrap_or(DELAY).max(SHORTEST);
        let delay = delay.saturating_mul(1 << self.failures.min(16)).min(LONGEST);
        // An empty id resets the previous one.
        let call = match resume.last_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => call.clone().header("last-event-id", id),
            None => call.clone(),
        };
        self.opening = Some(Box::pin(async move {
            // Without a transport the call fails.
            if let Ok(transport) = call.client().transport() {
                transport.sleep(delay).await;
            }
            let mut frames = Frames::open(call, Framing::Events).await?;
            frames.go_on(resume);
            Ok(frames)
        }));
    }

    /// The new connection, if one is pending.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frames, Error>>> {
        let Some(opening) = &mut self.opening else { return Poll::Ready(None) };
        let opened = ready!(opening.as_mut().poll(context));
        self.opening = None;
        self.failures = if opened.is_ok() { 0 } else { self.failures + 1 };
        Poll::Ready(Some(opened))
    }
}
