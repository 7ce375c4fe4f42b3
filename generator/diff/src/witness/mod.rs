//! Witnesses: values that prove a finding, because a JSON Schema validator accepts them for one
//! description and refuses them for the other.

pub(super) mod budget;
mod bundle;
pub(super) mod focus;
mod normal_form;
mod open_finding;
mod redundant;
mod search;
mod shrink;
pub(super) mod validators;
mod wire;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use indexmap::IndexMap;
use serde_json::Map;

use super::composition::{Composition, CompositionPair};
use super::draft::{PendingFinding, UnexplainedPair, Visited};
use super::finding::Finding;
use super::judgement::{Judgement, Reason, ValuesChange};
use super::rules::{About, Excuse, Proof, UnionChange};
use super::sides::Sides;
use super::verdict::{Direction, Wire};
use super::version::Versions;
use budget::Budget;
use description::Document;
use diag::Origin;
use focus::Focus;
use open_finding::OpenFinding;
use redundant::LimitOutcome;
use samples::Work;
use search::{SearchResult, ValueDifference, WitnessSearch};

/// The maximum number of other properties whose changes a witness may prove at the same time.
const MOST_TOGETHER: usize = 16;

/// Searches for witnesses of breaking findings, and of those that need one.
pub(super) fn find_witnesses(
    versions: Versions<'_>,
    budget: &mut Budget,
    drafts: &mut [PendingFinding],
) {
    // A schema that was not understood accepts any value, which proves nothing.
    let mut open: Vec<OpenFinding<'_>> = drafts
        .iter_mut()
        .filter(|draft| draft.verdict().wire >= Wire::Unknown && is_provable(&draft.finding))
        .filter_map(OpenFinding::of)
        .collect();
    // Tries values that only the type refuses, then the schema of a finding, then the schema around
    // it, then values that also prove other findings.
    let mut results = HashMap::new();
    search_witnesses(
        versions,
        budget,
        &mut results,
        &mut open,
        |draft| match draft.finding.rule.about {
            About::Type => Some((draft.schema_pair.clone()?, Focus::Keywords(&["type"]))),
            _ => None,
        },
    );
    search_witnesses(versions, budget, &mut results, &mut open, |draft| {
        Some((draft.schema_pair.clone()?, draft.focus.clone()))
    });
    search_witnesses(versions, budget, &mut results, &mut open, |draft| {
        Some((schemas_around(draft)?, draft.focus.clone()))
    });
    let unproven = unproven_properties(&open);
    search_witnesses(versions, budget, &mut results, &mut open, |draft| {
        focus_on_several(draft, &unproven)
    });
    check_other_members(versions, budget, &mut open);
    check_limits(versions, budget, &mut open);
    check_types(versions, budget, &mut open);
    check_harmless_values(versions, budget, &mut open);
    for finding in open {
        finding.close();
    }
}

/// Returns whether a value can prove a finding.
fn is_provable(finding: &Finding) -> bool {
    match finding.rule.proof {
        Proof::Impossible => false,
        Proof::OnlyInRequests => finding.direction == Some(Direction::Request),
        _ => true,
    }
}

/// Two schemas, and the part whose change a witness must prove.
type WitnessQuestion = (CompositionPair, Focus);

/// The results of the searches so far.
type SearchResults = HashMap<CompositionPair, HashMap<Focus, SearchResult>>;

/// Searches for witnesses of the findings that have none. The questions about a pair of schemas are
/// answered together.
fn search_witnesses(
    versions: Versions<'_>,
    budget: &mut Budget,
    results: &mut SearchResults,
    open: &mut [OpenFinding<'_>],
    question: impl Fn(&PendingFinding) -> Option<WitnessQuestion>,
) {
    let mut asked = Vec::new();
    let mut foci_by_pair: IndexMap<CompositionPair, Vec<Focus>> = IndexMap::new();
    for OpenFinding { draft, evidence } in open {
        if evidence.witness.is_none()
            && let Some((pair, focus)) = question(draft)
        {
            let answered = results.get(&pair);
            let foci = foci_by_pair.entry(pair.clone()).or_default();
            if !foci.contains(&focus) && answered.is_none_or(|it| !it.contains_key(&focus)) {
                foci.push(focus.clone());
            }
            asked.push((pair, focus, evidence));
        }
    }
    foci_by_pair.retain(|_, foci| !foci.is_empty());
    let groups: Vec<(CompositionPair, Vec<Focus>)> = foci_by_pair.into_iter().collect();
    let results_of_groups = budget.run(
        &groups,
        |(_, foci)| foci.len(),
        |(pair, foci), work| {
            let mut search = WitnessSearch::of_pair(versions, pair, work);
            let mut of_foci = Vec::new();
            for focus in foci {
                work.renew();
                of_foci.push(search.find(focus));
            }
            of_foci
        },
    );
    for ((pair, foci), of_foci) in groups.into_iter().zip(results_of_groups) {
        let of_pair = results.entry(pair).or_default();
        of_pair.extend(foci.into_iter().zip(of_foci));
    }
    for (pair, focus, evidence) in asked {
        if let Some(search) = results.get(&pair).and_then(|of_pair| of_pair.get(&focus)) {
            evidence.witness = search.value.clone().map(|value| pair.witness(value));
            evidence.given_up = evidence.given_up.or(search.given_up);
        }
    }
}

/// Returns the properties whose findings have no witness, by the schemas around them.
fn unproven_properties(open: &[OpenFinding<'_>]) -> HashMap<CompositionPair, BTreeSet<String>> {
    let mut unproven: HashMap<CompositionPair, BTreeSet<String>> = HashMap::new();
    for OpenFinding { draft, evidence } in open {
        if evidence.witness.is_none()
            && let (Some(pair), Some(name)) = (schemas_around(draft), draft.focus.property())
        {
            unproven.entry(pair).or_default().insert(name.to_owned());
        }
    }
    unproven
}

/// Asks for a value that proves the finding about a property together with the findings about other
/// properties.
fn focus_on_several(
    draft: &PendingFinding,
    unproven: &HashMap<CompositionPair, BTreeSet<String>>,
) -> Option<WitnessQuestion> {
    let pair = schemas_around(draft)?;
    let name = draft.focus.property()?;
    let others: Vec<String> = unproven
        .get(&pair)?
        .iter()
        .filter(|other| *other != name)
        .cloned()
        .collect();
    if others.is_empty() || others.len() > MOST_TOGETHER {
        return None;
    }
    Some((pair, Focus::Together(name.to_owned(), others)))
}

/// Checks whether another member of a union accepts the refused values: only a value that no member
/// accepts is a witness.
fn check_other_members(versions: Versions<'_>, budget: &mut Budget, open: &mut [OpenFinding<'_>]) {
    ask_about_findings(
        budget,
        open,
        |OpenFinding { draft, evidence }| {
            evidence.witness.as_ref()?;
            Some((schemas_within_union(draft)?, draft.focus.clone()))
        },
        |(pair, focus), work| {
            let search = WitnessSearch::of_pair(versions, pair, work).find(focus);
            let is_covered = search.value.is_none()
                && search.given_up.is_none()
                && search::is_covered(versions, pair);
            (search, is_covered)
        },
        |OpenFinding { evidence, .. }, (_, focus), (search, is_covered)| match &search.value {
            Some(value) => {
                if let Some(witness) = &mut evidence.witness {
                    witness.value.clone_from(value);
                }
            }
            None if search.given_up.is_some() => {}
            None => {
                evidence.witness = None;
                let is_one = matches!(focus, Focus::Constant(_));
                evidence.reasons.push(if *is_covered || is_one {
                    Reason::OtherMember
                } else {
                    Reason::OtherMemberSoFar
                });
            }
        },
    );
}

fn schemas_within_union(draft: &PendingFinding) -> Option<CompositionPair> {
    let Sides {
        old: before,
        new: after,
    } = draft.union.as_ref()?;
    let pair = match (&draft.schema_pair, &draft.focus) {
        (Some(pair), _) => pair.clone(),
        (None, Focus::Constant(_)) => schemas_around(draft)?,
        (None, _) => return None,
    };
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

/// Checks why no value exceeds a limit.
fn check_limits(versions: Versions<'_>, budget: &mut Budget, open: &mut [OpenFinding<'_>]) {
    ask_about_findings(
        budget,
        open,
        |finding| {
            let needs_proof = finding.draft.finding.rule.proof == Proof::Needed;
            if finding.is_unproven(Wire::Breaking)
                || needs_proof && finding.is_unproven(Wire::Risky)
            {
                Some((
                    finding.draft.schema_pair.clone()?,
                    finding.draft.focus.limits()?,
                ))
            } else {
                None
            }
        },
        |(pair, limits), work| search::limit_outcome_of_pair(versions, pair, limits, work),
        |finding, _, reach| {
            let is_risky = finding.verdict() == Wire::Risky;
            let reason = match reach {
                LimitOutcome::Redundant => Reason::ImpliedLimit,
                LimitOutcome::Tried if !is_risky => Reason::NoExample,
                LimitOutcome::TooLong if !is_risky => Reason::TooLongExample,
                _ => return,
            };
            finding.evidence.reasons.push(reason);
        },
    );
}

/// Checks whether the type in one version accepts all values of the type in the other.
fn check_types(versions: Versions<'_>, budget: &mut Budget, open: &mut [OpenFinding<'_>]) {
    ask_about_findings(
        budget,
        open,
        |finding| {
            let about = finding.draft.finding.rule.about;
            match about {
                About::Type | About::Null | About::Union(_) | About::Member
                    if finding.is_unproven(Wire::Breaking) =>
                {
                    Some((finding.draft.schema_pair.clone()?, about))
                }
                _ => None,
            }
        },
        |(pair, about), work| reason_of_types(versions, pair, *about, work),
        |finding, _, reason| finding.evidence.reasons.extend(*reason),
    );
}

fn reason_of_types(
    versions: Versions<'_>,
    pair: &CompositionPair,
    about: About,
    work: &Work,
) -> Option<Reason> {
    let is_union = matches!(about, About::Union(_));
    if about == About::Type && has_json_in_string(versions, pair) {
        return None;
    }
    if about == About::Null && search::agree_on_null(versions, pair, work) {
        Some(Reason::SameNull)
    } else if search::are_equivalent(versions, pair) {
        Some(Reason::SameSchema)
    } else if search::is_covered(versions, pair) {
        Some(match about {
            About::Member => Reason::CoveredByMembers,
            _ => Reason::CoveredByType,
        })
    } else if is_union
        && search::find_harmless_value(versions, pair, work)
            .value
            .is_some()
    {
        Some(Reason::OppositeUnion)
    } else if pair.as_strings && search::has_wire_candidates(versions, pair, work) {
        Some(Reason::SameStrings)
    } else if is_union || about == About::Member {
        Some(Reason::NoDifference)
    } else {
        None
    }
}

/// Returns whether one side is a string with `contentSchema`, a schema for the JSON in the string.
/// Events have such types, but validators check only that the value is a string.
fn has_json_in_string(versions: Versions<'_>, pair: &CompositionPair) -> bool {
    let old = pair.old.origins().map(|place| (versions.texts.old, place));
    let new = pair.new.origins().map(|place| (versions.texts.new, place));
    old.chain(new).any(|(document, place)| {
        let schema = document.followed(place.clone());
        document.value(&schema.child("contentSchema")).is_some()
    })
}

/// Checks whether the values that distinguish the versions prove only the compatible direction, or
/// no values distinguish them.
fn check_harmless_values(
    versions: Versions<'_>,
    budget: &mut Budget,
    open: &mut [OpenFinding<'_>],
) {
    ask_about_findings(
        budget,
        open,
        |finding| {
            let may_excuse = finding.draft.finding.rule.excuse != Excuse::Never;
            match finding.verdict() {
                Wire::Unknown | Wire::Risky if may_excuse => finding.draft.schema_pair.clone(),
                _ => None,
            }
        },
        |pair, work| {
            search::find_harmless_value(versions, pair, work)
                .value
                .is_some()
        },
        |OpenFinding { draft, evidence }, pair, is_harmless| {
            let is_string = pair.as_strings && draft.finding.rule.excuse == Excuse::ValuesOrStrings;
            if *is_harmless {
                evidence.reasons.push(Reason::Opposite);
            } else if evidence.given_up.is_none()
                && (is_string || search::are_equivalent(versions, pair))
            {
                evidence.reasons.push(Reason::NoValues);
            }
        },
    );
}

/// Returns the schemas of the type around a finding. A value of these schemas may prove another
/// finding, so they are not used for a finding that has a schema of its own if its verdict is
/// unknown, or if it is about `null`, a union or a member.
fn schemas_around(draft: &PendingFinding) -> Option<CompositionPair> {
    let is_open = draft.finding.wire == Wire::Unknown
        || matches!(
            draft.finding.rule.about,
            About::Null | About::Union(_) | About::Member
        );
    if is_open && draft.schema_pair.is_some() {
        return None;
    }
    draft.around.clone()
}

/// Asks a question about each of these findings, and applies the answers.
fn ask_about_findings<'f, Q: Clone + Eq + Hash + Sync, A: Send>(
    budget: &mut Budget,
    open: &mut [OpenFinding<'f>],
    question: impl Fn(&OpenFinding<'f>) -> Option<Q>,
    answered: impl Fn(&Q, &Work) -> A + Sync,
    apply: impl Fn(&mut OpenFinding<'f>, &Q, &A),
) {
    let asked: Vec<_> = open
        .iter_mut()
        .filter_map(|finding| Some((question(finding)?, finding)))
        .collect();
    let questions = asked.iter().map(|(question, _)| question.clone());
    let answers = answer_questions(budget, questions, answered);
    for (question, finding) in asked {
        if let Some(answer) = answers.get(&question) {
            apply(finding, &question, answer);
        }
    }
}

/// Answers each question once, in parallel.
fn answer_questions<Q: Clone + Eq + Hash + Sync, A: Send>(
    budget: &mut Budget,
    questions: impl Iterator<Item = Q>,
    answered: impl Fn(&Q, &Work) -> A + Sync,
) -> HashMap<Q, A> {
    let mut seen = HashSet::new();
    let asked: Vec<Q> = questions
        .filter(|question| seen.insert(question.clone()))
        .collect();
    let answers = budget.run(&asked, |_| 1, answered);
    asked.into_iter().zip(answers).collect()
}

/// Searches for witnesses of changes that no rule covers. Without a witness, reports that a change
/// may have been missed.
pub(super) fn judge_unexplained_pairs(
    versions: Versions<'_>,
    budget: &mut Budget,
    visited: &mut Visited,
) {
    let drafts = &visited.drafts;
    visited.open.retain(|open| {
        let differing = only_differing_schemas(versions, open);
        differing.is_none_or(|schemas| {
            let direction = open.question.pair.direction;
            !drafts
                .iter()
                .any(|draft| is_explained_within(&schemas, direction, draft))
        })
    });
    let questions = visited.open.iter().map(|open| open.question.clone());
    let outcomes = answer_questions(budget, questions, |question, work| {
        search::compare_accepted_values(versions, question, work)
    });
    for open in visited.open.drain(..) {
        if let Some(outcome) = outcomes.get(&open.question) {
            visited.drafts.extend(drafts_for_values(&open, outcome));
        }
    }
}

/// Returns the locations of a keyword, if only this keyword differs and has only one schema.
fn only_differing_schemas(versions: Versions<'_>, open: &UnexplainedPair) -> Option<Sides<Origin>> {
    let [keyword] = open.keywords.as_slice() else {
        return None;
    };
    let pair = &open.question.pair;
    Some(Sides {
        old: place_of_only_schema(versions.texts.old, keyword, &pair.old)?,
        new: place_of_only_schema(versions.texts.new, keyword, &pair.new)?,
    })
}

/// Returns the location of this keyword of `outer`, if it has only one schema.
fn place_of_only_schema(document: &Document, keyword: &str, outer: &Composition) -> Option<Origin> {
    let origin = outer.first.child(keyword);
    let value = document.value(&origin)?;
    let is_only = match keyword {
        "patternProperties" => value.as_object().map(Map::len) == Some(1),
        keyword => keyword == "unevaluatedProperties",
    };
    is_only.then_some(origin)
}

/// Returns whether a finding explains the difference between these schemas: it is inside them.
fn is_explained_within(
    schemas: &Sides<Origin>,
    direction: Direction,
    draft: &PendingFinding,
) -> bool {
    draft.schema_pair.as_ref().is_some_and(|inner| {
        inner.direction == direction
            && inner.old.first.is_within(&schemas.old)
            && inner.new.first.is_within(&schemas.new)
            && draft.verdict().wire != Wire::None
    })
}

/// Returns findings that say whether the new schema accepts fewer values, more values, or both.
fn drafts_for_values(open: &UnexplainedPair, outcome: &ValueDifference) -> Vec<PendingFinding> {
    let breaking = match open.question.pair.direction {
        Direction::Request => ValuesChange::Fewer,
        Direction::Response => ValuesChange::More,
    };
    let mut judgements = Vec::new();
    for (change, union_change, value) in [
        (ValuesChange::Fewer, UnionChange::Narrowed, &outcome.lost),
        (ValuesChange::More, UnionChange::Widened, &outcome.gained),
    ] {
        if let Some(value) = value
            && open.union_change != Some(union_change)
        {
            let witness = if change == breaking {
                Some(open.question.pair.witness(value.clone()))
            } else {
                None
            };
            judgements.push(Judgement::Values {
                change,
                keywords: open.keywords.clone(),
                witness,
            });
        }
    }
    if let Some(doubt) = &outcome.doubt
        && open.union_change.is_none()
    {
        judgements.push(Judgement::Unknown(doubt.clone()));
    }
    let drafts = judgements.into_iter().map(|judgement| PendingFinding {
        judgement,
        ..open.draft.clone()
    });
    drafts.collect()
}
