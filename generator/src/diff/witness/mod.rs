//! Witnesses: values that prove a finding, as a JSON Schema validator accepts them for one description and refuses them
//! for the other.

mod bundle;
pub(super) mod focus;
mod normal_form;
mod redundant;
mod search;
mod shrink;
pub(super) mod validators;
mod wire;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use serde_json::{Map, Value};

use super::composition::{Composition, CompositionPair};
use super::cursor::Versions;
use super::draft::{PendingFinding, UnexplainedPair, Visited};
use super::finding::Finding;
use super::parallel;
use super::rules::{
    About, CANNOT_JUDGE, Excuse, FEWER_VALUES, MORE_VALUES, Proof, Rule, UnionChange,
};
use super::verdict::{Direction, Wire};
use crate::samples::Work;
use crate::source::Document;
use focus::Focus;
use redundant::LimitOutcome;
use search::ValueDifference;

/// The limits of steps: of related searches in total, and the least and greatest for each.
const STEPS: usize = 60_000_000;
const LEAST_STEPS: usize = 300_000;
const MOST_STEPS: usize = 1_000_000;

/// The greatest number of other properties that a witness may cover too.
const MOST_TOGETHER: usize = 16;

/// Searches witnesses for breaking findings, and for those that need one.
pub(super) fn find(sides: Versions<'_>, drafts: &mut [PendingFinding]) {
    // A schema that was not understood accepts any value, which proves nothing.
    let is_wanted = |finding: &Finding| {
        matches!(finding.wire, Wire::Breaking | Wire::Risky | Wire::Unknown)
            && finding.rule.proof != Proof::Impossible
    };
    let mut wanted: Vec<&mut PendingFinding> = drafts
        .iter_mut()
        .filter(|draft| is_wanted(&draft.finding))
        .collect();
    // Tries the schema of a finding, then the one around it, then values that prove other findings too.
    let mut known = HashMap::new();
    let mut search =
        |wanted: &mut [&mut PendingFinding],
         question: &dyn Fn(&PendingFinding) -> Option<(CompositionPair, Focus)>| {
            ask(
                &mut known,
                wanted,
                |draft: &PendingFinding| {
                    question(draft).filter(|_| draft.finding.witness.is_none())
                },
                |(pair, focus): &(CompositionPair, Focus), work: &Work| {
                    search::witness(sides, pair, focus, work)
                },
                |draft, (pair, _), search| {
                    draft.finding.witness = search.value.clone().map(|value| pair.witness(value));
                    draft.is_given_up |= search.is_given_up;
                },
            );
        };
    search(&mut wanted, &|draft| {
        Some((draft.here.clone()?, draft.focus.clone()))
    });
    search(&mut wanted, &|draft| {
        Some((around(draft)?, draft.focus.clone()))
    });
    let together = together(&wanted);
    search(&mut wanted, &|draft| {
        let (place, name) = (around(draft)?, draft.focus.property()?);
        let others = together
            .get(&place)?
            .iter()
            .filter(|other| *other != name)
            .cloned()
            .collect::<Vec<_>>();
        (1..=MOST_TOGETHER)
            .contains(&others.len())
            .then(|| (place, Focus::Together(name.to_owned(), others)))
    });
    for draft in &mut wanted {
        settle(&mut draft.finding);
        if draft.is_given_up && draft.finding.witness.is_none() {
            draft
                .finding
                .message
                .push_str(&format!(" ({})", search::GIVEN_UP));
        }
    }
    among_others(sides, &mut wanted);
    soften(sides, &mut wanted);
    excuse_types(sides, &mut wanted);
    excuse(sides, &mut wanted);
}

/// Returns the properties with open findings, by the schemas around them.
fn together(drafts: &[&mut PendingFinding]) -> HashMap<CompositionPair, BTreeSet<String>> {
    let mut found: HashMap<CompositionPair, BTreeSet<String>> = HashMap::new();
    for draft in drafts
        .iter()
        .filter(|draft| draft.finding.witness.is_none())
    {
        if let (Some(place), Some(name)) = (around(draft), draft.focus.property()) {
            found.entry(place).or_default().insert(name.to_owned());
        }
    }
    found
}

/// Returns whether a finding has this verdict, and a completed search found no witness.
fn is_unproven(draft: &PendingFinding, wire: Wire) -> bool {
    draft.finding.wire == wire && draft.finding.witness.is_none() && !draft.is_given_up
}

/// Another member of a union may accept the refused values: only a value that no member accepts is a witness.
fn among_others(sides: Versions<'_>, drafts: &mut [&mut PendingFinding]) {
    ask(
        &mut HashMap::new(),
        drafts,
        |draft: &PendingFinding| {
            draft.finding.witness.as_ref()?;
            Some((within_union(draft)?, draft.focus.clone()))
        },
        |(pair, focus): &(CompositionPair, Focus), work: &Work| {
            (
                search::witness(sides, pair, focus, work),
                search::is_covered(sides, pair),
            )
        },
        |PendingFinding { finding, focus, .. }, _, (search, is_covered)| match &search.value {
            Some(value) => finding
                .witness
                .iter_mut()
                .for_each(|witness| witness.value.clone_from(value)),
            None if search.is_given_up => {}
            None => {
                let is_one = matches!(focus, Focus::Constant(_));
                finding.witness = None;
                finding.wire = if *is_covered || is_one {
                    Wire::Compatible
                } else {
                    Wire::Risky
                };
                finding
                    .message
                    .push_str(", but another member accepts such values");
            }
        },
    );
}

fn within_union(draft: &PendingFinding) -> Option<CompositionPair> {
    let (before, after) = draft.union.as_ref()?;
    let pair = draft
        .here
        .clone()
        .or_else(|| around(draft).filter(|_| matches!(draft.focus, Focus::Constant(_))))?;
    Some(match pair.direction {
        Direction::Request => CompositionPair {
            old: pair.old.and(before),
            new: Composition::of_all(after)?,
            ..pair
        },
        Direction::Response => CompositionPair {
            old: Composition::of_all(before)?,
            new: pair.new.and(after),
            ..pair
        },
    })
}

/// Relaxes a limit that no value can exceed to compatible; if candidates beyond it all failed, to risky.
fn soften(sides: Versions<'_>, drafts: &mut [&mut PendingFinding]) {
    ask(
        &mut HashMap::new(),
        drafts,
        |draft: &PendingFinding| {
            let needs_proof = draft.finding.rule.proof == Proof::Needed;
            let is_open = is_unproven(draft, Wire::Breaking)
                || needs_proof && is_unproven(draft, Wire::Risky);
            Some((
                draft.here.clone().filter(|_| is_open)?,
                draft.focus.limits()?,
            ))
        },
        |(pair, limits): &(CompositionPair, &'static [&'static str]), work: &Work| {
            search::reach(sides, pair, limits, work)
        },
        |PendingFinding { finding, .. }, _, reach| {
            let (wire, reason) = match reach {
                LimitOutcome::Redundant => (Wire::Compatible, "which the schema already implies"),
                LimitOutcome::Tried if finding.wire != Wire::Risky => {
                    (Wire::Risky, "but no example value was found")
                }
                LimitOutcome::TooLong if finding.wire != Wire::Risky => (
                    Wire::Breaking,
                    "but an example value would be too long to show",
                ),
                _ => return,
            };
            finding.wire = wire;
            finding.message.push_str(&format!(", {reason}"));
        },
    );
}

/// Relaxes the change of a type that accepts all values of the other one to compatible.
fn excuse_types(sides: Versions<'_>, drafts: &mut [&mut PendingFinding]) {
    ask(
        &mut HashMap::new(),
        drafts,
        |draft: &PendingFinding| {
            let about = draft.finding.rule.about;
            let is_open = is_unproven(draft, Wire::Breaking)
                && matches!(
                    about,
                    About::Type | About::Null | About::Union(_) | About::Member
                );
            Some((draft.here.clone().filter(|_| is_open)?, about))
        },
        |(pair, about): &(CompositionPair, About), work: &Work| {
            let is_shape = matches!(about, About::Union(_) | About::Member);
            if *about == About::Null && search::agree_on_null(sides, pair, work) {
                Some((Wire::None, "both versions allow it, or neither does"))
            } else if search::are_equivalent(sides, pair) {
                Some((Wire::None, "both say the same"))
            } else if search::is_covered(sides, pair) {
                Some((
                    Wire::Compatible,
                    match about {
                        About::Member => "other members accept all of its values",
                        _ => "the other type accepts all of its values",
                    },
                ))
            } else if matches!(about, About::Union(_))
                && search::harmless(sides, pair, work).value.is_some()
            {
                Some((Wire::Compatible, "values show only the opposite"))
            } else if pair.as_strings && search::is_written(sides, pair, work) {
                Some((Wire::Compatible, "the strings on the wire are the same"))
            } else {
                is_shape.then_some((Wire::Risky, "no value was found that shows a difference"))
            }
        },
        |PendingFinding { finding, .. }, _, excuse| {
            if let Some((wire, reason)) = excuse {
                finding.wire = *wire;
                finding.message.push_str(&format!(", but {reason}"));
            }
        },
    );
}

/// Relaxes a change to compatible if all differing values are harmless, and of strings to none if no values differ.
fn excuse(sides: Versions<'_>, drafts: &mut [&mut PendingFinding]) {
    ask(
        &mut HashMap::new(),
        drafts,
        |draft: &PendingFinding| {
            let is_open = matches!(draft.finding.wire, Wire::Unknown | Wire::Risky);
            draft
                .here
                .clone()
                .filter(|_| is_open && draft.finding.rule.excuse != Excuse::Never)
        },
        |pair: &CompositionPair, work: &Work| search::harmless(sides, pair, work).value.is_some(),
        |draft, pair, is_harmless| {
            let is_string = pair.as_strings && draft.finding.rule.excuse == Excuse::ValuesOrStrings;
            if *is_harmless {
                draft.finding.wire = Wire::Compatible;
            } else if !draft.is_given_up && (search::are_equivalent(sides, pair) || is_string) {
                draft.finding.wire = Wire::None;
            }
        },
    );
}

/// Returns the schemas around a finding. Their values may prove another one, so they are not used for unknown verdicts.
fn around(draft: &PendingFinding) -> Option<CompositionPair> {
    let is_open = draft.finding.wire == Wire::Unknown
        || matches!(
            draft.finding.rule.about,
            About::Null | About::Union(_) | About::Member
        );
    draft
        .around
        .clone()
        .filter(|_| !is_open || draft.here.is_none())
}

/// Asks a question about each of these findings, and applies the answers.
fn ask<Q: Clone + Eq + Hash + Sync, A: Send>(
    known: &mut HashMap<Q, A>,
    drafts: &mut [&mut PendingFinding],
    question: impl Fn(&PendingFinding) -> Option<Q>,
    answered: impl Fn(&Q, &Work) -> A + Sync,
    apply: impl Fn(&mut PendingFinding, &Q, &A),
) {
    let asked: Vec<_> = drafts
        .iter_mut()
        .filter_map(|draft| Some((question(draft)?, draft)))
        .collect();
    answer(
        known,
        asked.iter().map(|(question, _)| question.clone()),
        answered,
    );
    for (question, draft) in asked {
        known
            .get(&question)
            .into_iter()
            .for_each(|answer| apply(draft, &question, answer));
    }
}

/// Runs each new search once, in parallel, with its share of the steps.
fn answer<Q: Clone + Eq + Hash + Sync, A: Send>(
    known: &mut HashMap<Q, A>,
    questions: impl Iterator<Item = Q>,
    answered: impl Fn(&Q, &Work) -> A + Sync,
) {
    let mut seen = HashSet::new();
    let asked: Vec<Q> = questions
        .filter(|one| !known.contains_key(one) && seen.insert(one.clone()))
        .collect();
    let share = (STEPS / asked.len().max(1)).clamp(LEAST_STEPS, MOST_STEPS);
    let answers =
        parallel::map_in_parallel(&asked, |question| answered(question, &Work::of(share)));
    known.extend(asked.into_iter().zip(answers));
}

fn settle(finding: &mut Finding) {
    let is_risky = finding.wire == Wire::Risky && finding.direction == Some(Direction::Request);
    let is_open = finding.wire == Wire::Unknown
        || match finding.rule.proof {
            Proof::Needed => true,
            Proof::NeededUnlessBehaviour => !finding.behaviour,
            Proof::NeededInRequests => is_risky,
            Proof::Impossible | Proof::Optional => false,
        };
    match finding.witness.is_some() {
        true if is_open => {
            finding.wire = Wire::Breaking;
            finding.message = finding
                .message
                .trim_start_matches("cannot judge: ")
                .to_owned();
        }
        false if finding.wire == Wire::Breaking && is_open => finding.wire = Wire::Risky,
        _ => {}
    }
}

/// Searches witnesses for changes that no rule covers; without one, reports changes that may be missed.
pub(super) fn judge(sides: Versions<'_>, visited: &mut Visited) {
    let drafts = &visited.drafts;
    visited.open.retain(|open| {
        !drafts
            .iter()
            .any(|draft| is_explained_within(sides, open, draft))
    });
    let mut known = HashMap::new();
    let questions = visited.open.iter().map(|open| open.question.clone());
    answer(&mut known, questions, |question, work| {
        search::answer(sides, question, work)
    });
    for open in visited.open.drain(..) {
        visited.drafts.extend(
            known
                .get(&open.question)
                .into_iter()
                .flat_map(|outcome| drafts_for(&open, outcome)),
        );
    }
}

/// Returns whether a finding explains the difference: in the shared schema of additional properties.
fn is_explained_within(
    sides: Versions<'_>,
    open: &UnexplainedPair,
    draft: &PendingFinding,
) -> bool {
    let [keyword] = open.keywords.as_slice() else {
        return false;
    };
    let Some(inner) = draft
        .here
        .as_ref()
        .filter(|_| draft.finding.wire != Wire::None)
    else {
        return false;
    };
    let holds = |document: &Document, outer: &Composition, inner: &Composition| {
        let place = outer.first.child(keyword);
        document
            .value(&place)
            .is_some_and(|schemas: &Value| match keyword.as_str() {
                "patternProperties" => schemas.as_object().map(Map::len) == Some(1),
                keyword => keyword == "unevaluatedProperties",
            })
            && inner.first.is_within(&place)
    };
    let pair = &open.question.pair;
    inner.direction == pair.direction
        && holds(sides.old_text, &pair.old, &inner.old)
        && holds(sides.new_text, &pair.new, &inner.new)
}

/// Returns whether two schemas accept fewer values, more values, or both.
fn drafts_for(open: &UnexplainedPair, outcome: &ValueDifference) -> Vec<PendingFinding> {
    let is_request = open.question.pair.direction == Direction::Request;
    let by = format!("by `{}`", open.keywords.join("`, `"));
    let draft = |rule: &'static Rule, wire: Wire, message: String| {
        let mut draft = open.draft.clone();
        (
            draft.finding.rule,
            draft.finding.wire,
            draft.finding.message,
        ) = (rule, wire, message);
        draft
    };
    let changed = |rule: &'static Rule, what: &str, value: &Value, breaks: bool| {
        let wire = if breaks {
            Wire::Breaking
        } else {
            Wire::Compatible
        };
        let mut draft = draft(rule, wire, format!("{by}, some values are {what}"));
        draft.finding.witness = breaks.then(|| open.question.pair.witness(value.clone()));
        draft
    };
    let lost = outcome
        .lost
        .as_ref()
        .filter(|_| open.known != Some(UnionChange::Narrowed));
    let gained = outcome
        .gained
        .as_ref()
        .filter(|_| open.known != Some(UnionChange::Widened));
    let doubt = outcome.doubt.as_ref().filter(|_| open.known.is_none());
    let found = [
        lost.map(|value| changed(&FEWER_VALUES, "no longer good", value, is_request)),
        gained.map(|value| changed(&MORE_VALUES, "good that were not", value, !is_request)),
        doubt.map(|doubt| {
            draft(
                &CANNOT_JUDGE,
                Wire::Unknown,
                format!("cannot judge: {doubt}"),
            )
        }),
    ];
    found.into_iter().flatten().collect()
}
