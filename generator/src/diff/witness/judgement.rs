//! The verdict of a finding, from its rule and the results of the searches for values.

use super::search::GIVEN_UP;
use crate::diff::draft::PendingFinding;
use crate::diff::finding::Finding;
use crate::diff::message::Message;
use crate::diff::rules::Proof;
use crate::diff::verdict::{Direction, Wire, Witness};

/// A finding whose verdict is open, and the results of the searches so far.
pub(super) struct OpenFinding<'f> {
    pub(super) draft: &'f mut PendingFinding,
    pub(super) judgement: Judgement,
}

/// The results of the searches.
#[derive(Default)]
pub(super) struct Judgement {
    /// A value that proves the finding.
    pub(super) witness: Option<Witness>,
    /// Whether a search was aborted because it took too many steps.
    pub(super) is_given_up: bool,
    /// Other facts, in the order in which they were found; the last one decides.
    pub(super) reasons: Vec<Reason>,
}

/// Why a verdict differs from that of the rule.
#[derive(Clone, Copy)]
pub(super) enum Reason {
    /// Another member of the union accepts all refused values.
    OtherMember,
    /// Other members accept all values that were tried.
    OtherMemberSoFar,
    /// The schema implies the limit.
    ImpliedLimit,
    /// No value beyond the limit was found.
    NoExample,
    /// A value beyond the limit exists, but is too long.
    TooLongExample,
    /// Both versions allow `null`, or neither does.
    SameNull,
    /// Both schemas accept the same values.
    SameSchema,
    /// Other members of the union accept all values of the changed one.
    CoveredByMembers,
    /// The other type accepts all values.
    CoveredByType,
    /// All values found show that a union changed in the opposite direction.
    OppositeUnion,
    /// All values are the same strings on the wire.
    SameStrings,
    /// No value was found that shows a difference between unions.
    NoDifference,
    /// All values found show a change in the opposite direction.
    Opposite,
    /// No value distinguishes the versions.
    NoValues,
}

impl Reason {
    fn verdict(self) -> Wire {
        match self {
            Self::SameNull | Self::SameSchema | Self::NoValues => Wire::None,
            Self::OtherMember
            | Self::ImpliedLimit
            | Self::CoveredByMembers
            | Self::CoveredByType
            | Self::OppositeUnion
            | Self::SameStrings
            | Self::Opposite => Wire::Compatible,
            Self::OtherMemberSoFar | Self::NoExample | Self::NoDifference => Wire::Risky,
            Self::TooLongExample => Wire::Breaking,
        }
    }

    /// Returns a clause that states the reason.
    fn clause(self) -> &'static str {
        match self {
            Self::OtherMember | Self::OtherMemberSoFar => {
                ", but another member accepts such values"
            }
            Self::ImpliedLimit => ", which the schema already implies",
            Self::NoExample => ", but no example value was found",
            Self::TooLongExample => ", but an example value would be too long to show",
            Self::SameNull => ", but both versions allow it, or neither does",
            Self::SameSchema => ", but both say the same",
            Self::CoveredByMembers => ", but other members accept all of its values",
            Self::CoveredByType => ", but the other type accepts all of its values",
            Self::OppositeUnion => ", but values show only the opposite",
            Self::SameStrings => ", but the strings on the wire are the same",
            Self::NoDifference => ", but no value was found that shows a difference",
            Self::Opposite | Self::NoValues => "",
        }
    }
}

impl<'f> OpenFinding<'f> {
    pub(super) fn new(draft: &'f mut PendingFinding) -> Self {
        let judgement = Judgement {
            witness: draft.finding.witness.take(),
            ..Judgement::default()
        };
        Self { draft, judgement }
    }

    /// Returns the verdict so far.
    pub(super) fn verdict(&self) -> Wire {
        decide_verdict(&self.draft.finding, &self.judgement)
    }

    /// Returns whether the finding has this verdict, and a completed search found no witness.
    pub(super) fn is_unproven(&self, wire: Wire) -> bool {
        let Judgement {
            witness,
            is_given_up,
            ..
        } = &self.judgement;
        self.verdict() == wire && witness.is_none() && !is_given_up
    }

    /// Writes the verdict, its reasons and the witness to the finding.
    pub(super) fn close(self) {
        let wire = self.verdict();
        let message = word_judgement(self.draft, wire, &self.judgement);
        let finding = &mut self.draft.finding;
        finding.wire = wire;
        finding.message = message;
        finding.witness = self.judgement.witness;
    }
}

/// Returns the verdict of the last reason. Without a reason, returns that of the rule; but if the rule needs a witness,
/// the verdict is breaking with one, and risky instead of breaking without one.
fn decide_verdict(finding: &Finding, judgement: &Judgement) -> Wire {
    if let Some(reason) = judgement.reasons.last() {
        return reason.verdict();
    }
    let needs_witness = finding.wire == Wire::Unknown
        || match finding.rule.proof {
            Proof::Needed => true,
            Proof::NeededUnlessBehaviour => !finding.behaviour,
            Proof::NeededInRequests => {
                finding.wire == Wire::Risky && finding.direction == Some(Direction::Request)
            }
            Proof::Impossible | Proof::Optional => false,
        };
    match (needs_witness, judgement.witness.is_some(), finding.wire) {
        (true, true, _) => Wire::Breaking,
        (true, false, Wire::Breaking) => Wire::Risky,
        (_, _, wire) => wire,
    }
}

/// Returns the message of a finding, with the reasons for its verdict.
fn word_judgement(draft: &PendingFinding, wire: Wire, judgement: &Judgement) -> Message {
    let mut message = draft.finding.message.clone();
    if draft.is_undecided && wire == Wire::Unknown {
        message = Message::from(format!("cannot judge: {message}"));
    }
    // Members accept the values that another search found, so the aborted search does not matter.
    let has_other_members = matches!(
        judgement.reasons.first(),
        Some(Reason::OtherMember | Reason::OtherMemberSoFar)
    );
    if judgement.is_given_up && judgement.witness.is_none() && !has_other_members {
        message = message.with(&format!(" ({GIVEN_UP})"));
    }
    for reason in &judgement.reasons {
        message = message.with(reason.clause());
    }
    message
}
