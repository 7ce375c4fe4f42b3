//! [`RetryBudget`]: keeps retries from making an outage worse.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a retry costs; a success gives back 1.
const COST: u32 = 2;

/// How many retries a client has to spend by default.
const RETRIES: u32 = 500;

/// How many retries all requests of a client may spend together.
///
/// A retry spends one, two successes earn one, and no more is saved than there was at the beginning (500 by default).
/// A server that is down is thus asked little more often than it would be without retries; one that fails now and then
/// is not affected. Clones share what is left, and so do all clients that are given the same budget.
#[derive(Clone, Debug)]
pub struct RetryBudget {
    most: u32,
    /// `None` where there is no end to it.
    left: Option<Arc<AtomicU32>>,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(RETRIES)
    }
}

impl RetryBudget {
    /// A budget of so many retries.
    pub fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(COST);
        Self { most, left: Some(Arc::new(AtomicU32::new(most))) }
    }

    /// No budget: only the policy of each request counts.
    pub fn unlimited() -> Self {
        Self { most: 0, left: None }
    }

    /// Takes what a retry costs; says whether it was there.
    pub(crate) fn spend(&self) -> bool {
        let Some(left) = &self.left else { return true };
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    /// Puts in what a success earns.
    pub(crate) fn earn(&self) {
        let Some(left) = &self.left else { return };
        let more = |left: u32| (left < self.most).then(|| left + 1);
        // Nothing to be done where it is full.
        let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}
