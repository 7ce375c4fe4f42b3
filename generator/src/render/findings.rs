//! The results of planning the emitted tests: the tested methods, and the gaps.
//!
//! The plans themselves are not kept, as those of a large description would take too much memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Collects results while files are made, from any thread.
#[derive(Default)]
pub(super) struct TestPlanResults(Mutex<BTreeMap<usize, TestPlanResult>>);

struct TestPlanResult {
    /// The output kind (`emitted_tests::answers`); `None` without tests.
    kind: Option<&'static str>,
    gaps: Vec<String>,
}

impl TestPlanResults {
    /// Records the output kind of the tests of the operation at `index`, if it has any, and its gaps.
    pub(super) fn note(&self, index: usize, kind: Option<&'static str>, gaps: Vec<String>) {
        self.all().insert(index, TestPlanResult { kind, gaps });
    }

    pub(super) fn has_tests(&self) -> bool {
        self.all().values().any(|finding| finding.kind.is_some())
    }

    pub(super) fn is_tested(&self, index: usize) -> bool {
        self.all()
            .get(&index)
            .is_some_and(|finding| finding.kind.is_some())
    }

    /// The output kinds of all tested methods, each once.
    pub(super) fn kinds(&self) -> Vec<&'static str> {
        let kinds: BTreeSet<&str> = self
            .all()
            .values()
            .filter_map(|finding| finding.kind)
            .collect();
        kinds.into_iter().collect()
    }

    /// The gaps, a line each, in the order of the operations.
    pub(super) fn gaps(&self) -> Vec<String> {
        self.all()
            .values()
            .flat_map(|finding| finding.gaps.iter().cloned())
            .collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<usize, TestPlanResult>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
