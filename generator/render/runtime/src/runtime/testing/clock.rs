//! The clock of a mock: waiting takes no time.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread::{self, ThreadId};
use std::time::Duration;

#[derive(Clone, Default)]
pub(super) struct Clock(Arc<Mutex<Time>>);

#[derive(Default)]
pub(super) struct Time {
    pub(super) now: Duration,
    pub(super) waits: Vec<Duration>,
    limits: Vec<Registered>,
    /// The ids of the timeouts that expired.
    reached: Vec<u64>,
    next: u64,
}

struct Registered {
    id: u64,
    thread: ThreadId,
    due: Duration,
    /// Whether the program awaits something other than the mock.
    awaited: bool,
}

impl Clock {
    pub(super) fn time(&self) -> MutexGuard<'_, Time> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Advances the clock by this duration, or forever; returns whether a timeout expires before
    /// the end.
    pub(super) fn take(&self, duration: Option<Duration>) -> bool {
        let mut time = self.time();
        let current = thread::current().id();
        let own = time
            .limits
            .iter()
            .filter(|limit| limit.thread == current && !limit.awaited);
        let first = own
            .min_by_key(|limit| limit.due)
            .map(|limit| (limit.id, limit.due));
        let end = duration.map(|duration| time.now.saturating_add(duration));
        match (first, end) {
            (None, None) => return false,
            (Some((_, due)), Some(end)) if end < due => time.now = end,
            (None, Some(end)) => time.now = end,
            (Some((id, due)), _) => {
                time.now = time.now.max(due);
                time.reached.push(id);
                return true;
            }
        }
        false
    }

    /// Starts a timeout of work in progress.
    pub(super) fn limit(&self, duration: Duration) -> Limit {
        let mut time = self.time();
        time.next += 1;
        let id = time.next;
        let due = time.now.saturating_add(duration);
        time.limits.push(Registered {
            id,
            thread: thread::current().id(),
            due,
            awaited: false,
        });
        Limit {
            clock: self.clone(),
            id,
        }
    }
}

pub(super) struct Limit {
    clock: Clock,
    id: u64,
}

impl Future for Limit {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let mut time = self.clock.time();
        if time.reached.contains(&self.id) {
            return Poll::Ready(());
        }
        let own = time.limits.iter_mut().filter(|limit| limit.id == self.id);
        own.for_each(|limit| limit.awaited = true);
        Poll::Pending
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        let mut time = self.clock.time();
        time.limits.retain(|limit| limit.id != self.id);
        time.reached.retain(|id| *id != self.id);
    }
}
