//! The results of plans: the tested methods, and the gaps. Plans themselves are not kept: those of a large description
//! would fill the memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::answers;
use super::plan::Plan;

/// Collects results while files are made, from any thread.
#[derive(Default)]
pub(in crate::render) struct Findings(Mutex<BTreeMap<usize, Finding>>);

/// The result of the plan of one operation.
struct Finding {
    /// The output kind (`answers`); `None` without tests.
    kind: Option<&'static str>,
    /// The gaps, a line each.
    gaps: Vec<String>,
}

impl Findings {
    /// Records the plan of the operation at `index`, or why there is none.
    pub(super) fn note(&self, index: usize, plan: &Result<Plan<'_>, String>) {
        let finding = match plan {
            Ok(plan) => Finding { kind: Some(answers::kind(&plan.facts)), gaps: plan.gaps.clone() },
            Err(gap) => Finding { kind: None, gaps: vec![gap.clone()] },
        };
        self.all().insert(index, finding);
    }

    /// Whether anything is tested.
    pub(super) fn are_there_tests(&self) -> bool {
        self.all().values().any(|finding| finding.kind.is_some())
    }

    /// Whether the operation at `index` is tested.
    pub(super) fn is_tested(&self, index: usize) -> bool {
        self.all().get(&index).is_some_and(|finding| finding.kind.is_some())
    }

    /// The output kinds of all tested methods, each once.
    pub(super) fn kinds(&self) -> Vec<&'static str> {
        let kinds: BTreeSet<&str> = self.all().values().filter_map(|finding| finding.kind).collect();
        kinds.into_iter().collect()
    }

    /// The gaps, a line each, in the order of the operations.
    pub(in crate::render) fn gaps(&self) -> Vec<String> {
        self.all().values().flat_map(|finding| finding.gaps.iter().cloned()).collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<usize, Finding>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
