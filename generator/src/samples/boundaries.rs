//! The boundaries of schemas: numbers, lengths, names and constants.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::near;

/// The greatest length of a string or array: of the value itself, and inside it.
pub(crate) const LONGEST: u64 = 2_000;
const LONG: u64 = 600;

/// The greatest number of constants to keep.
const MOST: usize = 256;

/// The boundaries of two schemas.
pub(super) struct Edges<'v> {
    pub(super) numbers: Vec<f64>,
    /// The limits of numbers themselves.
    limits: Vec<f64>,
    pub(super) lengths: Vec<u64>,
    /// Names of properties.
    pub(super) names: Vec<String>,
    /// What conditions name.
    pub(super) constants: Vec<Value>,
    /// Patterns of the value itself.
    pub(super) patterns: Vec<&'v str>,
}

impl<'v> Edges<'v> {
    pub(super) fn of(good: &'v Value, bad: &'v Value) -> Self {
        let mut edges = Self {
            numbers: vec![0.0],
            limits: Vec::new(),
            lengths: vec![0, 1],
            names: vec!["x".to_owned()],
            constants: Vec::new(),
            patterns: Vec::new(),
        };
        for schema in [good, bad] {
            Gatherer { root: schema, edges: &mut edges, seen: HashMap::new(), within: 0 }.gather(schema, 0);
        }
        // Between two limits there may be numbers that only one of them allows.
        edges.limits.sort_by(f64::total_cmp);
        edges.limits.dedup();
        let between = edges.limits.windows(2).filter_map(|two| Some(f64::midpoint(*two.first()?, *two.last()?)));
        edges.numbers.extend(between);
        edges.lengths.sort_unstable();
        edges.lengths.dedup();
        edges.numbers.sort_by(f64::total_cmp);
        edges.numbers.dedup();
        edges.numbers.sort_by(|one, other| one.abs().total_cmp(&other.abs()));
        edges.constants.truncate(MOST);
        let mut seen = HashSet::new();
        edges.names.retain(|name| seen.insert(name.clone()));
        edges
    }
}

/// How many levels of a schema are looked at for edges.
const GATHERED: usize = 3;

/// How many schemas may be around one.
const MOST_WITHIN: usize = 16;

/// Looks for edges in a schema and those within it.
struct Gatherer<'v, 'e> {
    root: &'v Value,
    edges: &'e mut Edges<'v>,
    /// The least depth at which each schema was met: unions within unions lead to each other without end.
    seen: HashMap<*const Value, usize>,
    /// How many schemas are around, of the same value too.
    within: usize,
}

impl<'v> Gatherer<'v, '_> {
    fn gather(&mut self, schema: &'v Value, depth: usize) {
        let schema = followed(self.root, schema);
        let Value::Object(object) = schema else { return };
        let place = std::ptr::from_ref(schema);
        if depth > GATHERED || self.within > MOST_WITHIN || self.seen.get(&place).is_some_and(|before| *before <= depth)
        {
            return;
        }
        self.seen.insert(place, depth);
        self.within += 1;
        for (key, value) in object {
            self.limits(key, value, depth);
            self.inner(key, value, depth);
        }
        self.within -= 1;
    }

    /// What a keyword says of values by itself.
    fn limits(&mut self, key: &str, value: &'v Value, depth: usize) {
        match (key, value) {
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf", Value::Number(number)) => {
                let number = number.as_f64().unwrap_or_default();
                self.edges.numbers.extend([number - 1.0, number, number + 1.0]);
                self.edges.limits.push(number);
            }
            (
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minContains" | "maxContains" | "minProperties"
                | "maxProperties",
                value,
            ) => {
                let most = if depth == 0 { LONGEST } else { LONG };
                let length = value.as_u64().filter(|length| *length < most).unwrap_or_default();
                self.edges.lengths.extend([length.saturating_sub(1), length, length + 1]);
            }
            ("pattern", Value::String(pattern)) if depth < 2 => self.edges.patterns.push(pattern),
            ("required", Value::Array(names)) => {
                self.edges.names.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            ("uniqueItems", Value::Bool(true)) => self.edges.lengths.push(2),
            ("const", constant) => self.edges.constants.push(constant.clone()),
            ("enum", Value::Array(constants)) => self.edges.constants.extend(constants.iter().take(4).cloned()),
            _ => {}
        }
    }

    /// What the schemas in a keyword say, and their names.
    fn inner(&mut self, key: &str, value: &'v Value, depth: usize) {
        match (key, value) {
            ("properties" | "dependentSchemas" | "dependentRequired", Value::Object(named)) => {
                self.edges.names.extend(named.keys().cloned());
                named.values().for_each(|schema| self.gather(schema, depth + 1));
            }
            ("patternProperties", Value::Object(named)) => {
                self.edges.names.extend(named.keys().flat_map(|pattern| near::matching(pattern)));
                named.values().for_each(|schema| self.gather(schema, depth + 1));
            }
            ("propertyNames", schema) => gather_names(followed(self.root, schema), self.edges),
            ("prefixItems", Value::Array(schemas)) => {
                let lengths = [schemas.len().saturating_sub(1), schemas.len()].map(|length| length as u64);
                self.edges.lengths.extend(lengths);
                schemas.iter().for_each(|schema| self.gather(schema, depth + 1));
            }
            ("items" | "additionalProperties" | "contains" | "unevaluatedProperties", schema) => {
                self.gather(schema, depth + 1);
            }
            ("anyOf" | "oneOf", Value::Array(schemas)) => {
                schemas.iter().for_each(|schema| self.gather(schema, depth + 1));
            }
            // These are about the value itself, and all hold.
            ("allOf", Value::Array(schemas)) => schemas.iter().for_each(|schema| self.gather(schema, depth)),
            ("if" | "not" | "then" | "else", schema) => self.gather(schema, depth),
            _ => {}
        }
    }
}

/// Returns names that `propertyNames` allows, and some that it may forbid.
fn gather_names(schema: &Value, edges: &mut Edges<'_>) {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    edges.names.extend(text("pattern").into_iter().flat_map(near::matching));
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    edges.names.extend(listed.take(16).filter_map(Value::as_str).map(str::to_owned));
    for length in ["minLength", "maxLength"].iter().filter_map(|key| schema.get(key)?.as_u64()) {
        let length = usize::try_from(length).unwrap_or_default();
        let lengths = [length.saturating_sub(1), length, length + 1];
        edges.names.extend(lengths.into_iter().filter(|length| *length < 600).map(|length| "x".repeat(length)));
    }
    // A name that few patterns match.
    edges.names.push("- -".to_owned());
}

/// The schema that a reference leads to.
pub(crate) fn followed<'v>(root: &'v Value, schema: &'v Value) -> &'v Value {
    let next = |schema: &'v Value| target(root, schema.as_object()?);
    std::iter::successors(next(schema), |schema| next(schema)).take(16).last().unwrap_or(schema)
}

/// The schema that one refers to.
pub(crate) fn target<'v>(root: &'v Value, schema: &Map<String, Value>) -> Option<&'v Value> {
    schema.get("$ref")?.as_str()?.strip_prefix('#').and_then(|pointer| root.pointer(pointer))
}
