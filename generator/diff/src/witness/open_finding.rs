//! A finding during the searches for values.

use crate::draft::PendingFinding;
use crate::judgement::{Evidence, Judgement, decide_by_evidence};
use crate::verdict::Wire;

/// A finding whose verdict is open, and what the searches found so far.
pub(super) struct OpenFinding<'f> {
    pub(super) draft: &'f mut PendingFinding,
    pub(super) evidence: Evidence,
}

impl<'f> OpenFinding<'f> {
    /// Takes the evidence of a finding that its rule judges.
    pub(super) fn of(draft: &'f mut PendingFinding) -> Option<Self> {
        let Judgement::Rule(evidence) = &mut draft.judgement else {
            return None;
        };
        let evidence = std::mem::take(evidence);
        Some(Self { draft, evidence })
    }

    /// Returns the verdict so far.
    pub(super) fn verdict(&self) -> Wire {
        decide_by_evidence(&self.draft.finding, &self.evidence)
    }

    /// Returns whether the finding has this verdict, and a completed search found no witness.
    pub(super) fn is_unproven(&self, wire: Wire) -> bool {
        let Evidence {
            witness, given_up, ..
        } = &self.evidence;
        self.verdict() == wire && witness.is_none() && given_up.is_none()
    }

    /// Adds what the searches found to the judgement of the finding.
    pub(super) fn close(self) {
        self.draft.judgement = Judgement::Rule(self.evidence);
    }
}
