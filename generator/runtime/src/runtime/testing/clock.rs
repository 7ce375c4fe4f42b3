//! [`Clock`]: the time of a test, which passes only when something waits.
//!
//! A call that waits only for the mock runs without interruption, so the pending timeouts on its thread are its own: a
//! response that is too late triggers the first of them. Timeouts of calls that wait for something real never expire.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread::{self, ThreadId};
use std::time::Duration;

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
