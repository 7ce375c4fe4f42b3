//! Limits without effect: other constraints of the schema already imply them.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::validators::Validator;
use crate::diff::equivalence::TYPE_NAMES;
use crate::diff::{formats, patterns};
use crate::samples::boundaries::{LONGEST, follow_local_references, local_reference_target};
use crate::samples::{Work, witness_candidates};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitOutcome {
    /// There is no such value.
    Redundant,
    /// Values beyond the limit were tried, and all were refused for other reasons.
    Tried,
    /// Values beyond the limit are too long to try.
    TooLong,
    /// No value beyond the limit was tried.
    Unreached,
}

/// Keywords that limit values of one type.
struct LimitFamily {
    types: &'static [&'static str],
    keywords: &'static [&'static str],
    /// Whether the first two are the least and the greatest count: values on both sides of these are easily made.
    are_counts: bool,
}

const FAMILIES: [LimitFamily; 5] = [
    LimitFamily {
        types: &["string"],
        keywords: &["minLength", "maxLength", "pattern"],
        are_counts: true,
    },
    LimitFamily {
        types: &["array"],
        keywords: &["minItems", "maxItems", "uniqueItems"],
        are_counts: true,
    },
    LimitFamily {
        types: &["object"],
        keywords: &["minProperties", "maxProperties"],
        are_counts: true,
    },
    LimitFamily {
        types: &["integer", "number"],
        keywords: &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
        are_counts: false,
    },
    LimitFamily {
        types: &TYPE_NAMES,
        keywords: &["const", "enum"],
        are_counts: false,
    },
];

/// The greatest number of integers to list.
const MOST_LISTED: i64 = 1_000;
const MAX_DEPTH: usize = 16;

pub(super) fn are_limits(keywords: &[&str]) -> bool {
    family(keywords).is_some()
}

fn family(keywords: &[&str]) -> Option<&'static LimitFamily> {
    FAMILIES
        .iter()
        .find(|family| keywords.iter().all(|key| family.keywords.contains(key)))
}

/// Returns whether values that `good` accepts are beyond the limits of `bad`.
pub(super) fn reach(good: &Value, bad: &Value, keywords: &[&str], work: &Work) -> LimitOutcome {
    let (Some(family), Some(one), Some(other)) = (family(keywords), parts(good), parts(bad)) else {
        return LimitOutcome::Unreached;
    };
    let limits = only_keywords(&other, keywords);
    if limits.is_empty() {
        return LimitOutcome::Unreached;
    }
    let Some(limit) = validator(&limits, work) else {
        return LimitOutcome::Unreached;
    };
    let is_other_type = [&one, &other]
        .iter()
        .all(|parts| parts.iter().any(|part| excludes_types(part, family.types)));
    let is_listed = one.iter().filter_map(|part| listed(part)).any(|values| {
        values
            .iter()
            .all(|value: &Value| limit.accepts(value) == Some(true))
    });
    let is_within = family.are_counts && is_counted_within(&one, &limits);
    if is_other_type || is_listed || is_within {
        return LimitOutcome::Redundant;
    }
    let own = validator(&only_keywords(&one, keywords), work);
    let mut values = limits
        .iter()
        .filter_map(Value::as_object)
        .flat_map(Map::values);
    match family.are_counts {
        true if witness_candidates(good, bad, 1, work)
            .iter()
            .any(|value: &Value| {
                own.as_ref()
                    .is_some_and(|own| own.accepts(value) == Some(true))
                    && limit.accepts(value) == Some(false)
            }) =>
        {
            LimitOutcome::Tried
        }
        true if values.any(|limit: &Value| limit.as_u64().is_some_and(|limit| limit > LONGEST)) => {
            LimitOutcome::TooLong
        }
        _ => LimitOutcome::Unreached,
    }
}

/// Returns the schemas that all values satisfy; `None` if others may limit them.
fn parts(schema: &Value) -> Option<Vec<&Map<String, Value>>> {
    let (mut found, mut waiting) = (Vec::new(), vec![(schema, 0)]);
    while let Some((part, depth)) = waiting.pop() {
        let part = part.as_object()?;
        if depth >= MAX_DEPTH {
            return None;
        }
        if ["anyOf", "oneOf", "not", "if"]
            .iter()
            .any(|key| part.contains_key(*key))
        {
            return None;
        }
        found.push(part);
        let members = part
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        waiting.extend(
            members
                .chain(local_reference_target(schema, part))
                .map(|member| (member, depth + 1)),
        );
    }
    Some(found)
}

fn only_keywords(parts: &[&Map<String, Value>], keywords: &[&str]) -> Vec<Value> {
    parts
        .iter()
        .map(|part: &&Map<String, Value>| -> Map<String, Value> {
            keywords
                .iter()
                .filter_map(|key| Some(((*key).to_owned(), part.get(*key)?.clone())))
                .collect()
        })
        .filter(|schema| !schema.is_empty())
        .map(Value::Object)
        .collect()
}

fn validator(all: &[Value], work: &Work) -> Option<Validator> {
    Validator::of(
        &if all.is_empty() {
            json!(true)
        } else {
            json!({ "allOf": all })
        },
        work,
    )
}

/// Returns whether a schema allows only other types.
fn excludes_types(part: &Map<String, Value>, types: &[&str]) -> bool {
    let is_one = |kind: &Value| kind.as_str().is_some_and(|kind| types.contains(&kind));
    match part.get("type") {
        Some(Value::Array(list)) => !list.iter().any(is_one),
        Some(kind) => !is_one(kind),
        None => false,
    }
}

/// Returns all values of a schema, if there are few.
fn listed(part: &Map<String, Value>) -> Option<Vec<Value>> {
    if let Some(Value::Array(values)) = part.get("enum") {
        return Some(values.clone());
    }
    if let Some(constant) = part.get("const") {
        return Some(vec![constant.clone()]);
    }
    match (part.get("type")?.as_str()?, part.get("pattern")) {
        ("string", Some(Value::String(pattern))) => {
            Some(vec![json!(patterns::only_match(pattern)?)])
        }
        ("integer", _) => integers(part),
        _ => None,
    }
}

fn integers(part: &Map<String, Value>) -> Option<Vec<Value>> {
    let least = part.get("minimum")?.as_i64()?;
    let most = part.get("maximum")?.as_i64()?;
    if most.checked_sub(least)? >= MOST_LISTED {
        return None;
    }
    Some((least..=most).map(Value::from).collect())
}

/// Returns whether all strings, arrays or objects are within these limits.
fn is_counted_within(parts: &[&Map<String, Value>], limits: &[Value]) -> bool {
    limits
        .iter()
        .filter_map(Value::as_object)
        .flatten()
        .all(|(key, limit): (&String, &Value)| match limit.as_u64() {
            Some(limit) if key.starts_with("min") => {
                parts.iter().any(|part| least(part, key) >= limit)
            }
            Some(limit) if key.starts_with("max") => parts
                .iter()
                .filter_map(|part| most(part, key))
                .any(|it| it <= limit),
            _ => false,
        })
}

/// Returns the least count that a schema guarantees, by this keyword or by others.
fn least(part: &Map<String, Value>, keyword: &str) -> u64 {
    let own = part
        .get(keyword)
        .and_then(Value::as_u64)
        .unwrap_or_default();
    own.max(match keyword {
        "minLength" if part.get("type").is_some_and(|ty| ty == "string") => {
            let pattern = part
                .get("pattern")
                .and_then(Value::as_str)
                .map_or(0, patterns::least_length);
            pattern.max(lengths(part).map_or(0, |(least, _)| least))
        }
        "minProperties" => part
            .get("required")
            .and_then(Value::as_array)
            .map_or(0, |names| names.len() as u64),
        _ => 0,
    })
}

/// Returns the greatest count that a schema guarantees.
fn most(part: &Map<String, Value>, keyword: &str) -> Option<u64> {
    let own = part.get(keyword).and_then(Value::as_u64);
    let is_closed = |key: &str| part.get(key) == Some(&Value::Bool(false));
    let items = || {
        part.get("prefixItems")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
    };
    let other = match keyword {
        "maxLength" => lengths(part).and_then(|(_, most)| most),
        "maxProperties"
            if (is_closed("additionalProperties") && !part.contains_key("patternProperties")) =>
        {
            Some(
                part.get("properties")
                    .and_then(Value::as_object)
                    .map_or(0, Map::len) as u64,
            )
        }
        "maxItems" if is_closed("items") => Some(items() as u64),
        _ => None,
    };
    own.into_iter().chain(other).min()
}

fn lengths(part: &Map<String, Value>) -> Option<(u64, Option<u64>)> {
    formats::format_lengths(part.get("format")?.as_str()?)
}

/// Returns whether `bad` refuses no value of each type of `good`, or of one of its `allOf`.
pub(super) fn is_covered(good: &Value, bad: &Value) -> bool {
    let open: Vec<&str> = members(bad, bad)
        .into_iter()
        .filter(|other| {
            other
                .keys()
                .all(|key| ["type", "$defs"].contains(&key.as_str()))
        })
        .flat_map(types)
        .collect();
    let are_accepted = |members: Vec<&Map<String, Value>>| {
        !members.is_empty()
            && members.into_iter().map(types).all(|types: Vec<&str>| {
                !types.is_empty()
                    && types.into_iter().all(|kind: &str| {
                        open.contains(&kind) || kind == "integer" && open.contains(&"number")
                    })
            })
    };
    let together = good
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    std::iter::once(good)
        .chain(together)
        .any(|part| are_accepted(members(good, part)))
}

/// Returns the types that values of a schema may have.
fn types(schema: &Map<String, Value>) -> Vec<&str> {
    const ALL: [&str; 6] = ["array", "boolean", "null", "number", "object", "string"];
    match schema.get("type") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        Some(one) => one.as_str().into_iter().collect(),
        None => ALL.to_vec(),
    }
}

fn members<'v>(root: &'v Value, schema: &'v Value) -> Vec<&'v Map<String, Value>> {
    let (mut found, mut waiting, mut seen) = (Vec::new(), vec![schema], HashSet::new());
    while let Some(schema) = waiting.pop() {
        let Some(object) = follow_local_references(root, schema).as_object() else {
            continue;
        };
        let is_union = object
            .keys()
            .all(|key| ["anyOf", "$defs"].contains(&key.as_str()));
        match object.get("anyOf") {
            Some(Value::Array(list)) if is_union => {
                if seen.insert(std::ptr::from_ref(object)) {
                    waiting.extend(list);
                }
            }
            _ => found.push(object),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_members_cover_narrower_ones() {
        let of = |constants: &[&str]| json!({ "anyOf": [{ "type": "string", "enum": constants }, { "type": "string" }] });
        let number = json!({ "anyOf": [{ "type": "string" }, { "type": "number" }] });
        for (good, bad, expected) in [
            (of(&["a", "b"]), of(&["a"]), true),
            (of(&["a", "b"]), json!({ "type": "string" }), true),
            (
                of(&["a", "b"]),
                json!({ "type": "string", "maxLength": 1 }),
                false,
            ),
            (number.clone(), of(&["a"]), false),
            (of(&["a"]), number.clone(), true),
            (
                json!({ "anyOf": [{ "type": "integer" }, { "type": "number" }] }),
                json!({ "type": "number" }),
                true,
            ),
            (
                json!({ "type": "number" }),
                json!({ "type": "integer" }),
                false,
            ),
            (
                json!({}),
                json!({ "type": ["null", "boolean", "object", "array", "number", "string"] }),
                true,
            ),
            (json!({}), number.clone(), false),
            (
                of(&["a"]),
                json!({ "anyOf": [{ "$ref": "#/$defs/A" }], "$defs": { "A": number } }),
                true,
            ),
            (
                json!({ "allOf": [{ "enum": ["a"], "type": "string" }, of(&["a", "b"])] }),
                number,
                true,
            ),
        ] {
            assert_eq!(is_covered(&good, &bad), expected, "{good} {bad}");
        }
    }

    #[test]
    fn limits_are_redundant_if_others_imply_them() {
        let object = |more: Value| {
            let mut object = json!({ "type": "object", "properties": { "x": true, "y": true }, "required": ["x"] });
            object
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            object
        };
        let counts: &[&str] = &["minProperties", "maxProperties"];
        let lengths: &[&str] = &["minLength", "maxLength"];
        for (good, bad, keywords, expected) in [
            (
                object(json!({})),
                object(json!({ "minProperties": 1 })),
                counts,
                LimitOutcome::Redundant,
            ),
            (
                object(json!({})),
                object(json!({ "minProperties": 2 })),
                counts,
                LimitOutcome::Tried,
            ),
            (
                object(json!({ "additionalProperties": false })),
                object(json!({ "maxProperties": 2 })),
                counts,
                LimitOutcome::Redundant,
            ),
            (
                object(json!({ "additionalProperties": false })),
                object(json!({ "maxProperties": 1 })),
                counts,
                LimitOutcome::Tried,
            ),
            (
                json!({ "type": "string", "format": "uuid" }),
                json!({ "maxLength": 36 }),
                lengths,
                LimitOutcome::Redundant,
            ),
            (
                json!({ "type": "string", "format": "uuid" }),
                json!({ "maxLength": 35 }),
                lengths,
                LimitOutcome::Tried,
            ),
            (
                json!({ "type": "string", "pattern": "a.+" }),
                json!({ "minLength": 2 }),
                lengths,
                LimitOutcome::Redundant,
            ),
            (
                json!({ "type": "string", "maxLength": 5000 }),
                json!({ "maxLength": 4000 }),
                lengths,
                LimitOutcome::TooLong,
            ),
            (
                json!({ "type": "boolean" }),
                json!({ "type": "boolean", "minimum": 3 }),
                &["minimum"],
                LimitOutcome::Redundant,
            ),
            (
                json!({ "type": "integer" }),
                json!({ "minimum": 3 }),
                &["minimum"],
                LimitOutcome::Unreached,
            ),
            (
                json!({ "type": "integer", "minimum": 4, "maximum": 6 }),
                json!({ "multipleOf": 5 }),
                &["multipleOf"],
                LimitOutcome::Unreached,
            ),
            (
                json!({ "type": "integer", "minimum": 5, "maximum": 5 }),
                json!({ "multipleOf": 5 }),
                &["multipleOf"],
                LimitOutcome::Redundant,
            ),
            (
                json!({ "type": "string", "pattern": "^abc$" }),
                json!({ "const": "abc" }),
                &["const"],
                LimitOutcome::Redundant,
            ),
            (
                json!({ "type": "string", "pattern": "^abc" }),
                json!({ "const": "abc" }),
                &["const"],
                LimitOutcome::Unreached,
            ),
            (
                json!({ "enum": ["a", "b"] }),
                json!({ "maxLength": 1 }),
                lengths,
                LimitOutcome::Redundant,
            ),
            (
                json!({ "anyOf": [{ "enum": ["a"] }] }),
                json!({ "maxLength": 1 }),
                lengths,
                LimitOutcome::Unreached,
            ),
        ] {
            assert_eq!(
                reach(&good, &bad, keywords, &Work::of(10_000)),
                expected,
                "{good} {bad}"
            );
        }
    }
}
