//! [`Answer`]: one outcome of a script, and how it is delivered.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread::{self, ThreadId};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::outgoing::{Body, BoxFuture, TransportError, TransportErrorKind};
use super::super::transport::Response;
use super::request::Wanted;

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
    pub(super) fn of(error: &TransportError) -> Option<Self> {
        match error.kind {
            TransportErrorKind::Connect => Some(Self::Connect),
            TransportErrorKind::Timeout => Some(Self::Timeout),
            TransportErrorKind::Broken => Some(Self::Broken),
            TransportErrorKind::Local => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Broken => "broken",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Connect, Self::Timeout, Self::Broken].into_iter().find(|failure| failure.name() == name)
    }

    /// Fails: returns the error, or never ends, so that a timeout expires.
    async fn happen(self, clock: &Clock) -> TransportError {
        match self {
            Self::Connect => TransportError::connect("simulated by the test"),
            Self::Broken => TransportError::broken("simulated by the test"),
            Self::Timeout if clock.take(None) => std::future::pending().await,
            Self::Timeout => TransportError::timeout("simulated by the test"),
        }
    }
}

/// The outcome of a request.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    /// The delay.
    pub(super) delay: Duration,
    /// How often it is returned; `None` means always.
    pub(super) uses: Option<usize>,
    /// Whether a test may end without it.
    pub(super) optional: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Response(Told),
    Failure(Failure),
    /// Neither a response nor a failure, whatever the timeout.
    Silence,
}

/// A response.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The number of bytes per chunk.
    pub(super) piece: usize,
    /// The failure instead of the end.
    pub(super) cut: Option<Failure>,
}

impl Answer {
    pub(super) fn new(outcome: Outcome) -> Self {
        Self { outcome, delay: Duration::ZERO, uses: Some(1), optional: false }
    }

    /// Delivers it after its delay.
    pub(super) async fn give(self, clock: Clock) -> Result<Response, TransportError> {
        if clock.take(Some(self.delay)) {
            return std::future::pending().await;
        }
        match self.outcome {
            Outcome::Response(Told { status, headers, body, piece, cut }) => {
                let pieces = body.chunks(piece.max(1)).map(|piece| body.slice_ref(piece)).collect();
                Ok(Response::new(status, headers, Box::new(Pieces { pieces, cut, clock })))
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

// Time.

/// The time of a test; clones share it.
#[derive(Clone, Default)]
pub(super) struct Clock(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    now: Duration,
    waits: Vec<Duration>,
    limits: Vec<Registered>,
    /// Timeouts that expired.
    reached: Vec<u64>,
    next: u64,
}

struct Registered {
    id: u64,
    thread: ThreadId,
    due: Duration,
    /// Whether something is awaited that is not the mock.
    awaited: bool,
}

impl Clock {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Duration {
        self.state().now
    }

    pub(super) fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// Waits, which takes no time.
    pub(super) fn wait(&self, duration: Duration) {
        let mut state = self.state();
        state.waits.push(duration);
        state.now = state.now.saturating_add(duration);
    }

    /// Advances the clock by this duration, or forever; returns whether a timeout expires before the end.
    pub(super) fn take(&self, duration: Option<Duration>) -> bool {
        let mut state = self.state();
        let here = thread::current().id();
        let own = state.limits.iter().filter(|limit| limit.thread == here && !limit.awaited);
        let first = own.min_by_key(|limit| limit.due).map(|limit| (limit.id, limit.due));
        let end = duration.map(|duration| state.now.saturating_add(duration));
        match (first, end) {
            (None, None) => return false,
            (Some((_, due)), Some(end)) if end < due => state.now = end,
            (None, Some(end)) => state.now = end,
            (Some((id, due)), _) => {
                state.now = state.now.max(due);
                state.reached.push(id);
                return true;
            }
        }
        false
    }

    /// A timeout of work in progress.
    pub(super) fn limit(&self, duration: Duration) -> Limit {
        let mut state = self.state();
        state.next += 1;
        let (id, due) = (state.next, state.now.saturating_add(duration));
        state.limits.push(Registered { id, thread: thread::current().id(), due, awaited: false });
        Limit { clock: self.clone(), id }
    }
}

/// Completes when the timeout expires.
pub(super) struct Limit {
    clock: Clock,
    id: u64,
}

impl Future for Limit {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.state();
        if state.reached.contains(&self.id) {
            return Poll::Ready(());
        }
        let own = state.limits.iter_mut().filter(|limit| limit.id == self.id);
        own.for_each(|limit| limit.awaited = true);
        Poll::Pending
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        let mut state = self.clock.state();
        state.limits.retain(|limit| limit.id != self.id);
        state.reached.retain(|id| *id != self.id);
    }
}
