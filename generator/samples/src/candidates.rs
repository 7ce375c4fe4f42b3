//! Candidates for witnesses: small values of a schema, and values at the boundaries of the other
//! schema.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::boundaries::Boundaries;
use super::{Work, formats, matching, pattern_strings};
use description::keywords::UNION_KEYWORDS;
use description::{BundledSchemas, required_names, string_field, type_names};

/// The maximum number of values of an outermost schema.
const MAX_VALUES: usize = 256;

/// Returns the maximum number of values to make at a depth. It is smaller for deeper values, where
/// few differences matter.
fn greatest_candidate_count(depth: usize) -> usize {
    match depth {
        0 => MAX_VALUES,
        1 => 64,
        2 => 16,
        _ => 4,
    }
}

/// The maximum number of digits of a number that is made for a length limit.
const MOST_DIGITS: u64 = 15;

/// The maximum number of schemas to visit for a witness, since schemas may be recursive.
const BUDGET: usize = 20_000;

/// Returns values with at most this number of levels that `good` may accept and `bad` may refuse,
/// the smallest first. Each value that is made costs a step.
pub fn witness_candidates(good: &Value, bad: &Value, levels: usize, work: &Work) -> Vec<Value> {
    let boundaries = Boundaries::of(good, bad);
    let near = if boundaries.patterns.is_empty() {
        Vec::new()
    } else {
        pattern_strings::strings_near_patterns(&boundaries.patterns)
    };
    let maker = Maker {
        bundled: BundledSchemas::of(good),
        boundaries,
        levels,
        values_by_schema: RefCell::default(),
        work,
    };
    let mut values = maker.values(good, 0).to_vec();
    let any = [
        json!(null),
        json!(""),
        json!("a"),
        json!(0),
        json!(0.5),
        json!(true),
        json!([]),
        json!({}),
        json!({ "x": 0 }),
    ];
    values.extend(any);
    values.extend(near.into_iter().map(Value::String));
    values.retain(|value| is_within_levels(value, levels));
    values.sort_by_cached_key(|value| {
        let text = value.to_string();
        (text.len(), text)
    });
    values.dedup();
    values
}

/// Returns whether a value has at most this many levels.
fn is_within_levels(value: &Value, levels: usize) -> bool {
    let fits = |value| {
        levels
            .checked_sub(1)
            .is_some_and(|levels| is_within_levels(value, levels))
    };
    match value {
        Value::Array(items) => items.iter().all(fits),
        Value::Object(properties) => properties.values().all(fits),
        _ => true,
    }
}

/// A schema, by its address, and a depth.
type MemoKey = (*const Value, usize);

struct Maker<'v> {
    bundled: BundledSchemas<'v>,
    boundaries: Boundaries<'v>,
    /// The maximum depth of values.
    levels: usize,
    /// The values of each schema at each depth.
    values_by_schema: RefCell<HashMap<MemoKey, Rc<[Value]>>>,
    work: &'v Work,
}

/// The objects of a schema from which others are made.
struct SampleObjects {
    /// Has the required properties.
    least: Map<String, Value>,
    /// Has all properties that the schema names.
    complete: Map<String, Value>,
}

impl Maker<'_> {
    /// Returns the plainest value of a schema.
    fn plainest_value(&self, schema: &Value, depth: usize) -> Option<Value> {
        self.values(schema, depth).first().cloned()
    }

    /// Returns the values of a schema, which are made once for each depth.
    fn values(&self, schema: &Value, depth: usize) -> Rc<[Value]> {
        let schema = self.bundled.followed(schema);
        let place = (std::ptr::from_ref(schema), depth);
        if let Some(values) = self.values_by_schema.borrow().get(&place) {
            return Rc::clone(values);
        }
        if depth > self.levels || self.values_by_schema.borrow().len() >= BUDGET {
            return Rc::default();
        }
        // While its values are made, a schema has none, so that the recursion ends if the schema is
        // a member of itself.
        self.values_by_schema
            .borrow_mut()
            .insert(place, Rc::default());
        let made: Rc<[Value]> = if self.work.is_used_up() {
            Rc::default()
        } else {
            self.make_values(schema, depth).into()
        };
        self.work.spend(made.len());
        self.values_by_schema
            .borrow_mut()
            .insert(place, Rc::clone(&made));
        made
    }

    /// Makes the values of a schema.
    fn make_values(&self, schema: &Value, depth: usize) -> Vec<Value> {
        let Value::Object(object) = schema else {
            return vec![json!(0), json!("a")];
        };
        let mut values: Vec<Value> = Vec::new();
        values.extend(object.get("const").cloned());
        if let Some(Value::Array(constants)) = object.get("enum") {
            values.extend(constants.iter().cloned());
        }
        if !values.is_empty() {
            return values;
        }
        for key in UNION_KEYWORDS.into_iter().rev() {
            let members = object
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            values.extend(members.flat_map(|member| self.values(member, depth).to_vec()));
        }
        for ty in candidate_types(object) {
            values.extend(self.of_type(ty, object, depth));
            values.extend(
                self.boundaries
                    .constants
                    .iter()
                    .filter(|constant| has_type(constant, ty))
                    .cloned(),
            );
        }
        if let Some(Value::Array(parts)) = object.get("allOf") {
            values = self.merge_values(parts, values, depth);
            if object.contains_key("type") {
                let types = candidate_types(object);
                values.retain(|value| types.iter().any(|ty| has_type(value, ty)));
            }
        }
        if let Some(condition) = object.get("if") {
            let met = [Some(condition), object.get("then")].into_iter().flatten();
            let merged = self.merge_values(met, values.clone(), depth);
            values.extend(merged.into_iter().filter(Value::is_object));
        }
        values.truncate(greatest_candidate_count(depth));
        // A merged value may have too many properties, for example if one part is a union and
        // another part is a member of it. So the unmerged values of each part are added.
        if depth == 0
            && let Some(Value::Array(parts)) = object.get("allOf")
        {
            values.extend(
                parts
                    .iter()
                    .flat_map(|part| self.values(part, depth).to_vec()),
            );
        }
        values
    }

    /// Returns values of one type. The first one is plain, and satisfies the schema's own keywords.
    fn of_type(&self, ty: &str, object: &Map<String, Value>, depth: usize) -> Vec<Value> {
        match ty {
            "null" => vec![json!(null)],
            "boolean" => vec![json!(false), json!(true)],
            "integer" => self.numbers(object).map(integral_number_value).collect(),
            "number" => self
                .numbers(object)
                .map(integral_number_value)
                .chain([json!(0.5)])
                .collect(),
            "string" => self.strings(object),
            "array" => self.arrays(object, depth),
            _ => self.objects(object, depth),
        }
    }

    fn numbers<'m>(&'m self, object: &'m Map<String, Value>) -> impl Iterator<Item = f64> + 'm {
        // In a parameter, a number is sent as a string, so a limit on the length limits the number
        // of digits.
        let long = self
            .boundaries
            .lengths
            .iter()
            .filter(|length| **length < MOST_DIGITS);
        let long = long.filter_map(|length| Some(10_f64.powi(i32::try_from(*length).ok()?)));
        self.boundaries
            .numbers
            .iter()
            .copied()
            .chain(long)
            .filter(move |number| {
                limits_of_schema(object)
                    .all(|(keyword, limit)| is_number_within(*number, keyword, limit))
            })
    }

    fn strings(&self, object: &Map<String, Value>) -> Vec<Value> {
        let of_pattern = string_field(object, "pattern")
            .into_iter()
            .flat_map(|pattern| matching::strings_matching_pattern(pattern).take(8));
        let of_format = string_field(object, "format")
            .map_or(&[][..], formats::shortest_format_strings)
            .iter()
            .map(|string| (*string).to_owned());
        let mut strings: Vec<String> = of_pattern.chain(of_format).collect();
        let longer = strings.iter().flat_map(|text| {
            self.lengths()
                .flat_map(|length| pattern_strings::lengthen_string(text, length))
        });
        let longer: Vec<String> = longer.collect();
        strings.extend(self.lengths().map(|length| "a".repeat(length)));
        // Many patterns accept only one of two strings of the same length.
        if !self.boundaries.patterns.is_empty() {
            strings.extend(self.lengths().map(|length| "z".repeat(length)));
        }
        strings.push("-".to_owned());
        strings.extend(longer);
        strings
            .into_iter()
            .filter(|text| is_count_within(object, text.chars().count(), &LENGTH_KEYWORDS))
            .map(Value::String)
            .collect()
    }

    /// Returns the lengths at the limits of both schemas.
    fn lengths(&self) -> impl Iterator<Item = usize> {
        self.boundaries
            .lengths
            .iter()
            .filter_map(|length| usize::try_from(*length).ok())
    }

    fn arrays(&self, object: &Map<String, Value>, depth: usize) -> Vec<Value> {
        let mut items = object.get("items").map_or_else(
            || vec![json!(0)],
            |schema| self.values(schema, depth + 1).to_vec(),
        );
        items.extend(
            object
                .get("contains")
                .into_iter()
                .flat_map(|schema| self.values(schema, depth + 1).to_vec()),
        );
        if let Some(Value::Array(first)) = object.get("prefixItems") {
            let mut tuples = self.tuples(first, &items, depth);
            tuples.retain(|tuple| is_count_within(object, tuple.len(), &ITEMS_KEYWORDS));
            return tuples.into_iter().map(Value::Array).collect();
        }
        let mut arrays = vec![Vec::new()];
        arrays.extend(
            items
                .iter()
                .take(greatest_candidate_count(depth))
                .map(|item| vec![item.clone()]),
        );
        let contained = object
            .get("contains")
            .map_or_else(Rc::default, |contained| self.values(contained, depth + 1));
        arrays.extend(
            contained
                .iter()
                .take(greatest_candidate_count(depth))
                .map(|item| vec![item.clone()]),
        );
        for length in self.lengths() {
            arrays.push(
                items
                    .iter()
                    .cycle()
                    .take(if items.is_empty() { 0 } else { length })
                    .cloned()
                    .collect(),
            );
            arrays.push(
                items
                    .first()
                    .map_or_else(Vec::new, |item| vec![item.clone(); length]),
            );
            if object.get("uniqueItems") == Some(&Value::Bool(true)) {
                arrays.push(
                    distinct_values(items.iter().cloned())
                        .take(length)
                        .collect(),
                );
                arrays.push(
                    distinct_values(items.first().into_iter().flat_map(others_like))
                        .take(length)
                        .collect(),
                );
            }
        }
        arrays
            .into_iter()
            .filter(|list| is_count_within(object, list.len(), &ITEMS_KEYWORDS))
            .map(Value::Array)
            .collect()
    }

    /// Returns arrays of each length, and arrays of only the first items (`prefixItems`), one of
    /// which has another value.
    fn tuples(&self, first: &[Value], following: &[Value], depth: usize) -> Vec<Vec<Value>> {
        let values: Vec<Rc<[Value]>> = first
            .iter()
            .map(|schema| self.values(schema, depth + 1))
            .collect();
        let Some(plain) = values
            .iter()
            .map(|values| values.first().cloned())
            .collect::<Option<Vec<Value>>>()
        else {
            return vec![Vec::new()];
        };
        let longest = self.lengths().max().unwrap_or(0);
        let more = following
            .iter()
            .cycle()
            .take(if following.is_empty() { 0 } else { MAX_VALUES });
        let longest: Vec<Value> = plain
            .iter()
            .chain(more)
            .take(longest.max(plain.len() + 1))
            .cloned()
            .collect();
        let mut arrays: Vec<Vec<Value>> = (0..=longest.len())
            .map(|length| longest.iter().take(length).cloned().collect())
            .collect();
        for (index, values) in values.into_iter().enumerate() {
            for value in values.iter().take(greatest_candidate_count(depth)) {
                let before = plain.iter().take(index);
                let after = plain.iter().skip(index + 1);
                arrays.push(before.chain([value]).chain(after).cloned().collect());
            }
        }
        arrays
    }

    /// Returns the smallest object and the one with all properties, and variants of them with other
    /// properties or other values.
    fn objects(&self, object: &Map<String, Value>, depth: usize) -> Vec<Value> {
        let empty = Map::new();
        let properties = object
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let samples = self.sample_objects(object, properties, depth);
        let SampleObjects { least, complete } = &samples;
        let others = ["additionalProperties", "unevaluatedProperties"];
        let more = others
            .iter()
            .find_map(|key| object.get(*key).filter(|more| more.is_object()));
        let whole = [least, complete].map(|object| Value::Object(object.clone()));
        // Objects with all properties but one, since a property may require another one.
        let absent = properties
            .keys()
            .filter(|name| depth == 0 && !least.contains_key(*name));
        let rests = absent.map(|name| {
            let others = complete.iter().filter(|(other, _)| *other != name);
            others
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        });
        let counted = self.objects_with_counts(least, more, depth);
        let others = self.objects_with_other_names(&samples, properties, more, depth);
        let values: Vec<_> = properties
            .iter()
            .map(|(name, schema)| (name, self.values(schema, depth + 1)))
            .collect();
        // Objects with one changed property: first those with the first value of each property,
        // then those with the second, and so on.
        let changed = (0..greatest_candidate_count(depth)).flat_map(|at| {
            values.iter().filter_map(move |(name, values)| {
                Some(with_property_value(least, name, values.get(at)?))
            })
        });
        whole
            .into_iter()
            .chain(counted)
            .chain(rests)
            .chain(others)
            .chain(changed)
            .take(greatest_candidate_count(depth))
            .collect()
    }

    /// Returns the objects of a schema from which others are made.
    fn sample_objects(
        &self,
        object: &Map<String, Value>,
        properties: &Map<String, Value>,
        depth: usize,
    ) -> SampleObjects {
        let mut least = Map::new();
        for name in required_names(object) {
            let value = properties
                .get(name)
                .and_then(|schema| self.plainest_value(schema, depth + 1));
            least.insert(name.to_owned(), value.unwrap_or(json!(0)));
        }
        let mut complete = least.clone();
        // A value with more levels than wanted would make the whole object useless.
        let levels = self.levels.saturating_sub(depth + 1);
        for (name, schema) in properties
            .iter()
            .filter(|(name, _)| !least.contains_key(*name))
        {
            let value = self.plainest_value(schema, depth + 1);
            let value = value.filter(|value| is_within_levels(value, levels));
            complete.extend(value.map(|value| (name.clone(), value)));
        }
        SampleObjects { least, complete }
    }

    /// Returns objects with a property that the schema does not name.
    fn objects_with_other_names(
        &self,
        samples: &SampleObjects,
        properties: &Map<String, Value>,
        more: Option<&Value>,
        depth: usize,
    ) -> Vec<Value> {
        let values = more.map_or_else(
            || [json!(0), json!("a")].into(),
            |more| self.values(more, depth + 1),
        );
        let names = self
            .boundaries
            .names
            .iter()
            .filter(|name| !properties.contains_key(*name))
            .take(greatest_candidate_count(depth) / 4);
        let objects = names.flat_map(|name| {
            let plain = values
                .first()
                .map(|value| with_property_value(&samples.complete, name, value));
            values
                .iter()
                .map(move |value| with_property_value(&samples.least, name, value))
                .chain(plain)
        });
        objects.take(greatest_candidate_count(depth) / 2).collect()
    }

    /// Returns objects whose number of properties is at a limit, or differs from it by one.
    fn objects_with_counts(
        &self,
        least: &Map<String, Value>,
        more: Option<&Value>,
        depth: usize,
    ) -> Vec<Value> {
        let value = more
            .and_then(|more| self.plainest_value(more, depth + 1))
            .unwrap_or(json!(0));
        let counts = self
            .lengths()
            .filter(|count| depth < 2 && (least.len() + 1..MAX_VALUES).contains(count));
        counts
            .map(|count| {
                let names = (least.len()..count).map(|at| (format!("x{at}"), value.clone()));
                Value::Object(least.clone().into_iter().chain(names).collect())
            })
            .collect()
    }

    /// Returns values that all parts may accept: merged objects, then the values of each part.
    fn merge_values<'p>(
        &self,
        parts: impl IntoIterator<Item = &'p Value>,
        own: Vec<Value>,
        depth: usize,
    ) -> Vec<Value> {
        let mut values = own;
        for part in parts {
            let more = self.values(part, depth);
            let pairs = values.iter().flat_map(|value| {
                more.iter()
                    .filter_map(move |other| merge_value_objects(value, other))
            });
            let mut merged: Vec<Value> = pairs.take(MAX_VALUES * 4).collect();
            let alone: Vec<Value> = values
                .iter()
                .chain(more.iter())
                .filter(|value| merged.is_empty() || !value.is_object())
                .cloned()
                .collect();
            merged.extend(alone);
            self.work.spend(merged.len());
            values = merged;
        }
        values
    }
}

/// Returns an object with one property added, or with another value for it.
fn with_property_value(object: &Map<String, Value>, name: &str, value: &Value) -> Value {
    let mut object = object.clone();
    object.insert(name.to_owned(), value.clone());
    Value::Object(object)
}

fn distinct_values(values: impl Iterator<Item = Value>) -> impl Iterator<Item = Value> {
    let mut seen = HashSet::new();
    values.filter(move |value| seen.insert(value.to_string()))
}

/// Returns a number or a string, and others of the same type.
fn others_like(value: &Value) -> impl Iterator<Item = Value> {
    let more = (0..MAX_VALUES).filter_map(move |at| match value {
        Value::Number(_) => Some(json!(at)),
        Value::String(_) => Some(json!(format!("a{at}"))),
        _ => None,
    });
    std::iter::once(value.clone()).chain(more)
}

/// Merges two objects.
fn merge_value_objects(base: &Value, added: &Value) -> Option<Value> {
    let members = base.as_object()?.iter();
    Some(Value::Object(
        members
            .chain(added.as_object()?)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    ))
}

/// Returns the keywords of a schema whose values are numbers, with these numbers.
fn limits_of_schema(object: &Map<String, Value>) -> impl Iterator<Item = (&str, f64)> {
    object
        .iter()
        .filter_map(|(keyword, limit)| Some((keyword.as_str(), limit.as_f64()?)))
}

/// Two keywords that limit a count.
struct CountKeywords {
    least: &'static str,
    most: &'static str,
}

const LENGTH_KEYWORDS: CountKeywords = CountKeywords {
    least: "minLength",
    most: "maxLength",
};

const ITEMS_KEYWORDS: CountKeywords = CountKeywords {
    least: "minItems",
    most: "maxItems",
};

fn is_count_within(object: &Map<String, Value>, count: usize, keywords: &CountKeywords) -> bool {
    let least = object.get(keywords.least).and_then(Value::as_f64);
    let most = object.get(keywords.most).and_then(Value::as_f64);
    least.is_none_or(|least| count as f64 >= least) && most.is_none_or(|most| count as f64 <= most)
}

fn is_number_within(number: f64, keyword: &str, limit: f64) -> bool {
    match keyword {
        "minimum" => number >= limit,
        "maximum" => number <= limit,
        "exclusiveMinimum" => number > limit,
        "exclusiveMaximum" => number < limit,
        _ => true,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "witnesses need no boundaries beyond 64 bits"
)]
fn integral_number_value(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

/// Returns whether a value has this type.
fn has_type(value: &Value, ty: &str) -> bool {
    match value {
        Value::Null => ty == "null",
        Value::Bool(_) => ty == "boolean",
        Value::Number(number) => ty == "number" || ty == "integer" && !number.is_f64(),
        Value::String(_) => ty == "string",
        Value::Array(_) => ty == "array",
        Value::Object(_) => ty == "object",
    }
}

/// Returns the types that values may have.
fn candidate_types(object: &Map<String, Value>) -> Vec<&str> {
    if object.contains_key("type") {
        type_names(object).collect()
    } else if has_any_key(object, &["properties", "required"]) {
        vec!["object"]
    } else if has_any_key(object, &["items", "prefixItems"]) {
        vec!["array"]
    } else if has_any_key(object, &["anyOf", "oneOf", "allOf"]) {
        Vec::new()
    } else {
        vec!["null", "integer", "string", "array", "object"]
    }
}

fn has_any_key(object: &Map<String, Value>, keys: &[&str]) -> bool {
    keys.iter().any(|key| object.contains_key(*key))
}
