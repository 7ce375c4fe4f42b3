//! The judgement of a finding: what it is based on, the resulting verdict, and the text for it.

use super::equivalence::InvalidKeyword;
use super::finding::Finding;
use super::message::Message;
use super::rules::{CANNOT_JUDGE, FEWER_VALUES, MORE_VALUES, Proof, Rule};
use super::sides::Side;
use super::verdict::{Direction, Wire, Witness};

/// What the judgement of a finding is based on.
#[derive(Clone)]
pub(super) enum Judgement {
    /// The rule of the finding, with what the searches for values found.
    Rule(Evidence),
    /// The values that two schemas accept: no rule covers their difference.
    Values {
        change: ValuesChange,
        /// The keywords that differ.
        keywords: Vec<String>,
        /// A value that proves that the change is breaking.
        witness: Option<Witness>,
    },
    /// Nothing: the change cannot be judged, for this reason.
    Unknown(UnknownReason),
}

/// Why a change cannot be judged.
#[derive(Clone)]
pub(super) enum UnknownReason {
    /// A fragment of this description is unreadable, as a diagnostic says.
    Unreadable { side: Side, problem: String },
    /// A fragment is unreadable in both descriptions, as the same diagnostic says.
    UnreadableInBoth { problem: String },
    /// The keyword has an invalid value. `within` is the part of the component that has the
    /// keyword, if it is not the component itself: `items` or `values`.
    InvalidKeyword {
        invalid: InvalidKeyword,
        within: Option<&'static str>,
    },
    /// A changed keyword, which is not supported, or has a value that cannot be compared.
    UnsupportedKeyword(String),
    /// A keyword that forbids other values than before, although both schemas allow, or both
    /// refuse, each value that was tried.
    ForbiddenValues(String),
    /// Changed keywords of two schemas, neither of which accepts any of the values that were tried.
    NoGoodValue(Vec<String>),
    /// The search for values was aborted.
    GivenUp(GivenUp),
}

/// Why a search for values was aborted.
#[derive(Clone, Copy)]
pub(super) enum GivenUp {
    /// The search took too many steps.
    TooManyCombinations,
    /// The earlier searches left too few steps.
    TooManySearches,
}

impl GivenUp {
    fn reason(self) -> &'static str {
        match self {
            Self::TooManyCombinations => {
                "the schemas have too many combinations of references to search for a value"
            }
            Self::TooManySearches => {
                "there are too many changes to search for a value that shows this one"
            }
        }
    }
}

/// What is known about a finding besides its rule: whether its values occur, and what the searches
/// for values found.
#[derive(Clone, Default)]
pub(super) struct Evidence {
    /// Whether requests or responses have the values that the finding is about.
    pub(super) occurrence: Occurrence,
    /// A value that proves the finding.
    pub(super) witness: Option<Witness>,
    /// Why a search was aborted, if one was.
    pub(super) given_up: Option<GivenUp>,
    /// Reasons for another verdict than that of the rule, in the order in which they were found;
    /// the last one decides.
    pub(super) reasons: Vec<Reason>,
}

/// Whether requests or responses have the values that a finding is about.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Occurrence {
    /// Requests or responses have the values.
    #[default]
    Certain,
    /// The description may mean that responses have the values: a response without a body is
    /// covered by a range that has one.
    Possible,
    /// Neither requests nor responses have the values: no operation uses the type.
    Never,
}

/// How the values that a schema accepts changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ValuesChange {
    Fewer,
    More,
}

/// The verdict on a finding, except for the verdict on the source.
pub(super) struct Verdict {
    pub(super) rule: &'static Rule,
    pub(super) wire: Wire,
    pub(super) behaviour: bool,
}

impl Verdict {
    /// The verdict on a change that cannot be judged.
    pub(super) const UNKNOWN: Self = Self {
        rule: &CANNOT_JUDGE,
        wire: Wire::Unknown,
        behaviour: false,
    };
}

/// Why a verdict differs from that of the rule.
#[derive(Clone, Copy)]
pub(super) enum Reason {
    /// Another member of the union accepts all refused values.
    OtherMember,
    /// Other members accept all values that were tried.
    OtherMemberSoFar,
    /// Other constraints of the schema imply the limit.
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
    /// The type in the other version accepts all values of the changed type.
    CoveredByType,
    /// The values that distinguish two versions of a union all show a change in the opposite
    /// direction.
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
            Self::NoExample => ", but no value beyond the limit was found",
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

impl Evidence {
    /// Returns the verdict of a rule that needs a witness.
    fn decide_by_search(&self, of_rule: Wire) -> Wire {
        match (&self.witness, of_rule) {
            (Some(_), _) => Wire::Breaking,
            (None, Wire::Breaking) if self.given_up.is_some() => Wire::Unknown,
            (None, Wire::Breaking) => Wire::Risky,
            (None, _) => of_rule,
        }
    }
}

impl Occurrence {
    /// Returns the verdict of a rule on values that occur like this.
    fn weaken(self, verdict: Wire) -> Wire {
        match self {
            Self::Certain => verdict,
            Self::Possible => verdict.min(Wire::Risky),
            Self::Never => Wire::None,
        }
    }
}

/// Decides the verdict on a finding, from its rule and the judgement.
pub(super) fn decide_verdict(finding: &Finding, judgement: &Judgement) -> Verdict {
    match judgement {
        Judgement::Rule(evidence) => Verdict {
            rule: finding.rule,
            wire: decide_by_evidence(finding, evidence),
            behaviour: finding.behaviour,
        },
        Judgement::Values {
            change, witness, ..
        } => Verdict {
            rule: match change {
                ValuesChange::Fewer => &FEWER_VALUES,
                ValuesChange::More => &MORE_VALUES,
            },
            wire: match witness {
                Some(_) => Wire::Breaking,
                None => Wire::Compatible,
            },
            behaviour: false,
        },
        Judgement::Unknown(_) => Verdict::UNKNOWN,
    }
}

/// Returns the wire verdict of the last reason, or else that of the rule, weakened if the values
/// may not occur. If the rule needs a witness, its verdict becomes breaking with a witness; without
/// a witness, a breaking verdict becomes risky, or unknown if the search for one was given up.
pub(super) fn decide_by_evidence(finding: &Finding, evidence: &Evidence) -> Wire {
    if let Some(reason) = evidence.reasons.last() {
        return reason.verdict();
    }
    let of_rule = evidence.occurrence.weaken(finding.wire);
    let needs_witness = of_rule == Wire::Unknown
        || match finding.rule.proof {
            Proof::Needed => true,
            Proof::NeededUnlessBehaviour => !finding.behaviour,
            Proof::NeededInRequests | Proof::OnlyInRequests => {
                of_rule == Wire::Risky && finding.direction == Some(Direction::Request)
            }
            Proof::Impossible | Proof::Optional => false,
        };
    if needs_witness {
        evidence.decide_by_search(of_rule)
    } else {
        of_rule
    }
}

/// Words a judged finding: returns the message of its rule with the reasons for the verdict, or, if
/// no rule decided, how the accepted values changed or why they are unknown.
pub(super) fn word_verdict(
    message: Message,
    is_undecided: bool,
    verdict: &Verdict,
    judgement: &Judgement,
) -> Message {
    match judgement {
        Judgement::Rule(evidence) if is_undecided && verdict.wire == Wire::Unknown => {
            word_evidence(Message::unjudged(message), evidence)
        }
        Judgement::Rule(evidence) => word_evidence(message, evidence),
        Judgement::Values {
            change, keywords, ..
        } => {
            let what = match (change, keywords.len()) {
                (ValuesChange::Fewer, 1) => "no longer accepts some values",
                (ValuesChange::Fewer, _) => "no longer accept some values",
                (ValuesChange::More, 1) => "accepts more values",
                (ValuesChange::More, _) => "accept more values",
            };
            Message::from(format!("`{}` {what}", keywords.join("` and `")))
        }
        Judgement::Unknown(reason) => word_unknown_reason(reason),
    }
}

/// Words why a change cannot be judged.
pub(super) fn word_unknown_reason(reason: &UnknownReason) -> Message {
    Message::from(match reason {
        UnknownReason::Unreadable { side, problem } => {
            format!("in the {} description, {problem}", side.as_str())
        }
        UnknownReason::UnreadableInBoth { problem } => {
            format!("cannot judge a change: in both descriptions, {problem}")
        }
        UnknownReason::InvalidKeyword { invalid, within } => {
            let InvalidKeyword {
                side,
                keyword,
                value,
            } = invalid;
            let side = side.as_str();
            return Message::from(format!("in the {side} description, `{keyword}` is {value}"))
                .within(*within);
        }
        UnknownReason::UnsupportedKeyword(keyword) => format!("`{keyword}` changed"),
        UnknownReason::ForbiddenValues(keyword) => {
            format!("what `{keyword}` forbids changed, and no value is known that shows it")
        }
        UnknownReason::NoGoodValue(keywords) => format!(
            "`{}` changed, and no value is known that is good",
            keywords.join("`, `")
        ),
        UnknownReason::GivenUp(given_up) => given_up.reason().to_owned(),
    })
}

/// Adds the reasons for a verdict to the message of a finding.
fn word_evidence(mut message: Message, evidence: &Evidence) -> Message {
    // If other members accept the refused values, it does not matter that another search was
    // aborted.
    let has_other_members = matches!(
        evidence.reasons.first(),
        Some(Reason::OtherMember | Reason::OtherMemberSoFar)
    );
    if let Some(given_up) = evidence.given_up
        && evidence.witness.is_none()
        && !has_other_members
    {
        message = message.with(&format!(" ({})", given_up.reason()));
    }
    for reason in &evidence.reasons {
        message = message.with(reason.clause());
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_that_was_given_up_leaves_the_verdict_open() {
        let without_witness = Evidence::default();
        let given_up = Evidence {
            given_up: Some(GivenUp::TooManySearches),
            ..Evidence::default()
        };
        for (of_rule, searched, unsearched) in [
            (Wire::Breaking, Wire::Risky, Wire::Unknown),
            (Wire::Risky, Wire::Risky, Wire::Risky),
            (Wire::Unknown, Wire::Unknown, Wire::Unknown),
        ] {
            assert_eq!(without_witness.decide_by_search(of_rule), searched);
            assert_eq!(given_up.decide_by_search(of_rule), unsearched);
        }
    }
}
