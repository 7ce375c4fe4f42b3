//! Limits without effect, because other constraints of the schema already imply them.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::validators::Validator;
use crate::equivalence::TYPE_NAMES;
use crate::{formats, patterns};
use description::keywords::{LimitedValues, UNION_KEYWORDS, limited_values};
use description::{BundledSchemas, only_type_name, required_names, type_names};
use samples::boundaries::LONGEST;
use samples::{Work, witness_candidates};

/// What is known about values beyond a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitOutcome {
    /// No such values exist: other constraints exclude them.
    Redundant,
    /// Some values were tried, and all were refused for other reasons.
    Tried,
    /// The values are too long to try.
    TooLong,
    /// No value was tried.
    Unreached,
}

/// The maximum number of integers to list.
const MOST_LISTED: i64 = 1_000;

/// Returns whether all keywords limit the same values.
pub(super) fn are_limits(keywords: &[&str]) -> bool {
    values_limited_by(keywords).is_some()
}

/// Returns the kind of values that these keywords limit, if it is the same for all of them.
fn values_limited_by(keywords: &[&str]) -> Option<LimitedValues> {
    let (first, others) = keywords.split_first()?;
    let limited = limited_values(first)?;
    for other in others {
        if limited_values(other)? != limited {
            return None;
        }
    }
    Some(limited)
}

fn limited_types(limited: LimitedValues) -> &'static [&'static str] {
    match limited {
        LimitedValues::Strings => &["string"],
        LimitedValues::Arrays => &["array"],
        LimitedValues::Objects => &["object"],
        LimitedValues::Numbers => &["integer", "number"],
        LimitedValues::All => &TYPE_NAMES,
    }
}

/// Returns what is known about values that `good` accepts, but that exceed the limits that these
/// keywords set in `bad`.
pub(super) fn limit_outcome(
    good: &Value,
    bad: &Value,
    keywords: &[&str],
    work: &Work,
) -> LimitOutcome {
    let (Some(limited), Some(good_parts), Some(bad_parts)) = (
        values_limited_by(keywords),
        schema_parts(good),
        schema_parts(bad),
    ) else {
        return LimitOutcome::Unreached;
    };
    let limits = only_keywords(&bad_parts, keywords);
    if limits.is_empty() {
        return LimitOutcome::Unreached;
    }
    let Some(limit) = validator_of_all(&limits, work) else {
        return LimitOutcome::Unreached;
    };
    let types = limited_types(limited);
    let is_other_type = [&good_parts, &bad_parts]
        .iter()
        .all(|parts| parts.iter().any(|part| excludes_types(part, types)));
    // For strings, arrays and objects, it is easy to make values on both sides of a limit.
    let is_size = !matches!(limited, LimitedValues::Numbers | LimitedValues::All);
    let is_listed = good_parts
        .iter()
        .filter_map(|part| all_values(part))
        .any(|values| are_all_accepted(&limit, &values));
    let is_within = is_size && are_counts_within(&good_parts, &limits);
    if is_other_type || is_listed || is_within {
        return LimitOutcome::Redundant;
    }
    if !is_size {
        return LimitOutcome::Unreached;
    }
    let good_limit = validator_of_all(&only_keywords(&good_parts, keywords), work);
    for value in witness_candidates(good, bad, 1, work) {
        if let Some(good_limit) = &good_limit
            && good_limit.accepts(&value) == Some(true)
            && limit.accepts(&value) == Some(false)
        {
            return LimitOutcome::Tried;
        }
    }
    let mut counts = limits
        .iter()
        .filter_map(Value::as_object)
        .flat_map(Map::values)
        .filter_map(Value::as_u64);
    if counts.any(|count| count > LONGEST) {
        LimitOutcome::TooLong
    } else {
        LimitOutcome::Unreached
    }
}

fn are_all_accepted(validator: &Validator, values: &[Value]) -> bool {
    values
        .iter()
        .all(|value| validator.accepts(value) == Some(true))
}

/// Returns the parts of a schema that all its values satisfy; `None` if other keywords may limit
/// them.
fn schema_parts(schema: &Value) -> Option<Vec<&Map<String, Value>>> {
    let mut parts = Vec::new();
    for applied in BundledSchemas::of(schema).applied(schema) {
        let part = applied.as_object()?;
        // Values need not satisfy all schemas in these keywords; `then` and `else` have no effect
        // without `if`.
        let mut conditional = UNION_KEYWORDS.into_iter().chain(["not", "if"]);
        if conditional.any(|key| part.contains_key(key)) {
            return None;
        }
        parts.push(part);
    }
    Some(parts)
}

/// Returns the schemas reduced to these keywords, without the schemas that have none of them.
fn only_keywords(parts: &[&Map<String, Value>], keywords: &[&str]) -> Vec<Value> {
    let mut parts_with_keywords = Vec::new();
    for part in parts {
        let mut own = Map::new();
        for key in keywords {
            if let Some(value) = part.get(*key) {
                own.insert((*key).to_owned(), value.clone());
            }
        }
        if !own.is_empty() {
            parts_with_keywords.push(Value::Object(own));
        }
    }
    parts_with_keywords
}

/// Returns a validator of values that satisfy all these schemas.
fn validator_of_all(schemas: &[Value], work: &Work) -> Option<Validator> {
    let schema = if schemas.is_empty() {
        json!(true)
    } else {
        json!({ "allOf": schemas })
    };
    Validator::of(&schema, work)
}

/// Returns whether a schema has a `type` that allows none of these types.
fn excludes_types(part: &Map<String, Value>, types: &[&str]) -> bool {
    part.contains_key("type")
        && !allowed_types(part)
            .iter()
            .any(|allowed| types.contains(allowed))
}

/// Returns all values of a schema, if there are few.
fn all_values(part: &Map<String, Value>) -> Option<Vec<Value>> {
    if let Some(Value::Array(values)) = part.get("enum") {
        return Some(values.clone());
    }
    if let Some(constant) = part.get("const") {
        return Some(vec![constant.clone()]);
    }
    match (only_type_name(part)?, part.get("pattern")) {
        ("string", Some(Value::String(pattern))) => {
            Some(vec![json!(patterns::only_match(pattern)?)])
        }
        ("integer", _) => integers_in_range(part),
        _ => None,
    }
}

fn integers_in_range(part: &Map<String, Value>) -> Option<Vec<Value>> {
    let least = part.get("minimum")?.as_i64()?;
    let most = part.get("maximum")?.as_i64()?;
    if most.checked_sub(least)? >= MOST_LISTED {
        return None;
    }
    Some((least..=most).map(Value::from).collect())
}

/// Returns whether all lengths of strings, or numbers of items or properties, that these parts
/// allow are within the limits.
fn are_counts_within(parts: &[&Map<String, Value>], limits: &[Value]) -> bool {
    limits
        .iter()
        .filter_map(Value::as_object)
        .flatten()
        .all(|(key, limit)| match (key.as_str(), limit.as_u64()) {
            ("minItems" | "minLength" | "minProperties", Some(limit)) => {
                parts.iter().any(|part| least_count(part, key) >= limit)
            }
            ("maxItems" | "maxLength" | "maxProperties", Some(limit)) => parts
                .iter()
                .filter_map(|part| greatest_count(part, key))
                .any(|count| count <= limit),
            _ => false,
        })
}

/// Returns the minimum count that a schema guarantees, by this keyword or by others.
fn least_count(part: &Map<String, Value>, keyword: &str) -> u64 {
    let own = part
        .get(keyword)
        .and_then(Value::as_u64)
        .unwrap_or_default();
    own.max(match keyword {
        "minLength" if only_type_name(part) == Some("string") => {
            let pattern = part
                .get("pattern")
                .and_then(Value::as_str)
                .map_or(0, patterns::least_length);
            pattern.max(lengths_of_format(part).map_or(0, |(least, _)| least))
        }
        "minProperties" => required_names(part).count() as u64,
        _ => 0,
    })
}

/// Returns the maximum count that a schema guarantees, by this keyword or by others.
fn greatest_count(part: &Map<String, Value>, keyword: &str) -> Option<u64> {
    let own = part.get(keyword).and_then(Value::as_u64);
    let other = match keyword {
        "maxLength" => lengths_of_format(part).and_then(|(_, most)| most),
        "maxProperties"
            if is_false(part, "additionalProperties")
                && !part.contains_key("patternProperties") =>
        {
            let properties = part.get("properties").and_then(Value::as_object);
            Some(properties.map_or(0, Map::len) as u64)
        }
        "maxItems" if is_false(part, "items") => {
            let items = part.get("prefixItems").and_then(Value::as_array);
            Some(items.map_or(0, Vec::len) as u64)
        }
        _ => None,
    };
    own.into_iter().chain(other).min()
}

fn is_false(part: &Map<String, Value>, key: &str) -> bool {
    part.get(key) == Some(&Value::Bool(false))
}

/// Returns the minimum and maximum length of strings that have the format of a schema.
fn lengths_of_format(part: &Map<String, Value>) -> Option<(u64, Option<u64>)> {
    formats::format_lengths(part.get("format")?.as_str()?)
}

/// Returns whether one of the schemas that apply in `good` allows only types of which `bad` accepts
/// every value.
pub(super) fn accepts_allowed_types(good: &Value, bad: &Value) -> bool {
    let accepted: Vec<&str> = union_members(BundledSchemas::of(bad), bad)
        .into_iter()
        .filter(|member| has_only_keys(member, ["type", "$defs"]))
        .flat_map(allowed_types)
        .collect();
    let bundled = BundledSchemas::of(good);
    let mut parts = bundled.applied(good).into_iter();
    parts.any(|part| allow_only_types(&union_members(bundled, part), &accepted))
}

/// Returns whether there are members, and each allows only these types.
fn allow_only_types(members: &[&Map<String, Value>], types: &[&str]) -> bool {
    !members.is_empty()
        && members.iter().all(|member| {
            let allowed = allowed_types(member);
            !allowed.is_empty()
                && allowed.iter().all(|kind| {
                    types.contains(kind) || *kind == "integer" && types.contains(&"number")
                })
        })
}

fn has_only_keys(schema: &Map<String, Value>, keys: [&str; 2]) -> bool {
    schema.keys().all(|key| keys.contains(&key.as_str()))
}

/// Returns the types that values of a schema may have.
fn allowed_types(schema: &Map<String, Value>) -> Vec<&str> {
    if schema.contains_key("type") {
        return type_names(schema).collect();
    }
    // Integers are included in numbers.
    TYPE_NAMES
        .into_iter()
        .filter(|name| *name != "integer")
        .collect()
}

/// Returns the members of a union, including the members of nested unions, or the schema itself if
/// it is not a union.
fn union_members<'v>(
    bundled: BundledSchemas<'v>,
    schema: &'v Value,
) -> Vec<&'v Map<String, Value>> {
    let mut members = Vec::new();
    let mut waiting = vec![schema];
    let mut seen = HashSet::new();
    while let Some(schema) = waiting.pop() {
        let Some(object) = bundled.followed(schema).as_object() else {
            continue;
        };
        let is_union = has_only_keys(object, ["anyOf", "$defs"]);
        match object.get("anyOf") {
            Some(Value::Array(list)) if is_union => {
                if seen.insert(std::ptr::from_ref(object)) {
                    waiting.extend(list);
                }
            }
            _ => members.push(object),
        }
    }
    members
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
            assert_eq!(accepts_allowed_types(&good, &bad), expected, "{good} {bad}");
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
                limit_outcome(&good, &bad, keywords, &Work::of(10_000)),
                expected,
                "{good} {bad}"
            );
        }
    }
}
