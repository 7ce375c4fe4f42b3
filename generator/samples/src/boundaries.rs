//! The boundaries of schemas: numbers, lengths, names and constants.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use serde_json::Value;

use super::pattern_strings;
use description::BundledSchemas;
use description::keywords::{BoundKind, bound_kind};

/// The maximum length of a string or array in a candidate; inner values are limited to `LONG`.
pub const LONGEST: u64 = 2_000;
const LONG: u64 = 600;

/// The maximum number of constants to keep.
const MAX_CONSTANTS: usize = 256;

/// Numbers, lengths, names, constants and patterns of two schemas: near these, a value may be valid
/// for one schema and invalid for the other.
pub(super) struct Boundaries<'v> {
    pub(super) numbers: Vec<f64>,
    /// The limits of numbers.
    limits: Vec<f64>,
    pub(super) lengths: Vec<u64>,
    /// Names of properties.
    pub(super) names: Vec<String>,
    /// The values of `const` and `enum`.
    pub(super) constants: Vec<Value>,
    /// The patterns of the value and of its direct parts.
    pub(super) patterns: Vec<&'v str>,
}

impl<'v> Boundaries<'v> {
    pub(super) fn of(good: &'v Value, bad: &'v Value) -> Self {
        let mut boundaries = Self {
            numbers: vec![0.0],
            limits: Vec::new(),
            lengths: vec![0, 1],
            names: vec!["x".to_owned()],
            constants: Vec::new(),
            patterns: Vec::new(),
        };
        for schema in [good, bad] {
            Collector {
                bundled: BundledSchemas::of(schema),
                boundaries: &mut boundaries,
                seen: HashMap::new(),
            }
            .collect(schema, 0);
        }
        // The numbers between two limits may satisfy only one of them.
        boundaries.limits.sort_by(f64::total_cmp);
        boundaries.limits.dedup();
        let between = boundaries
            .limits
            .windows(2)
            .filter_map(|two| Some(f64::midpoint(*two.first()?, *two.last()?)));
        boundaries.numbers.extend(between);
        boundaries.lengths.sort_unstable();
        boundaries.lengths.dedup();
        boundaries.numbers.sort_by(f64::total_cmp);
        boundaries.numbers.dedup();
        boundaries
            .numbers
            .sort_by(|a, b| a.abs().total_cmp(&b.abs()));
        boundaries.constants.truncate(MAX_CONSTANTS);
        let mut seen = HashSet::new();
        boundaries.names.retain(|name| seen.insert(name.clone()));
        boundaries
    }
}

/// The depth limit of schemas.
const MAX_DEPTH: usize = 3;

/// Collects the boundaries of a schema and of its inner schemas.
struct Collector<'v, 'e> {
    bundled: BundledSchemas<'v>,
    boundaries: &'e mut Boundaries<'v>,
    /// The least depth of each visited schema, since unions may be circular.
    seen: HashMap<*const Value, usize>,
}

impl<'v> Collector<'v, '_> {
    fn collect(&mut self, schema: &'v Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        for part in self.bundled.applied(schema) {
            let Value::Object(object) = part else {
                continue;
            };
            let place = std::ptr::from_ref(part);
            if self.seen.get(&place).is_some_and(|before| *before <= depth) {
                continue;
            }
            self.seen.insert(place, depth);
            for (key, value) in object {
                self.limits(key, value, depth);
                self.inner(key, value, depth);
            }
        }
    }

    /// Collects the boundaries in a keyword that contains no schemas.
    fn limits(&mut self, key: &str, value: &'v Value, depth: usize) {
        match (bound_kind(key), value) {
            (Some(BoundKind::Number), Value::Number(number)) => {
                let number = number.as_f64().unwrap_or_default();
                self.boundaries
                    .numbers
                    .extend([number - 1.0, number, number + 1.0]);
                self.boundaries.limits.push(number);
            }
            (Some(BoundKind::Count), value) => {
                let most = if depth == 0 { LONGEST } else { LONG };
                let length = value
                    .as_u64()
                    .filter(|length| *length < most)
                    .unwrap_or_default();
                self.boundaries
                    .lengths
                    .extend([length.saturating_sub(1), length, length + 1]);
            }
            _ => self.values_of_keyword(key, value, depth),
        }
    }

    /// Collects the names, constants and patterns in a keyword that contains no schemas.
    fn values_of_keyword(&mut self, key: &str, value: &'v Value, depth: usize) {
        match (key, value) {
            ("pattern", Value::String(pattern)) if depth < 2 => {
                self.boundaries.patterns.push(pattern)
            }
            ("required", Value::Array(names)) => {
                self.boundaries
                    .names
                    .extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            ("uniqueItems", Value::Bool(true)) => self.boundaries.lengths.push(2),
            ("const", constant) => self.boundaries.constants.push(constant.clone()),
            ("enum", Value::Array(constants)) => self
                .boundaries
                .constants
                .extend(constants.iter().take(4).cloned()),
            _ => {}
        }
    }

    /// Collects the boundaries of the schemas in a keyword, and the names of these schemas.
    fn inner(&mut self, key: &str, value: &'v Value, depth: usize) {
        // The table of keywords is not enough here: each of these keywords has different names or
        // lengths to collect.
        match (key, value) {
            ("properties" | "dependentSchemas" | "dependentRequired", Value::Object(named)) => {
                self.boundaries.names.extend(named.keys().cloned());
                for schema in named.values() {
                    self.collect(schema, depth + 1);
                }
            }
            ("patternProperties", Value::Object(named)) => {
                self.boundaries.names.extend(
                    named
                        .keys()
                        .flat_map(|pattern| pattern_strings::varied_matching_strings(pattern)),
                );
                for schema in named.values() {
                    self.collect(schema, depth + 1);
                }
            }
            ("propertyNames", schema) => {
                collect_names(self.bundled.followed(schema), self.boundaries)
            }
            ("prefixItems", Value::Array(schemas)) => {
                let lengths =
                    [schemas.len().saturating_sub(1), schemas.len()].map(|length| length as u64);
                self.boundaries.lengths.extend(lengths);
                for schema in schemas {
                    self.collect(schema, depth + 1);
                }
            }
            ("items" | "additionalProperties" | "contains" | "unevaluatedProperties", schema) => {
                self.collect(schema, depth + 1);
            }
            ("anyOf" | "oneOf", Value::Array(schemas)) => {
                for schema in schemas {
                    self.collect(schema, depth + 1);
                }
            }
            // The schemas of these keywords are about the value itself.
            ("if" | "not" | "then" | "else", schema) => self.collect(schema, depth),
            _ => {}
        }
    }
}

/// Collects names that `propertyNames` allows, and some that it may forbid.
fn collect_names(schema: &Value, boundaries: &mut Boundaries<'_>) {
    boundaries.names.extend(
        schema
            .get("pattern")
            .and_then(Value::as_str)
            .into_iter()
            .flat_map(pattern_strings::varied_matching_strings),
    );
    let listed = schema
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    boundaries
        .names
        .extend(listed.take(16).filter_map(Value::as_str).map(str::to_owned));
    for length in ["minLength", "maxLength"]
        .iter()
        .filter_map(|key| schema.get(key)?.as_u64())
    {
        let length = usize::try_from(length).unwrap_or_default();
        let lengths = [length.saturating_sub(1), length, length + 1];
        boundaries.names.extend(
            lengths
                .into_iter()
                .filter(|length| *length < 600)
                .map(|length| "x".repeat(length)),
        );
    }
    // A name that few patterns match.
    boundaries.names.push("- -".to_owned());
}
