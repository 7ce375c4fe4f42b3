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

use super::composition::Composition;
use super::cursor::Versions;
use super::draft::{Draft, Open, Pair, Visited};
use super::finding::Finding;
use super::parallel;
use super::rules::{About, CANNOT_JUDGE, Excuse, FEWER_VALUES, Known, MORE_VALUES, Proof, Rule, Shown};
use super::verdict::{Direction, Wire, Witness};
use crate::model::Operation;
use crate::samples::Work;
use crate::source::Document;
use focus::Focus;
use redundant::Reach;
use search::Outcome;

/// The limits of steps: of related searches in total, and the least and greatest for each.
const STEPS: usize = 60_000_000;
const LEAST_STEPS: usize = 300_000;
const MOST_STEPS: usize = 1_000_000;

/// The greatest number of other properties that a witness may cover too.
const MOST_TOGETHER: usize = 16;

/// Searches witnesses for breaking findings, and for those that need one.
pub(super) fn find(sides: Versions<'_>, drafts: &mut [Draft]) {
    // A schema that was not understood accepts any value, which proves nothing.
    let is_wanted = |finding: &Finding| {
        matches!(finding.wire, Wire::Breaking | Wire::Risky | Wire::Unknown) && finding.rule.proof != Proof::Impossible
    };
    let mut wanted: Vec<&mut Draft> = drafts.iter_mut().filter(|draft| is_wanted(&draft.finding)).collect();
    for draft in &mut wanted {
        draft.finding.witness = without_schema(sides, &draft.finding);
    }
    show_constants(sides, &mut wanted);
    // Tries the schema of a finding, then the one around it, then values that prove other findings too.
    let mut known = HashMap::new();
    for round in [Round::Here, Round::Around, Round::Together] {
        let together = if round == Round::Together { together(&wanted) } else { HashMap::new() };
        let asked = |draft: &Draft| match round {
            Round::Here => Some((pair(&draft.here, draft)?, draft.focus.clone())),
            Round::Around => Some((around(draft)?, draft.focus.clone())),
            Round::Together => {
                let (place, name) = (around(draft)?, draft.focus.property()?);
                let others = together.get(&place)?.iter().filter(|other| *other != name).cloned().collect::<Vec<_>>();
                (1..=MOST_TOGETHER).contains(&others.len()).then(|| (place, Focus::Together(name.to_owned(), others)))
            }
        };
        let open = wanted.iter_mut().filter(|draft| draft.finding.witness.is_none());
        let open: Vec<_> = open.filter_map(|draft| Some((asked(draft)?, draft))).collect();
        let asked = open.iter().map(|(asked, _)| asked.clone());
        answer(&mut known, asked, |(pair, focus), work| search::witness(sides, pair, focus, work));
        for (asked, draft) in open {
            let Some(search) = known.get(&asked) else { continue };
            let was_good = asked.0.direction == Direction::Request;
            draft.finding.witness = search.value.clone().map(|value| Witness { value, was_good });
            draft.is_given_up |= search.is_given_up;
        }
    }
    for draft in &mut wanted {
        settle(&mut draft.finding);
        if draft.is_given_up && draft.finding.witness.is_none() {
            draft.finding.message.push_str(&format!(" ({})", search::GIVEN_UP));
        }
    }
    among_others(sides, &mut wanted);
    soften(sides, &mut wanted);
    excuse_types(sides, &mut wanted);
    excuse(sides, wanted);
}

/// Returns the request or response that proves a finding about an operation, if its rule knows one.
fn without_schema(sides: Versions<'_>, finding: &Finding) -> Option<Witness> {
    let (method, path) = finding.subject.operation.as_ref()?.split_once(' ')?;
    let is_it = |one: &&Operation| one.method == method && one.path == path;
    (finding.rule.shown?)(&Shown {
        sides,
        old: sides.old.operations.iter().find(is_it),
        new: sides.new.operations.iter().find(is_it),
        member: finding.subject.member.as_deref(),
        direction: finding.direction,
        place: finding.old.as_ref().map(|place| &place.origin),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    Here,
    /// The one around it.
    Around,
    /// The one around it, for several properties together.
    Together,
}

fn together(drafts: &[&mut Draft]) -> HashMap<Pair, BTreeSet<String>> {
    let mut found: HashMap<Pair, BTreeSet<String>> = HashMap::new();
    for draft in drafts.iter().filter(|draft| draft.finding.witness.is_none()) {
        if let (Some(place), Some(name)) = (around(draft), draft.focus.property()) {
            found.entry(place).or_default().insert(name.to_owned());
        }
    }
    found
}

/// Returns whether a finding has this verdict, and a completed search found no witness.
fn is_unproven(draft: &Draft, wire: Wire) -> bool {
    draft.finding.wire == wire && draft.finding.witness.is_none() && !draft.is_given_up
}

/// Another member of a union may accept the refused values: only a value that no member accepts is a witness.
fn among_others(sides: Versions<'_>, drafts: &mut [&mut Draft]) {
    let open = drafts.iter_mut().filter(|draft| draft.finding.witness.is_some());
    let open: Vec<_> = open.filter_map(|draft| Some(((within_union(draft)?, draft.focus.clone()), draft))).collect();
    let mut known = HashMap::new();
    answer(&mut known, open.iter().map(|(asked, _)| asked.clone()), |(pair, focus), work| {
        (search::witness(sides, pair, focus, work), search::is_covered(sides, pair))
    });
    for ((pair, focus), draft) in open {
        let Some((search, is_covered)) = known.get(&(pair, focus)) else { continue };
        let is_one = matches!(draft.focus, Focus::Constant(_));
        let finding = &mut draft.finding;
        match &search.value {
            Some(value) => finding.witness.iter_mut().for_each(|witness| witness.value.clone_from(value)),
            None if search.is_given_up => {}
            None => {
                finding.witness = None;
                finding.wire = if *is_covered || is_one { Wire::Compatible } else { Wire::Risky };
                finding.message.push_str(", but another member accepts such values");
            }
        }
    }
}

fn within_union(draft: &Draft) -> Option<Pair> {
    let (before, after) = draft.union.as_ref()?;
    let around = || around(draft).filter(|_| matches!(draft.focus, Focus::Constant(_)));
    let pair = pair(&draft.here, draft).or_else(around)?;
    Some(match pair.direction {
        Direction::Request => Pair { old: pair.old.and(before), new: Composition::of_all(after)?, ..pair },
        Direction::Response => Pair { old: Composition::of_all(before)?, new: pair.new.and(after), ..pair },
    })
}

/// Relaxes a limit that no value can exceed to compatible; if candidates beyond it all failed, to risky.
fn soften(sides: Versions<'_>, drafts: &mut [&mut Draft]) {
    let is_open = |draft: &Draft| {
        let needs_proof = draft.finding.rule.proof == Proof::Needed;
        is_unproven(draft, Wire::Breaking) || needs_proof && is_unproven(draft, Wire::Risky)
    };
    let open = drafts.iter_mut().filter(|draft| is_open(draft));
    let open: Vec<_> =
        open.filter_map(|draft| Some(((pair(&draft.here, draft)?, draft.focus.limits()?), draft))).collect();
    let mut known = HashMap::new();
    answer(&mut known, open.iter().map(|(asked, _)| asked.clone()), |(pair, limits), work| {
        search::reach(sides, pair, limits, work)
    });
    for (asked, draft) in open {
        let (wire, reason) = match known.get(&asked) {
            Some(Reach::Redundant) => (Wire::Compatible, "which the schema already implies"),
            _ if draft.finding.wire == Wire::Risky => continue,
            Some(Reach::Tried) => (Wire::Risky, "and no value was found that shows it"),
            Some(Reach::TooLong) => (Wire::Breaking, "which no value can show here: it would be too long"),
            _ => continue,
        };
        draft.finding.wire = wire;
        draft.finding.message = format!("{}, {reason}", draft.finding.message);
    }
}

/// Relaxes the change of a type that accepts all values of the other one to compatible.
fn excuse_types(sides: Versions<'_>, drafts: &mut [&mut Draft]) {
    let is_about = |about| matches!(about, About::Type | About::Null | About::Union(_) | About::Member);
    let open =
        drafts.iter_mut().filter(|draft| is_unproven(draft, Wire::Breaking) && is_about(draft.finding.rule.about));
    let asked = |draft: &Draft| Some((pair(&draft.here, draft)?, draft.finding.code(), draft.finding.rule.about));
    let open: Vec<_> = open.filter_map(|draft| Some((asked(draft)?, draft))).collect();
    let mut known = HashMap::new();
    answer(&mut known, open.iter().map(|(asked, _)| asked.clone()), |(pair, _, about), work| {
        if *about == About::Null && search::agree_on_null(sides, pair, work) {
            Some((Wire::None, "both versions allow it, or neither does"))
        } else if search::are_equivalent(sides, pair) {
            Some((Wire::None, "both say the same"))
        } else if search::is_covered(sides, pair) {
            Some((
                Wire::Compatible,
                if *about == About::Member {
                    "other members accept all of its values"
                } else {
                    "the other type accepts all of its values"
                },
            ))
        } else if matches!(about, About::Union(_)) && search::harmless(sides, pair, work).value.is_some() {
            Some((Wire::Compatible, "values show only the opposite"))
        } else {
            let is_same = pair.as_strings && search::is_written(sides, pair, work);
            let is_shape = matches!(about, About::Union(_) | About::Member);
            match is_same {
                true => Some((Wire::Compatible, "the strings on the wire are the same")),
                false => is_shape.then_some((Wire::Risky, "no value was found that shows a difference")),
            }
        }
    });
    for (asked, draft) in open {
        if let Some(Some((wire, reason))) = known.get(&asked) {
            draft.finding.wire = *wire;
            draft.finding.message = format!("{}, but {reason}", draft.finding.message);
        }
    }
}

/// Uses added and removed constants as witnesses.
fn show_constants(sides: Versions<'_>, wanted: &mut [&mut Draft]) {
    let constant = |draft: &Draft| match &draft.focus {
        Focus::Constant(wire) if draft.finding.witness.is_none() => {
            Some((pair(&draft.here, draft).or_else(|| around(draft))?, wire.clone()))
        }
        _ => None,
    };
    let mut asked: HashMap<Pair, Vec<String>> = HashMap::new();
    for (pair, wire) in wanted.iter().filter_map(|draft| constant(draft)) {
        asked.entry(pair).or_default().push(wire);
    }
    let mut known = HashMap::new();
    answer(&mut known, asked.keys().cloned(), |pair, work| {
        let wires: Vec<&str> = asked.get(pair).into_iter().flatten().map(String::as_str).collect();
        search::constants(sides, pair, &wires, work)
    });
    for draft in wanted {
        let Some((pair, wire)) = constant(draft) else { continue };
        let value = known.get(&pair).and_then(|shown| shown.get(&wire)).cloned();
        let was_good = pair.direction == Direction::Request;
        draft.finding.witness = value.map(|value| Witness { value, was_good });
    }
}

/// Relaxes a change to compatible if all differing values are harmless, and of strings to none if no values differ.
fn excuse(sides: Versions<'_>, drafts: Vec<&mut Draft>) {
    let is_open =
        |finding: &Finding| finding.rule.excuse != Excuse::Never && matches!(finding.wire, Wire::Unknown | Wire::Risky);
    let open = drafts.into_iter().filter(|draft| is_open(&draft.finding));
    let open: Vec<_> = open.filter_map(|draft| Some((pair(&draft.here, draft)?, draft))).collect();
    let mut known = HashMap::new();
    let asked = open.iter().map(|(pair, _)| pair.clone());
    answer(&mut known, asked, |pair, work| search::harmless(sides, pair, work));
    for (pair, draft) in open {
        match known.get(&pair) {
            Some(search) if search.value.is_some() => draft.finding.wire = Wire::Compatible,
            _ if draft.is_given_up => {}
            _ if search::are_one(sides, &pair) || search::are_equivalent(sides, &pair) => {
                draft.finding.wire = Wire::None
            }
            _ if draft.as_strings && draft.finding.rule.excuse == Excuse::ValuesOrStrings => {
                draft.finding.wire = Wire::None
            }
            _ => {}
        }
    }
}

/// Returns the schemas around a finding. Their values may prove another one, so they are not used for unknown verdicts.
fn around(draft: &Draft) -> Option<Pair> {
    let is_open = draft.finding.wire == Wire::Unknown
        || matches!(draft.finding.rule.about, About::Null | About::Union(_) | About::Member);
    pair(&draft.around, draft).filter(|_| !is_open || draft.here.is_none())
}

fn pair(places: &Option<(Composition, Composition)>, draft: &Draft) -> Option<Pair> {
    let (old, new) = places.clone()?;
    Some(Pair { old, new, direction: draft.finding.direction?, as_strings: draft.as_strings })
}

/// Runs each new search once, in parallel, with its share of the steps.
fn answer<Q: Clone + Eq + Hash + Sync, A: Send>(
    known: &mut HashMap<Q, A>,
    questions: impl Iterator<Item = Q>,
    answered: impl Fn(&Q, &Work) -> A + Sync,
) {
    let mut seen = HashSet::new();
    let asked: Vec<Q> = questions.filter(|one| !known.contains_key(one) && seen.insert(one.clone())).collect();
    let share = (STEPS / asked.len().max(1)).clamp(LEAST_STEPS, MOST_STEPS);
    let answers = parallel::map(&asked, |question| answered(question, &Work::of(share)));
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
            finding.message = finding.message.trim_start_matches("cannot judge: ").to_owned();
        }
        false if finding.wire == Wire::Breaking && is_open => finding.wire = Wire::Risky,
        _ => {}
    }
}

/// Searches witnesses for changes that no rule covers; without one, reports changes that may be missed.
pub(super) fn judge(sides: Versions<'_>, visited: &mut Visited) {
    let drafts = &visited.drafts;
    visited.open.retain(|open| !drafts.iter().any(|draft| is_explained_within(sides, open, draft)));
    let mut known = HashMap::new();
    let questions = visited.open.iter().map(|open| open.question.clone());
    answer(&mut known, questions, |question, work| search::answer(sides, question, work));
    for open in visited.open.drain(..) {
        visited.drafts.extend(known.get(&open.question).into_iter().flat_map(|outcome| drafts_for(&open, outcome)));
    }
}

/// Returns whether a finding explains the difference: in the shared schema of additional properties.
fn is_explained_within(sides: Versions<'_>, open: &Open, draft: &Draft) -> bool {
    let [keyword] = open.keywords.as_slice() else { return false };
    let is_one = |schemas: &Value| match keyword.as_str() {
        "patternProperties" => schemas.as_object().map(Map::len) == Some(1),
        keyword => keyword == "unevaluatedProperties",
    };
    let Some((old, new)) = draft.here.as_ref().filter(|_| draft.finding.wire != Wire::None) else { return false };
    let holds = |document: &Document, outer: &Composition, inner: &Composition| {
        let place = outer.first.child(keyword);
        document.value(&place).is_some_and(is_one) && inner.first.is_within(&place)
    };
    let pair = &open.question.pair;
    draft.finding.direction == Some(pair.direction)
        && holds(sides.old_text, &pair.old, old)
        && holds(sides.new_text, &pair.new, new)
}

/// Returns whether two schemas accept fewer values, more values, or both.
fn drafts_for(open: &Open, outcome: &Outcome) -> Vec<Draft> {
    let is_request = open.question.pair.direction == Direction::Request;
    let by = format!("by `{}`", open.keywords.join("`, `"));
    let draft = |rule: &'static Rule, wire: Wire, message: String| {
        let mut draft = open.draft.clone();
        (draft.finding.rule, draft.finding.wire, draft.finding.message) = (rule, wire, message);
        draft
    };
    let changed = |rule: &'static Rule, what: &str, value: &Value, breaks: bool| {
        let wire = if breaks { Wire::Breaking } else { Wire::Compatible };
        let mut draft = draft(rule, wire, format!("{by}, some values are {what}"));
        draft.finding.witness = breaks.then(|| Witness { value: value.clone(), was_good: is_request });
        draft
    };
    let lost = outcome.lost.as_ref().filter(|_| open.known != Some(Known::Narrowed));
    let gained = outcome.gained.as_ref().filter(|_| open.known != Some(Known::Widened));
    let doubt = outcome.doubt.as_ref().filter(|_| open.known.is_none());
    let found = [
        lost.map(|value| changed(&FEWER_VALUES, "no longer good", value, is_request)),
        gained.map(|value| changed(&MORE_VALUES, "good that were not", value, !is_request)),
        doubt.map(|doubt| draft(&CANNOT_JUDGE, Wire::Unknown, format!("cannot judge: {doubt}"))),
    ];
    found.into_iter().flatten().collect()
}
