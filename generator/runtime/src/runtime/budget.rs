//! [`RetryBudget`]: keeps retries from making an outage worse.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The cost of a retry; a success returns 1.
const COST: u32 = 2;

/// The default number of retries of a client.
const RETRIES: u32 = 500;

/// The number of retries that all requests of a client may spend together.
///
/// A retry costs one, two successes earn one, and the balance never exceeds its initial value (500 by default). So a
/// server that is down receives little more than the requests without retries, and occasional failures are not
/// affected. Clones and all clients with the same budget share its balance.
#[derive(Clone, Debug)]
pub struct RetryBudget {
    most: u32,
    /// `None` if unlimited.
    left: Option<Arc<AtomicU32>>,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(RETRIES)
    }
}

impl RetryBudget {
    /// Creates a budget of this many retries.
    pub fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(COST);
        Self { most, left: Some(Arc::new(AtomicU32::new(most))) }
    }

    /// Creates an unlimited budget: only the policy of each request applies.
    pub fn unlimited() -> Self {
        Self { most: 0, left: None }
    }

    /// Withdraws the cost of a retry; returns whether the balance was sufficient.
    pub(crate) fn spend(&self) -> bool {
        let Some(left) = &self.left else { return true };
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    /// Deposits the earnings of a success.
    pub(crate) fn earn(&self) {
        let Some(left) = &self.left else { return };
        let more = |left: u32| (left < self.most).then(|| left + 1);
        // The balance is already full.
        let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}
