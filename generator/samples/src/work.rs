//! The budget of a search for values.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The remaining steps of a search. Making a value takes a step, and so does validating a value
/// against a definition.
#[derive(Clone)]
pub struct Work(Arc<Steps>);

struct Steps {
    /// The number of steps of each search.
    allowed: usize,
    left: AtomicUsize,
    /// Whether searches before these left fewer steps than usual.
    is_reduced: bool,
    /// The steps of former searches.
    spent_before: AtomicUsize,
}

impl Work {
    /// Allows this number of steps.
    pub fn of(steps: usize) -> Self {
        Self::new(steps, false)
    }

    /// Allows this number of steps, which is lower than usual because of the searches before.
    pub fn reduced(steps: usize) -> Self {
        Self::new(steps, true)
    }

    fn new(steps: usize, is_reduced: bool) -> Self {
        Self(Arc::new(Steps {
            is_reduced,
            allowed: steps,
            left: AtomicUsize::new(steps),
            spent_before: AtomicUsize::new(0),
        }))
    }

    /// Allows the same number of steps for the next search.
    pub fn renew(&self) {
        let left = self.0.left.swap(self.0.allowed, Ordering::Relaxed);
        let spent = self.0.allowed.saturating_sub(left);
        self.0.spent_before.fetch_add(spent, Ordering::Relaxed);
    }

    /// Returns whether the number of steps is lower than usual because of the searches before.
    pub fn is_reduced(&self) -> bool {
        self.0.is_reduced
    }

    /// Returns the number of steps that all searches took.
    pub fn spent(&self) -> usize {
        let left = self.0.left.load(Ordering::Relaxed);
        let spent = self.0.allowed.saturating_sub(left);
        self.0.spent_before.load(Ordering::Relaxed) + spent
    }

    /// Returns whether no steps are left, so that results of validators are no longer reliable.
    pub fn is_used_up(&self) -> bool {
        self.0.left.load(Ordering::Relaxed) == 0
    }

    /// Takes this number of steps, or all that are left.
    pub fn spend(&self, steps: usize) {
        let _ = self
            .0
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                Some(left.saturating_sub(steps))
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_search_has_the_same_number_of_steps() {
        let work = Work::of(3);
        work.spend(2);
        assert!(!work.is_used_up());
        work.spend(2);
        assert!(work.is_used_up());
        work.renew();
        assert!(!work.is_used_up());
        work.spend(1);
        assert_eq!(work.spent(), 4);
    }
}
