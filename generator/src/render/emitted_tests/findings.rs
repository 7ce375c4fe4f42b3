//! What plans came to: which methods are tested, and what is not. Plans themselves are not kept: those of a large
//! description would fill the memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::answers;
use super::plan::Plan;

/// Takes what plans came to, while files are made; any thread may add some.
#[derive(Default)]
pub(in crate::render) struct Findings(Mutex<BTreeMap<usize, Finding>>);

/// What the plan of one operation came to.
struct Finding {
    /// What comes back (`answers`); `None` if there are no tests.
    kind: Option<&'static str>,
    /// What is not tested, a line each.
    gaps: Vec<String>,
}

impl Findings {
    /// Notes the plan of the operation at `index`, or why there is none.
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

    /// What comes back from all that is tested, each kind once.
    pub(super) fn kinds(&self) -> Vec<&'static str> {
        let kinds: BTreeSet<&str> = self.all().values().filter_map(|finding| finding.kind).collect();
        kinds.into_iter().collect()
    }

    /// What is not tested, a line each, in the order of the operations.
    pub(in crate::render) fn gaps(&self) -> Vec<String> {
        self.all().values().flat_map(|finding| finding.gaps.iter().cloned()).collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<usize, Finding>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
