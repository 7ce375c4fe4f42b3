//! Candidates for witnesses: small values of a schema, and values at the boundaries of the other
//! schema.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::{HashMap, HashSet, HashSetExt};
use serde_json::{Map, Value, json};

use super::boundaries::Boundaries;
use super::shared_value::{SharedObject, SharedValue};
use super::{Work, formats, matching, pattern_strings};
use description::keywords::UNION_KEYWORDS;
use description::{BundledSchemas, required_names, string_field, type_names};

/// The maximum number of values of an outermost schema.
const MAX_VALUES: usize = 256;

/// Returns the maximum number of values to make at a depth, which is smaller for deeper values,
/// where few differences matter.
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
pub fn witness_candidates(
    good: &Value,
    bad: &Value,
    levels: usize,
    work: &Work,
) -> impl Iterator<Item = Value> + use<> {
    let boundaries = Boundaries::of(good, bad);
    let near = if boundaries.patterns.is_empty() {
        Vec::new()
    } else {
        pattern_strings::strings_near_patterns(&boundaries.patterns)
    };
    let maker = Maker::new(good, boundaries, levels, work);
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
    values.extend(any.map(SharedValue::from));
    values.extend(near.into_iter().map(shared_string));
    values.retain(|value| value.is_within_levels(levels));
    values.sort_by_key(SharedValue::text_length);
    values.into_iter().map(|value| value.to_value())
}

/// A schema, by its address, and a depth.
type MemoKey = (*const Value, usize);

struct Maker<'v> {
    bundled: BundledSchemas<'v>,
    boundaries: Boundaries<'v>,
    /// The constants of both schemas.
    constants: Vec<SharedValue>,
    /// Strings of each length at a limit of one of the schemas.
    repeated_strings: Vec<RepeatedString>,
    /// The maximum depth of values.
    levels: usize,
    /// The values of each schema at each depth.
    values_by_schema: RefCell<HashMap<MemoKey, Rc<[SharedValue]>>>,
    work: &'v Work,
}

/// A string of only one character.
struct RepeatedString {
    length: usize,
    value: SharedValue,
}

/// The objects of a schema from which others are made.
struct SampleObjects {
    /// Has the required properties.
    least: SharedObject,
    /// Has all properties that the schema names.
    complete: SharedObject,
}

impl<'v> Maker<'v> {
    fn new(good: &'v Value, boundaries: Boundaries<'v>, levels: usize, work: &'v Work) -> Self {
        // Many patterns accept only one of two strings of the same length.
        let characters: &[&str] = if boundaries.patterns.is_empty() {
            &["a"]
        } else {
            &["a", "z"]
        };
        let mut repeated_strings = Vec::new();
        for character in characters {
            for length in lengths_of(&boundaries) {
                repeated_strings.push(RepeatedString {
                    length,
                    value: shared_string(character.repeat(length)),
                });
            }
        }
        Self {
            bundled: BundledSchemas::of(good),
            constants: boundaries
                .constants
                .iter()
                .cloned()
                .map(SharedValue::from)
                .collect(),
            repeated_strings,
            boundaries,
            levels,
            values_by_schema: RefCell::default(),
            work,
        }
    }

    /// Returns the plainest value of a schema.
    fn plainest_value(&self, schema: &Value, depth: usize) -> Option<SharedValue> {
        self.values(schema, depth).first().cloned()
    }

    /// Returns the values of a schema, which are made once for each depth.
    fn values(&self, schema: &Value, depth: usize) -> Rc<[SharedValue]> {
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
        let made: Rc<[SharedValue]> = if self.work.is_used_up() {
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
    fn make_values(&self, schema: &Value, depth: usize) -> Vec<SharedValue> {
        let Value::Object(object) = schema else {
            return plain_values().to_vec();
        };
        let mut values: Vec<SharedValue> = Vec::new();
        values.extend(object.get("const").cloned().map(SharedValue::from));
        if let Some(Value::Array(constants)) = object.get("enum") {
            values.extend(constants.iter().cloned().map(SharedValue::from));
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
                self.constants
                    .iter()
                    .filter(|constant| constant.has_type(ty))
                    .cloned(),
            );
        }
        if let Some(Value::Array(parts)) = object.get("allOf") {
            values = self.merge_values(parts, values, depth);
            if object.contains_key("type") {
                let types = candidate_types(object);
                values.retain(|value| types.iter().any(|ty| value.has_type(ty)));
            }
        }
        if let Some(condition) = object.get("if") {
            let met = [Some(condition), object.get("then")].into_iter().flatten();
            let merged = self.merge_values(met, values.clone(), depth);
            values.extend(
                merged
                    .into_iter()
                    .filter(|value| value.as_object().is_some()),
            );
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
    fn of_type(&self, ty: &str, object: &Map<String, Value>, depth: usize) -> Vec<SharedValue> {
        match ty {
            "null" => vec![json!(null).into()],
            "boolean" => vec![json!(false).into(), json!(true).into()],
            "integer" => self.numbers(object).collect(),
            "number" => self.numbers(object).chain([json!(0.5).into()]).collect(),
            "string" => self.strings(object),
            "array" => self.arrays(object, depth),
            _ => self.objects(object, depth),
        }
    }

    fn numbers<'m>(
        &'m self,
        object: &'m Map<String, Value>,
    ) -> impl Iterator<Item = SharedValue> + 'm {
        // In a parameter, a number is sent as a string, so a limit on the length limits the number
        // of digits.
        let digit_counts = self.boundaries.lengths.iter();
        let long_numbers = digit_counts
            .filter(|count| **count < MOST_DIGITS)
            .filter_map(|count| Some(10_f64.powi(i32::try_from(*count).ok()?)));
        self.boundaries
            .numbers
            .iter()
            .copied()
            .chain(long_numbers)
            .filter(move |number| {
                limits_of_schema(object)
                    .all(|(keyword, limit)| is_number_within(*number, keyword, limit))
            })
            .map(|number| integral_number_value(number).into())
    }

    fn strings(&self, object: &Map<String, Value>) -> Vec<SharedValue> {
        let of_pattern = string_field(object, "pattern")
            .into_iter()
            .flat_map(|pattern| matching::strings_matching_pattern(pattern).take(8));
        let of_format = string_field(object, "format")
            .map_or(&[][..], formats::shortest_format_strings)
            .iter()
            .map(|string| (*string).to_owned());
        let special: Vec<String> = of_pattern.chain(of_format).collect();
        let longer = special.iter().flat_map(|text| {
            self.lengths()
                .flat_map(|length| pattern_strings::lengthen_string(text, length))
        });
        let last: Vec<String> = ["-".to_owned()].into_iter().chain(longer).collect();
        let fits = |length: usize| is_count_within(object, length, &LENGTH_KEYWORDS);
        let has_fitting_length = |text: &String| fits(text.chars().count());
        let repeated = self
            .repeated_strings
            .iter()
            .filter(|repeated| fits(repeated.length))
            .map(|repeated| repeated.value.clone());
        let special = special.into_iter().filter(has_fitting_length);
        let last = last.into_iter().filter(has_fitting_length);
        special
            .map(shared_string)
            .chain(repeated)
            .chain(last.map(shared_string))
            .collect()
    }

    /// Returns the lengths at the limits of both schemas.
    fn lengths(&self) -> impl Iterator<Item = usize> {
        lengths_of(&self.boundaries)
    }

    fn arrays(&self, object: &Map<String, Value>, depth: usize) -> Vec<SharedValue> {
        let mut items = object.get("items").map_or_else(
            || vec![json!(0).into()],
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
            return tuples.into_iter().map(SharedValue::array).collect();
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
            .map(SharedValue::array)
            .collect()
    }

    /// Returns arrays of each length, and arrays of only the first items (`prefixItems`), one of
    /// which has another value.
    fn tuples(
        &self,
        first: &[Value],
        following: &[SharedValue],
        depth: usize,
    ) -> Vec<Vec<SharedValue>> {
        let values: Vec<Rc<[SharedValue]>> = first
            .iter()
            .map(|schema| self.values(schema, depth + 1))
            .collect();
        let Some(plain) = values
            .iter()
            .map(|values| values.first().cloned())
            .collect::<Option<Vec<SharedValue>>>()
        else {
            return vec![Vec::new()];
        };
        let longest = self.lengths().max().unwrap_or(0);
        let more = following
            .iter()
            .cycle()
            .take(if following.is_empty() { 0 } else { MAX_VALUES });
        let longest: Vec<SharedValue> = plain
            .iter()
            .chain(more)
            .take(longest.max(plain.len() + 1))
            .cloned()
            .collect();
        let mut arrays: Vec<Vec<SharedValue>> = (0..=longest.len())
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
    fn objects(&self, object: &Map<String, Value>, depth: usize) -> Vec<SharedValue> {
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
        let whole = [least, complete].map(|object| SharedValue::object(object.clone()));
        // Objects with all properties but one, since a property may require another one.
        let absent = properties
            .keys()
            .filter(|name| depth == 0 && !least.contains_key(name.as_str()));
        let rests = absent.map(|name| {
            let others = complete
                .iter()
                .filter(|(other, _)| other.as_ref() != name.as_str());
            SharedValue::object(
                others
                    .map(|(name, value)| (Rc::clone(name), value.clone()))
                    .collect(),
            )
        });
        let counted = self.objects_with_counts(least, more, depth);
        let others = self.objects_with_other_names(&samples, properties, more, depth);
        let values: Vec<(Rc<str>, Rc<[SharedValue]>)> = properties
            .iter()
            .map(|(name, schema)| (name.as_str().into(), self.values(schema, depth + 1)))
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
        let mut least = SharedObject::new();
        for name in required_names(object) {
            let value = properties
                .get(name)
                .and_then(|schema| self.plainest_value(schema, depth + 1));
            least.insert(name.into(), value.unwrap_or_else(|| json!(0).into()));
        }
        let mut complete = least.clone();
        // A value with more levels than wanted would make the whole object useless.
        let levels = self.levels.saturating_sub(depth + 1);
        for (name, schema) in properties
            .iter()
            .filter(|(name, _)| !least.contains_key(name.as_str()))
        {
            let value = self
                .plainest_value(schema, depth + 1)
                .filter(|value| value.is_within_levels(levels));
            complete.extend(value.map(|value| (name.as_str().into(), value)));
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
    ) -> Vec<SharedValue> {
        let values = more.map_or_else(
            || plain_values().into(),
            |more| self.values(more, depth + 1),
        );
        let names = self
            .boundaries
            .names
            .iter()
            .filter(|name| !properties.contains_key(*name))
            .take(greatest_candidate_count(depth) / 4);
        let objects = names.flat_map(|name| {
            let name: Rc<str> = name.as_str().into();
            let plain = values
                .first()
                .map(|value| with_property_value(&samples.complete, &name, value));
            values
                .iter()
                .map(move |value| with_property_value(&samples.least, &name, value))
                .chain(plain)
        });
        objects.take(greatest_candidate_count(depth) / 2).collect()
    }

    /// Returns objects whose number of properties is at a limit, or differs from it by one.
    fn objects_with_counts(
        &self,
        least: &SharedObject,
        more: Option<&Value>,
        depth: usize,
    ) -> Vec<SharedValue> {
        let value = more
            .and_then(|more| self.plainest_value(more, depth + 1))
            .unwrap_or_else(|| json!(0).into());
        let counts = self
            .lengths()
            .filter(|count| depth < 2 && (least.len() + 1..MAX_VALUES).contains(count));
        counts
            .map(|count| {
                let names = (least.len()..count).map(|at| (format!("x{at}").into(), value.clone()));
                SharedValue::object(least.clone().into_iter().chain(names).collect())
            })
            .collect()
    }

    /// Returns values that all parts may accept: merged objects, then the values of each part. No
    /// more objects are merged than the schema has candidates.
    fn merge_values<'p>(
        &self,
        parts: impl IntoIterator<Item = &'p Value>,
        own: Vec<SharedValue>,
        depth: usize,
    ) -> Vec<SharedValue> {
        let values_of_parts: Vec<Rc<[SharedValue]>> = parts
            .into_iter()
            .map(|part| self.values(part, depth))
            .collect();
        let counts = merged_counts(&values_of_parts, greatest_candidate_count(depth));
        let mut values = own;
        for (more, count) in values_of_parts.iter().zip(counts) {
            let pairs = values.iter().flat_map(|value| {
                more.iter()
                    .filter_map(move |other| merge_value_objects(value, other))
            });
            let mut merged: Vec<SharedValue> = pairs.take(count).collect();
            let alone: Vec<SharedValue> = values
                .iter()
                .chain(more.iter())
                .filter(|value| merged.is_empty() || value.as_object().is_none())
                .cloned()
                .collect();
            merged.extend(alone);
            self.work.spend(merged.len());
            values = merged;
        }
        values
    }
}

/// Returns how many objects must be merged after each part, so that this many are merged after the
/// last one.
fn merged_counts(values_of_parts: &[Rc<[SharedValue]>], last: usize) -> Vec<usize> {
    let mut counts = Vec::with_capacity(values_of_parts.len());
    let mut count = last;
    for values in values_of_parts.iter().rev() {
        counts.push(count);
        let objects = values.iter().filter(|value| value.as_object().is_some());
        count = count.div_ceil(objects.count().max(1));
    }
    counts.reverse();
    counts
}

/// Returns the lengths at the limits of both schemas.
fn lengths_of(boundaries: &Boundaries<'_>) -> impl Iterator<Item = usize> {
    boundaries
        .lengths
        .iter()
        .filter_map(|length| usize::try_from(*length).ok())
}

/// Returns values of a schema that accepts anything.
fn plain_values() -> [SharedValue; 2] {
    [json!(0), json!("a")].map(SharedValue::from)
}

fn shared_string(text: String) -> SharedValue {
    Value::String(text).into()
}

/// Returns an object with one property added, or with another value for it.
fn with_property_value(object: &SharedObject, name: &Rc<str>, value: &SharedValue) -> SharedValue {
    let mut object = object.clone();
    object.insert(Rc::clone(name), value.clone());
    SharedValue::object(object)
}

fn distinct_values(values: impl Iterator<Item = SharedValue>) -> impl Iterator<Item = SharedValue> {
    let mut seen = HashSet::new();
    values.filter(move |value| seen.insert(value.to_value().to_string()))
}

/// Returns a number or a string, and others of the same type.
fn others_like(value: &SharedValue) -> impl Iterator<Item = SharedValue> {
    let more = (0..MAX_VALUES).filter_map(move |at| match value.as_scalar() {
        Some(Value::Number(_)) => Some(json!(at).into()),
        Some(Value::String(_)) => Some(json!(format!("a{at}")).into()),
        _ => None,
    });
    std::iter::once(value.clone()).chain(more)
}

/// Merges two objects.
fn merge_value_objects(base: &SharedValue, added: &SharedValue) -> Option<SharedValue> {
    let added = added.as_object()?;
    let mut merged = base.as_object()?.clone();
    for (name, value) in added {
        merged.insert(Rc::clone(name), value.clone());
    }
    Some(SharedValue::object(merged))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_sorted_by_length() {
        let part = |name: &str| {
            json!({ "type": "object", "required": [name], "properties": {
                name: { "type": ["string", "integer"], "minLength": 2 }, "same": { "enum": ["a", "b"] } } })
        };
        let good = json!({ "allOf": [part("x"), part("y"), { "anyOf": [part("x"), part("z")] }] });
        let work = Work::of(100_000);
        let candidates: Vec<String> = witness_candidates(&good, &json!(false), 3, &work)
            .map(|value| value.to_string())
            .collect();
        assert!(candidates.len() > 100, "{candidates:?}");
        assert!(candidates.is_sorted_by_key(String::len));
    }

    #[test]
    fn only_as_many_objects_are_merged_as_the_last_part_needs() {
        let objects: Rc<[SharedValue]> = (0..10).map(|at| json!({ "a": at }).into()).collect();
        let scalars: Rc<[SharedValue]> = [json!(0).into()].into();
        assert_eq!(
            merged_counts(&[objects.clone(), objects, scalars], 64),
            [7, 64, 64]
        );
    }
}
