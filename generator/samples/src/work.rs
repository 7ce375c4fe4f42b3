//! The budget of a search for values.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The remaining steps of a search. Making a value takes a step, and so does validating a value
/// against a definition.
#[derive(Clone)]
pub struct Work(Arc<AtomicUsize>);

impl Work {
    /// Allows this number of steps.
    pub fn of(steps: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(steps)))
    }

    /// Returns whether no steps are left, so that results of validators are no longer reliable.
    pub fn is_used_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// Takes this number of steps, or all that are left.
    pub fn spend(&self, steps: usize) {
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                Some(left.saturating_sub(steps))
            });
    }
}
