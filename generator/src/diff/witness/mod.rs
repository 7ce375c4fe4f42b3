//! Values that show a finding: good for one description, and not for the other.
//!
//! Candidates are made from the schemas as they were written, and both descriptions have a say on each: a value is shown
//! only if a validator of JSON Schema accepts it for one side and refuses it for the other.

mod bundle;
mod requests;
mod values;

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::Value;

use super::alike::{self, Level};
use super::finding::Finding;
use super::pairs::{Draft, Open, Values, Walked};
use super::spot::Sides;
use super::verdict::{Direction, Wire};
use crate::diag::Origin;
use crate::source::Document;
use bundle::Bundle;

/// For so many findings witnesses are looked for; a report of more is not read to its end.
const MOST: usize = 200;

/// Findings that break something only if a value shows it.
const BY_VALUE: [&str; 3] = ["multiple-of-changed", "pattern-added", "pattern-changed"];

/// How many schemas a validator may need.
const MAX_SCHEMAS: usize = 400;

/// A value that was good and is not now, or that can come now and could not before.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The value, as small as one was found; for a request its method and path, for a reply its status.
    pub value: Value,
    /// Whether it is good for the old description; else for the new one.
    pub was_good: bool,
}

impl Witness {
    /// In a line.
    pub fn in_words(&self) -> String {
        match self.was_good {
            true => format!("was good, and is not now: {}", self.value),
            false => format!("can come now, and could not before: {}", self.value),
        }
    }
}

/// Looks for witnesses of what breaks, and of what could not be judged otherwise.
pub(super) fn find(sides: Sides<'_>, drafts: &mut [Draft]) {
    let mut search = Search { sides, known: HashMap::new() };
    // Through what was not understood any value passes, which shows nothing.
    let wanted = |finding: &Finding| {
        matches!(finding.wire, Wire::Breaking | Wire::Risky | Wire::Unknown) && finding.code != "cannot-judge"
    };
    for draft in drafts.iter_mut().filter(|draft| wanted(&draft.finding)).take(MOST) {
        let witness = requests::witness(sides, &draft.finding).or_else(|| search.witness(draft));
        let is_open = draft.finding.wire == Wire::Unknown || BY_VALUE.contains(&draft.finding.code);
        match witness.is_some() {
            true if is_open => {
                draft.finding.wire = Wire::Breaking;
                let message = draft.finding.message.trim_start_matches("cannot judge: ").to_owned();
                draft.finding.message = message;
            }
            false if draft.finding.wire == Wire::Breaking && is_open => draft.finding.wire = Wire::Risky,
            _ => {}
        }
        draft.finding.witness = witness;
    }
}

/// Looks for values that tell what no rule has a word on; where there is none, says so if something was not read.
pub(super) fn judge(sides: Sides<'_>, walked: &mut Walked) {
    let mut search = Search { sides, known: HashMap::new() };
    for open in walked.open.drain(..).take(MOST) {
        walked.drafts.extend(search.judged(open));
    }
}

type Place = (Origin, Origin, Direction);

struct Search<'a> {
    sides: Sides<'a>,
    /// What was found for the schemas of a pair of places.
    known: HashMap<Place, Option<Value>>,
}

impl Search<'_> {
    /// A value for the schema of a finding, or for the one around it.
    fn witness(&mut self, draft: &Draft) -> Option<Witness> {
        let direction = draft.finding.direction?;
        let here = draft.here.clone();
        let around = draft.around.clone().filter(|around| here.as_ref() != Some(around));
        let value = [here, around].into_iter().flatten().find_map(|(old, new)| {
            let place = (old, new, direction);
            if let Some(known) = self.known.get(&place) {
                return known.clone();
            }
            let found = self.search(&place);
            self.known.insert(place, found.clone());
            found
        })?;
        Some(Witness { value, was_good: direction == Direction::Request })
    }

    /// What the values of two schemas tell: that there are fewer now, more, or both.
    fn judged(&mut self, open: Open) -> Vec<Draft> {
        let sides = self.sides;
        let old = Written { document: sides.old_text, origin: &open.old };
        let new = Written { document: sides.new_text, origin: &open.new };
        let levels = (Level::of(old.document, old.origin), Level::of(new.document, new.origin));
        let keywords = alike::differences(&levels.0, &levels.1);
        let named = format!("`{}`", keywords.join("`, `"));
        let is_request = open.direction == Direction::Request;
        let told = |code: &'static str, breaks: bool, message: String, witness: Option<Value>| {
            let mut draft = open.draft.clone();
            draft.finding.code = code;
            draft.finding.wire = if breaks { Wire::Breaking } else { Wire::Compatible };
            draft.finding.message = message;
            draft.finding.witness = witness.filter(|_| breaks).map(|value| Witness { value, was_good: is_request });
            draft
        };
        let mut found = Vec::new();
        if let Some(value) = difference(&old, &new, &open) {
            let message = format!("by {named}, some values are no longer good");
            found.push(told("schema-narrowed", is_request, message, Some(value)));
        }
        if let Some(value) = difference(&new, &old, &open) {
            let message = format!("by {named}, some values are good that were not");
            found.push(told("schema-widened", !is_request, message, Some(value)));
        }
        if let Some(keyword) = alike::unread(&levels.0, &levels.1, &keywords).filter(|_| found.is_empty()) {
            let mut draft = told("cannot-judge", false, format!("cannot judge: `{keyword}` changed"), None);
            draft.finding.wire = Wire::Unknown;
            found.push(draft);
        }
        found
    }

    fn search(&self, (old, new, direction): &Place) -> Option<Value> {
        let sides = self.sides;
        let (good, bad) = match direction {
            Direction::Request => ((sides.old_text, old), (sides.new_text, new)),
            Direction::Response => ((sides.new_text, new), (sides.old_text, old)),
        };
        let (good, bad) = (schema(good, *direction)?, schema(bad, *direction)?);
        let (accepts, refuses) = (validator(&good)?, validator(&bad)?);
        let candidates = smallest_first(values::candidates(&good, &bad));
        candidates.into_iter().find(|value| accepts.is_valid(value) && !refuses.is_valid(value))
    }
}

/// A schema as it is written.
struct Written<'d> {
    document: &'d Document,
    origin: &'d Origin,
}

/// A value that one schema accepts and the other refuses, for what it says itself.
fn difference(good: &Written<'_>, bad: &Written<'_>, open: &Open) -> Option<Value> {
    let direction = open.direction;
    let level = |written: &Written<'_>| Bundle::new(written.document, direction, MAX_SCHEMAS).level(written.origin);
    let (good_level, bad_level) = (level(good)?, level(bad)?);
    if good_level == bad_level {
        return None;
    }
    let whole = schema((good.document, good.origin), direction)?;
    let (accepts, refuses) = (validator(&whole)?, validator(&bad_level)?);
    let is_refused = |value: &Value| match open.textual {
        true => same_texts(value).iter().all(|value| !refuses.is_valid(value)),
        false => !refuses.is_valid(value),
    };
    let mut candidates = match open.values {
        Values::Null => vec![Value::Null],
        _ => smallest_first(values::candidates(&whole, &bad_level)),
    };
    candidates.retain(|value| open.values != Values::Others || !value.is_null());
    candidates.into_iter().find(|value| accepts.is_valid(value) && is_refused(value))
}

/// A value and others that are the same text in parameters and headers.
fn same_texts(value: &Value) -> Vec<Value> {
    let mut same = vec![value.clone()];
    match value {
        Value::String(text) => {
            same.extend(serde_json::from_str(text).ok().filter(|value: &Value| !value.is_array() && !value.is_object()))
        }
        Value::Number(_) | Value::Bool(_) => same.push(Value::String(value.to_string())),
        Value::Array(items) => {
            let other = items.iter().map(|item| same_texts(item).pop().unwrap_or_default());
            same.push(other.collect());
        }
        _ => {}
    }
    same
}

fn smallest_first(mut candidates: Vec<Value>) -> Vec<Value> {
    candidates.sort_by_cached_key(|value| {
        let text = value.to_string();
        (text.len(), text)
    });
    candidates
}

/// Whether a text is a pattern.
pub(super) fn is_pattern(pattern: &str) -> bool {
    validator(&serde_json::json!({ "pattern": pattern })).is_some()
}

/// The schema at a place, with all that it refers to.
fn schema((document, origin): (&Document, &Origin), direction: Direction) -> Option<Value> {
    Bundle::new(document, direction, MAX_SCHEMAS).schema(origin)
}

fn validator(schema: &Value) -> Option<Validator> {
    jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true).build(schema).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diag::FileId;

    fn found(old: &Value, new: &Value, direction: Direction) -> Option<Value> {
        let text = |schema: &Value| {
            let components = json!({ "schemas": { "A": schema, "B": { "type": "string", "maxLength": 3 } } });
            let whole = json!({
                "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {}, "components": components,
            });
            Document::from_text("a.json", whole.to_string()).unwrap().0
        };
        let (old, new) = (text(old), text(new));
        let api = crate::model::Api::default();
        let today = jiff::civil::date(2026, 1, 1);
        let sides = Sides { old: &api, new: &api, old_text: &old, new_text: &new, today };
        let origin = Origin::new(FileId(0), "/components/schemas/A");
        Search { sides, known: HashMap::new() }.search(&(origin.clone(), origin, direction))
    }

    #[test]
    fn values_show_what_is_refused_now() {
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
            (json!({ "type": "string" }), json!({ "type": "string", "maxLength": 2 }), json!("aaa")),
            (json!({ "type": "string", "nullable": true }), json!({ "type": "string" }), json!(null)),
            (json!({ "enum": ["a", "b"] }), json!({ "enum": ["a"] }), json!("b")),
            (tuple(&["string", "integer"], 1), tuple(&["string", "integer"], 2), json!([""])),
            (tuple(&["string", "number"], 0), tuple(&["string", "integer"], 0), json!(["", 0.5])),
            (json!({}), json!({ "not": { "type": "object" } }), json!({})),
        ] {
            assert_eq!(found(&old, &new, Direction::Request), Some(expected), "{old} {new}");
            assert_eq!(found(&new, &old, Direction::Request), None, "{new} {old}");
        }
    }

    #[test]
    fn values_show_what_can_come_now() {
        let (few, many) = (json!({ "enum": ["a"] }), json!({ "enum": ["a", "b"] }));
        assert_eq!(found(&few, &many, Direction::Response), Some(json!("b")));
        assert_eq!(found(&many, &few, Direction::Response), None);
        assert_eq!(found(&few, &few, Direction::Response), None);
    }
}
