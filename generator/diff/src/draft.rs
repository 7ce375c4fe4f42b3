//! Draft findings, and pairs of schemas that only the search for witnesses can compare.

use super::composition::{Beside, CompositionPair};
use super::finding::Finding;
use super::judgement::{self, Evidence, Judgement, Verdict};
use super::rules::UnionChange;
use super::sides::Sides;
use super::witness::focus::Focus;
use diag::Origin;
use surface::ItemSource;

/// A finding without a verdict, and what the verdict depends on.
#[derive(Clone)]
pub(super) struct PendingFinding {
    /// The finding with the verdict and the message of its rule alone, and without a witness.
    pub(super) finding: Finding,
    pub(super) judgement: Judgement,
    pub(super) scope: ItemScope,
    /// The compared schema in both descriptions, if both have it.
    pub(super) schema_pair: Option<CompositionPair>,
    /// The schemas of the union in which the schema is an inline member, in both descriptions.
    pub(super) union: Option<Sides<Beside>>,
    /// The schemas of the type that contains the location of the finding, in both descriptions.
    pub(super) around: Option<CompositionPair>,
    /// The part of the schema whose change a witness must prove.
    pub(super) focus: Focus,
    /// Whether the rule cannot judge the change, so that only a witness can.
    pub(super) is_undecided: bool,
}

/// A finding with its verdict.
pub(super) struct JudgedFinding {
    pub(super) finding: Finding,
    pub(super) scope: ItemScope,
}

/// The items of the crate that a finding is about.
#[derive(Clone)]
pub(super) struct ItemScope {
    /// The sources of these items, in each version.
    pub(super) items: Sides<Vec<ItemSource>>,
    /// The type, operation or other whole that contains these items, in each version.
    pub(super) wholes: Sides<Option<Origin>>,
    /// Whether the finding explains all changed items of `wholes`.
    pub(super) is_whole: bool,
    /// Whether the finding is about a component, for all its uses.
    pub(super) is_shared: bool,
    /// Whether the finding can explain changed items.
    pub(super) shapes: bool,
}

impl PendingFinding {
    /// Returns the verdict so far.
    pub(super) fn verdict(&self) -> Verdict {
        judgement::decide_verdict(&self.finding, &self.judgement)
    }

    /// Decides the verdict, and words the finding accordingly.
    pub(super) fn judged(self) -> JudgedFinding {
        let verdict = self.verdict();
        let Self {
            finding,
            judgement,
            scope,
            is_undecided,
            ..
        } = self;
        let message = judgement::word_verdict(finding.message, is_undecided, &verdict, &judgement);
        let witness = match judgement {
            Judgement::Rule(Evidence { witness, .. }) | Judgement::Values { witness, .. } => {
                witness
            }
            Judgement::Unknown(_) => None,
        };
        let Verdict {
            rule,
            wire,
            behaviour,
        } = verdict;
        let finding = Finding {
            rule,
            wire,
            behaviour,
            message,
            witness,
            ..finding
        };
        JudgedFinding { finding, scope }
    }
}

#[derive(Default)]
pub(super) struct Visited {
    pub(super) drafts: Vec<PendingFinding>,
    /// Pairs of schemas that are written differently, but for which no rule has a finding.
    pub(super) open: Vec<UnexplainedPair>,
}

/// A pair of schemas that differ, but for which no rule has a finding.
pub(super) struct UnexplainedPair {
    pub(super) draft: PendingFinding,
    pub(super) keywords: Vec<String>,
    pub(super) union_change: Option<UnionChange>,
    pub(super) question: Question,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) pair: CompositionPair,
    pub(super) values: Values,
}

/// Which values of two schemas are compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Values {
    All,
    /// Only `null`: a location that uses a type may allow `null` even if the type does not.
    Null,
    Others,
    /// All values, including the values of inner schemas, because no other comparison visits the
    /// inner schemas.
    Deep,
}
