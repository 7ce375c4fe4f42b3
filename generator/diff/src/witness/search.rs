//! Searches for a value that one schema accepts and another refuses.

use std::cell::{LazyCell, OnceCell};

use serde_json::Value;

use super::bundle::Bundle;
use super::focus::Focus;
use super::redundant::{self, LimitOutcome};
use super::validators::Validator;
use super::{normal_form, shrink, wire};
use crate::composition::{Composition, CompositionPair};
use crate::draft::{Question, Values};
use crate::equivalence::{self, SchemaLevel};
use crate::judgement::{GivenUp, UnknownReason};
use crate::sides::Sides;
use crate::verdict::{Direction, Witness};
use crate::version::Versions;
use description::Document;
use description::keywords::is_unmodelled_keyword;
use samples::{Work, witness_candidates};

/// The depths of candidates. Small values prove most findings and need few schemas.
const LEVELS: [usize; 3] = [1, 3, DEEPEST];
const DEEPEST: usize = 6;

/// The depth to which two differing schemas are normalized.
const NORMALIZED_LEVELS: usize = 3;

/// How the values of two schemas differ.
pub(super) struct ValueDifference {
    /// A value that only the old schema accepts.
    pub(super) lost: Option<Value>,
    /// A value that only the new schema accepts.
    pub(super) gained: Option<Value>,
    /// Why there may still be such values.
    pub(super) doubt: Option<UnknownReason>,
}

#[derive(Clone, Copy)]
struct WrittenSchema<'d> {
    document: &'d Document,
    whole: &'d Composition,
    direction: Direction,
    as_strings: bool,
}

/// The result of a search in one direction.
pub(super) struct SearchResult {
    pub(super) value: Option<Value>,
    /// Why the search was aborted, if it was.
    pub(super) given_up: Option<GivenUp>,
}

impl CompositionPair {
    fn sides<'a>(&'a self, versions: Versions<'a>) -> Sides<WrittenSchema<'a>> {
        let direction = self.direction;
        let as_strings = self.as_strings;
        let old = WrittenSchema {
            document: versions.texts.old,
            whole: &self.old,
            direction,
            as_strings,
        };
        let new = WrittenSchema {
            document: versions.texts.new,
            whole: &self.new,
            ..old
        };
        Sides { old, new }
    }

    pub(super) fn witness(&self, value: Value) -> Witness {
        Witness {
            value,
            was_good: self.direction == Direction::Request,
        }
    }

    /// Returns the schema that accepts a witness, and the one that refuses it.
    fn good_and_bad<'a>(
        &'a self,
        versions: Versions<'a>,
    ) -> (WrittenSchema<'a>, WrittenSchema<'a>) {
        let Sides { old, new } = self.sides(versions);
        if self.direction == Direction::Request {
            (old, new)
        } else {
            (new, old)
        }
    }

    /// Returns the schema that accepts a witness and the one that refuses it, for values with one
    /// level.
    fn flat(&self, versions: Versions<'_>) -> Option<(Value, Value)> {
        let (good, bad) = self.good_and_bad(versions);
        good.whole(1).zip(bad.whole(1))
    }
}

/// Searches for the opposite: a value that is valid in a request only in the new version, or
/// possible in a response only in the old version.
pub(super) fn find_harmless_value(
    versions: Versions<'_>,
    pair: &CompositionPair,
    work: &Work,
) -> SearchResult {
    let (good, bad) = pair.good_and_bad(versions);
    WitnessSearch::new(bad, good, work).find(&Focus::Composition)
}

/// Returns why no value was found that proves the change of a limit.
pub(super) fn limit_outcome_of_pair(
    versions: Versions<'_>,
    pair: &CompositionPair,
    keywords: &[&str],
    work: &Work,
) -> LimitOutcome {
    pair.flat(versions)
        .map_or(LimitOutcome::Unreached, |(good, bad)| {
            redundant::limit_outcome(&good, &bad, keywords, work)
        })
}

/// Returns whether the schema that should accept a witness allows only types of which the other
/// schema accepts every value, so that no witness exists.
pub(super) fn is_covered(versions: Versions<'_>, pair: &CompositionPair) -> bool {
    pair.flat(versions)
        .is_some_and(|(good, bad)| redundant::accepts_allowed_types(&good, &bad))
}

/// Returns whether any candidate is accepted and has a form on the wire. If so, and if no candidate
/// was a witness, both schemas are taken to accept the same strings.
pub(super) fn has_wire_candidates(
    versions: Versions<'_>,
    pair: &CompositionPair,
    work: &Work,
) -> bool {
    let Some((good, bad)) = pair.flat(versions) else {
        return false;
    };
    let accepts = Validator::of(&good, work);
    let mut candidates = witness_candidates(&good, &bad, 1, work);
    candidates.any(|value| wire::has_wire_form(&value) && is_accepted(accepts.as_ref(), &value))
}

pub(super) fn are_equivalent(versions: Versions<'_>, pair: &CompositionPair) -> bool {
    let Sides { old, new } = pair.sides(versions);
    old.whole_normal_form()
        .is_some_and(|normal| Some(normal) == new.whole_normal_form())
}

pub(super) fn agree_on_null(versions: Versions<'_>, pair: &CompositionPair, work: &Work) -> bool {
    let Some((good, bad)) = pair.flat(versions) else {
        return false;
    };
    accepts_null(&good, work).is_some_and(|accepts| Some(accepts) == accepts_null(&bad, work))
}

fn accepts_null(schema: &Value, work: &Work) -> Option<bool> {
    Validator::of(schema, work)?.accepts(&Value::Null)
}

/// The searches for values that one schema accepts and another refuses, each because of another
/// focus. The searches share the schemas, their validators and the candidates.
pub(super) struct WitnessSearch<'w> {
    good: WrittenSchema<'w>,
    bad: WrittenSchema<'w>,
    work: &'w Work,
    /// The searches within the first of [`LEVELS`].
    levels: Vec<Option<LevelSearch<'w>>>,
}

impl<'w> WitnessSearch<'w> {
    fn new(good: WrittenSchema<'w>, bad: WrittenSchema<'w>, work: &'w Work) -> Self {
        Self {
            good,
            bad,
            work,
            levels: Vec::new(),
        }
    }

    /// Creates a search for values that are valid in a request only in the old version, or possible
    /// in a response only in the new version.
    pub(super) fn of_pair(
        versions: Versions<'w>,
        pair: &'w CompositionPair,
        work: &'w Work,
    ) -> Self {
        let (good, bad) = pair.good_and_bad(versions);
        Self::new(good, bad, work)
    }

    /// Searches for a value that is refused because of the focus.
    pub(super) fn find(&mut self, focus: &Focus) -> SearchResult {
        let mut value = None;
        for index in 0..LEVELS.len() {
            if value.is_some() || self.work.is_used_up() {
                break;
            }
            value = self
                .level(index)
                .and_then(|level: &mut LevelSearch<'w>| level.find(focus));
        }
        let given_up = reason_for_giving_up(self.work);
        if given_up.is_some() {
            // The candidates may be incomplete.
            self.levels.clear();
        }
        SearchResult {
            given_up: given_up.filter(|_| value.is_none()),
            value,
        }
    }

    /// Returns the search among values with the number of levels at this index of [`LEVELS`].
    fn level(&mut self, index: usize) -> Option<&mut LevelSearch<'w>> {
        if index >= self.levels.len() {
            let levels = LEVELS.get(index)?;
            let level = LevelSearch::of(*levels, self.good, self.bad, self.work);
            self.levels.push(level);
        }
        self.levels.get_mut(index)?.as_mut()
    }
}

/// The searches among values with one number of levels.
struct LevelSearch<'w> {
    levels: usize,
    good_schema: Value,
    bad_schema: Value,
    as_strings: bool,
    accepts: OnceCell<Option<Validator>>,
    refuses: Validator,
    work: &'w Work,
    /// The remaining candidates, if any search needed them.
    candidates: Option<Box<dyn Iterator<Item = Value>>>,
    /// The candidates so far that `good_schema` accepts and `bad_schema` refuses.
    differing: Vec<Value>,
}

impl<'w> LevelSearch<'w> {
    /// Returns `None` if no value of this number of levels can differ.
    fn of(
        levels: usize,
        good: WrittenSchema<'_>,
        bad: WrittenSchema<'_>,
        work: &'w Work,
    ) -> Option<Self> {
        let good_schema = good.whole(levels)?;
        let bad_schema = bad.whole(levels)?;
        if good_schema == bad_schema {
            return None;
        }
        Some(Self {
            levels,
            as_strings: good.as_strings,
            accepts: OnceCell::new(),
            refuses: Validator::of(&bad_schema, work)?,
            good_schema,
            bad_schema,
            work,
            candidates: None,
            differing: Vec::new(),
        })
    }

    fn find(&mut self, focus: &Focus) -> Option<Value> {
        let proof = FocusProof::new(focus);
        let own_values = focus.values();
        let own_value = own_values
            .into_iter()
            .find(|value| self.is_differing(value) && proof.proves(self, value));
        let value = match own_value {
            Some(value) => value,
            None if *focus == Focus::Null => return None,
            None => self.find_candidate(&proof)?,
        };
        let proves = |value: &Value| self.is_differing(value) && proof.proves(self, value);
        Some(shrink::shrunk(value, proves))
    }

    /// Returns the first candidate that proves the change.
    fn find_candidate(&mut self, proof: &FocusProof<'_>) -> Option<Value> {
        let mut index = 0;
        loop {
            while index >= self.differing.len() {
                let candidate = self.next_candidate()?;
                if self.is_differing(&candidate) {
                    self.differing.push(candidate);
                }
            }
            let value = self.differing.get(index)?;
            if proof.proves(self, value) {
                return Some(value.clone());
            }
            index += 1;
        }
    }

    fn next_candidate(&mut self) -> Option<Value> {
        let candidates = self.candidates.get_or_insert_with(|| {
            Box::new(witness_candidates(
                &self.good_schema,
                &self.bad_schema,
                self.levels,
                self.work,
            ))
        });
        candidates.next()
    }

    /// Returns whether one schema accepts a value and the other refuses it.
    fn is_differing(&self, value: &Value) -> bool {
        // The value itself is checked first, its many other forms on the wire last.
        if self.refuses.accepts(value) != Some(false) {
            return false;
        }
        let accepts = self
            .accepts
            .get_or_init(|| Validator::of(&self.good_schema, self.work));
        is_accepted(accepts.as_ref(), value)
            && (!self.as_strings || wire::is_refused(&self.bad_schema, &self.refuses, value, true))
    }
}

/// A schema with its validator.
struct ValidatedSchema {
    schema: Value,
    validator: Option<Validator>,
}

impl ValidatedSchema {
    fn new(schema: Value, work: &Work) -> Self {
        let validator = Validator::of(&schema, work);
        Self { schema, validator }
    }
}

/// Determines whether a value that one schema refuses is refused because of the focus.
struct FocusProof<'f> {
    focus: &'f Focus,
    /// The schema without the focused part.
    relaxed: OnceCell<Option<ValidatedSchema>>,
    /// The schema without the constraints of other properties.
    without_others: OnceCell<Option<ValidatedSchema>>,
}

impl<'f> FocusProof<'f> {
    fn new(focus: &'f Focus) -> Self {
        Self {
            focus,
            relaxed: OnceCell::new(),
            without_others: OnceCell::new(),
        }
    }

    fn proves(&self, level: &LevelSearch<'_>, value: &Value) -> bool {
        let as_strings = level.as_strings;
        // A value that is refused only because of other properties proves nothing.
        let without_others = self.without_others.get_or_init(|| {
            let schema = self.focus.without_others(&level.bad_schema)?;
            Some(ValidatedSchema::new(schema, level.work))
        });
        if let Some(ValidatedSchema {
            schema,
            validator: Some(validator),
        }) = without_others
            && !wire::is_refused(schema, validator, value, as_strings)
        {
            return false;
        }
        let relaxed = self.relaxed.get_or_init(|| {
            let schema = self.focus.relaxed(&level.bad_schema)?;
            Some(ValidatedSchema::new(schema, level.work))
        });
        match relaxed {
            // On the wire, the string stands for every value that has this form, so one accepted
            // value is enough.
            Some(ValidatedSchema {
                schema,
                validator: Some(validator),
            }) if as_strings => !wire::is_refused(schema, validator, value, true),
            Some(ValidatedSchema { validator, .. }) => is_accepted(validator.as_ref(), value),
            None => self.focus.is_met(value),
        }
    }
}

/// Returns why a search is aborted, if its steps are used up.
fn reason_for_giving_up(work: &Work) -> Option<GivenUp> {
    if !work.is_used_up() {
        None
    } else if work.is_reduced() {
        Some(GivenUp::TooManySearches)
    } else {
        Some(GivenUp::TooManyCombinations)
    }
}

fn is_accepted(validator: Option<&Validator>, value: &Value) -> bool {
    validator.is_some_and(|it| it.accepts(value) == Some(true))
}

/// Compares the values that two schemas accept: the new one may accept fewer, more, or both.
pub(super) fn compare_accepted_values(
    versions: Versions<'_>,
    question: &Question,
    work: &Work,
) -> ValueDifference {
    let Sides { old, new } = question.pair.sides(versions);
    let (lost, is_loss_tried) = find_differing_value(old, new, question, work);
    let (gained, is_gain_tried) = find_differing_value(new, old, question, work);
    let doubt = if lost.is_some() || gained.is_some() {
        None
    } else if let Some(given_up) = reason_for_giving_up(work) {
        Some(UnknownReason::GivenUp(given_up))
    } else {
        reason_for_doubt(
            Sides { old, new },
            question.values,
            is_loss_tried || is_gain_tried,
        )
    };
    ValueDifference {
        lost,
        gained,
        doubt,
    }
}

/// Returns why two schemas may accept different values that the search did not find; `None` if
/// there is no reason to assume it.
fn reason_for_doubt(
    schemas: Sides<WrittenSchema<'_>>,
    values: Values,
    is_tried: bool,
) -> Option<UnknownReason> {
    let Sides { old, new } = schemas;
    let levels = schemas.map(|schema| SchemaLevel::of(schema.document, schema.whole));
    let differences = equivalence::differing_keywords(&levels.old, &levels.new);
    if let Some(keyword) = equivalence::unsupported_keyword(&levels.old, &levels.new, &differences)
    {
        return Some(UnknownReason::UnsupportedKeyword(keyword));
    }
    // The keyword may forbid values that were not tried.
    let mut forbidding = differences
        .iter()
        .filter(|key| is_unmodelled_keyword(key, |it| it.is_deep && it.forbids && !it.is_typed));
    if values != Values::Null
        && let Some(keyword) = forbidding.next()
    {
        return Some(UnknownReason::ForbiddenValues(keyword.clone()));
    }
    if is_tried
        || differences.is_empty()
        || !old.is_schema()
        || !new.is_schema()
        || old
            .own_normal_form()
            .is_some_and(|normal| Some(normal) == new.own_normal_form())
    {
        return None;
    }
    Some(UnknownReason::NoGoodValue(differences))
}

/// Searches for a value that one schema accepts and the other refuses because of its own keywords,
/// not because of the keywords of inner schemas. Also returns whether any of the tried values is
/// accepted by at least one of the schemas.
fn find_differing_value(
    good: WrittenSchema<'_>,
    bad: WrittenSchema<'_>,
    question: &Question,
    work: &Work,
) -> (Option<Value>, bool) {
    let mut is_tried = false;
    let schema_of = |schema: WrittenSchema<'_>, levels| match question.values {
        Values::Deep => schema.whole(levels),
        _ => schema.own(levels),
    };
    let [deepest, deepest_other] = [good, bad].map(|schema| schema_of(schema, DEEPEST));
    for levels in LEVELS {
        let Some((own, other)) = schema_of(good, levels).zip(schema_of(bad, levels)) else {
            break;
        };
        // If a greater depth gives the same schemas, deeper values are compared as part of other
        // pairs. With `$defs`, this is not certain, because references may lead deeper, and back.
        let is_all = deepest.as_ref() == Some(&own)
            && deepest_other.as_ref() == Some(&other)
            && [&own, &other]
                .iter()
                .all(|schema| schema.get("$defs").is_none());
        if own == other {
            is_tried = true;
            if is_all {
                break;
            }
            continue;
        }
        let (Some(whole), Some(refuses)) = (good.whole(levels), Validator::of(&other, work)) else {
            break;
        };
        let accepts = LazyCell::new(|| Validator::of(&whole, work));
        let is_good = |value: &Value| is_accepted(accepts.as_ref(), value);
        let proves = |value: &Value| {
            wire::is_refused(&other, &refuses, value, good.as_strings) && is_good(value)
        };
        let mut is_any_good = question.values == Values::Null;
        for value in question.candidates(&whole, &other, levels, work) {
            if proves(&value) {
                return (Some(shrink::shrunk(value, proves)), true);
            }
            is_any_good = is_any_good || is_good(&value);
        }
        is_tried |= is_any_good;
        if is_tried && is_all || work.is_used_up() {
            break;
        }
    }
    (None, is_tried)
}

impl Question {
    fn candidates(
        &self,
        good: &Value,
        bad: &Value,
        levels: usize,
        work: &Work,
    ) -> Box<dyn Iterator<Item = Value>> {
        let candidates = witness_candidates(good, bad, levels, work);
        match self.values {
            Values::Null => Box::new(std::iter::once(Value::Null)),
            Values::Others => Box::new(candidates.filter(|value| !value.is_null())),
            Values::All | Values::Deep => Box::new(candidates),
        }
    }
}

impl WrittenSchema<'_> {
    fn whole_normal_form(&self) -> Option<Value> {
        normal_form::normalize_schema(&self.whole(DEEPEST)?, DEEPEST)
    }

    /// Returns the normal form of the schema, in which the schemas of properties and items accept
    /// anything. `null` is left out, because it is compared separately.
    fn own_normal_form(&self) -> Option<Value> {
        let normal = normal_form::normalize_schema(&self.own(DEEPEST)?, NORMALIZED_LEVELS)?;
        Some(normal_form::without_null(normal))
    }

    /// Returns whether there is a schema at the location; a location that is one of several types
    /// is not a schema.
    fn is_schema(&self) -> bool {
        self.document.schema_at(&self.whole.first).is_some()
    }

    /// Returns the whole schema, for values with this number of levels.
    fn whole(&self, levels: usize) -> Option<Value> {
        Bundle::new(self.document, self.direction).schema(self.whole, levels)
    }

    /// Returns the schema, in which the schemas of properties and items accept anything.
    fn own(&self, levels: usize) -> Option<Value> {
        Bundle::new(self.document, self.direction).level(self.whole, levels)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use diag::{FileId, Origin};

    /// Searches for values of the old schema that the new one refuses, or the reverse.
    fn search_values<R>(
        old: &Value,
        new: &Value,
        direction: Direction,
        run: impl FnOnce(&mut WitnessSearch<'_>) -> R,
    ) -> R {
        let text = |schema: &Value| {
            let components =
                json!({ "schemas": { "A": schema, "B": { "type": "string", "maxLength": 3 } } });
            let whole = json!({
                "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {}, "components": components,
            });
            Document::from_text("a.json", whole.to_string()).unwrap().0
        };
        let old = text(old);
        let new = text(new);
        let api = model::Api::default();
        let today = jiff::civil::date(2026, 1, 1);
        let versions = Versions {
            models: Sides {
                old: &api,
                new: &api,
            },
            texts: Sides {
                old: &old,
                new: &new,
            },
            today,
        };
        let origin = Composition::from(&Origin::new(FileId(0), "/components/schemas/A"));
        let pair = CompositionPair {
            old: origin.clone(),
            new: origin,
            direction,
            as_strings: false,
        };
        let work = Work::of(10_000);
        run(&mut WitnessSearch::of_pair(versions, &pair, &work))
    }

    fn witness_value(old: &Value, new: &Value, direction: Direction) -> Option<Value> {
        search_values(old, new, direction, |search| {
            search.find(&Focus::Composition).value
        })
    }

    #[test]
    fn searches_for_several_foci_share_their_candidates() {
        let object = |required: &[&str]| {
            json!({ "type": "object", "required": required, "properties": {
                "a": { "type": "integer" }, "b": { "$ref": "#/components/schemas/B" } } })
        };
        let old = object(&[]);
        let new = object(&["a", "b"]);
        search_values(&old, &new, Direction::Request, |search| {
            let of_property = |name: &str| Focus::Property(name.to_owned());
            let first = search.find(&of_property("a"));
            assert_eq!(first.value, Some(json!({ "b": "" })));
            let spent = search.work.spent();
            let second = search.find(&of_property("b"));
            assert_eq!(second.value, Some(json!({ "a": 0 })));
            let spent_later = search.work.spent() - spent;
            assert!(spent_later * 2 < spent, "{spent} {spent_later}");
        });
    }

    #[test]
    fn equal_schemas_are_not_searched_and_searches_without_steps_are_given_up() {
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        search_values(&schema, &schema, Direction::Request, |search| {
            assert_eq!(search.find(&Focus::Composition).value, None);
            assert_eq!(search.work.spent(), 0);
            let none = Work::reduced(0);
            let given_up = WitnessSearch::new(search.good, search.bad, &none)
                .find(&Focus::Composition)
                .given_up;
            assert!(matches!(given_up, Some(GivenUp::TooManySearches)));
        });
    }

    #[test]
    fn values_prove_new_restrictions() {
        let object = |required: &[&str]| {
            json!({ "type": "object", "required": required, "properties": {
                "a": { "type": "integer" }, "b": { "$ref": "#/components/schemas/B" } } })
        };
        let tuple = |types: &[&str], least: usize| {
            let items: Vec<Value> = types.iter().map(|name| json!({ "type": name })).collect();
            json!({ "type": "array", "prefixItems": items, "items": false, "minItems": least })
        };
        let number = |maximum: i64| json!({ "type": "integer", "maximum": maximum });
        for (old, new, expected) in [
            (object(&[]), object(&["a"]), json!({})),
            (object(&["a"]), object(&["a", "b"]), json!({ "a": 0 })),
            (number(100), number(50), json!(51)),
            (
                json!({ "type": "string" }),
                json!({ "type": "string", "maxLength": 2 }),
                json!("aaa"),
            ),
            (
                json!({ "type": "string" }),
                json!({ "type": "string", "maxLength": 999 }),
                json!("a".repeat(1_000)),
            ),
            (
                json!({ "type": ["string", "null"] }),
                json!({ "type": "string" }),
                json!(null),
            ),
            (
                json!({ "enum": ["a", "b"] }),
                json!({ "enum": ["a"] }),
                json!("b"),
            ),
            (
                tuple(&["string", "integer"], 1),
                tuple(&["string", "integer"], 2),
                json!([""]),
            ),
            (
                tuple(&["string", "number"], 0),
                tuple(&["string", "integer"], 0),
                json!(["", 0.5]),
            ),
            (json!({}), json!({ "not": { "type": "object" } }), json!({})),
        ] {
            assert_eq!(
                witness_value(&old, &new, Direction::Request),
                Some(expected),
                "{old} {new}"
            );
            assert_eq!(
                witness_value(&new, &old, Direction::Request),
                None,
                "{new} {old}"
            );
        }
    }

    #[test]
    fn values_prove_new_possibilities() {
        let few = json!({ "enum": ["a"] });
        let many = json!({ "enum": ["a", "b"] });
        assert_eq!(
            witness_value(&few, &many, Direction::Response),
            Some(json!("b"))
        );
        assert_eq!(witness_value(&many, &few, Direction::Response), None);
        assert_eq!(witness_value(&few, &few, Direction::Response), None);
    }
}
