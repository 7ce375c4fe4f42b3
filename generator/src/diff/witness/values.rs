//! Candidates for witnesses: small values of a schema, and those at the edges of what the other schema says.

use std::cell::Cell;

use serde_json::{Map, Value, json};

use crate::render::matching_texts;

/// How many values a schema may give.
const MOST: usize = 64;

/// How many schemas are looked at for a witness; schemas that nest in each other are endless otherwise.
const BUDGET: usize = 20_000;

/// How deep values nest.
const MAX_DEPTH: usize = 6;

/// Numbers and lengths at which one of the two schemas changes its mind.
struct Edges {
    numbers: Vec<f64>,
    lengths: Vec<u64>,
    /// Names of properties.
    names: Vec<String>,
}

/// Values that `good` may accept and `bad` may refuse.
pub(super) fn candidates(good: &Value, bad: &Value) -> Vec<Value> {
    let mut edges = Edges { numbers: vec![0.0], lengths: vec![0, 1], names: vec!["x".to_owned()] };
    for schema in [good, bad] {
        gather(schema, schema, &mut edges, 0);
    }
    let maker = Maker { root: good, edges, budget: Cell::new(BUDGET) };
    let mut values = maker.values(good, 0);
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
    values
}

fn gather(root: &Value, schema: &Value, edges: &mut Edges, depth: usize) {
    let Value::Object(object) = followed(root, schema) else { return };
    if depth > 3 {
        return;
    }
    for (key, value) in object {
        match (key.as_str(), value) {
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf", Value::Number(number)) => {
                let number = number.as_f64().unwrap_or_default();
                edges.numbers.extend([number - 1.0, number, number + 1.0]);
            }
            ("minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties", value) => {
                let length = value.as_u64().filter(|length| *length < 600).unwrap_or_default();
                edges.lengths.extend([length.saturating_sub(1), length, length + 1]);
            }
            ("properties", Value::Object(properties)) => {
                edges.names.extend(properties.keys().cloned());
                properties.values().for_each(|schema| gather(root, schema, edges, depth + 1));
            }
            ("dependentSchemas" | "dependentRequired", Value::Object(named)) => {
                edges.names.extend(named.keys().cloned());
                named.values().for_each(|schema| gather(root, schema, edges, depth + 1));
            }
            ("patternProperties", Value::Object(named)) => {
                edges.names.extend(named.keys().filter_map(|pattern| matching_texts(pattern).next()));
            }
            ("propertyNames", schema) => gather_names(followed(root, schema), edges),
            ("prefixItems", Value::Array(schemas)) => {
                edges.lengths.extend([schemas.len().saturating_sub(1), schemas.len()].map(|length| length as u64));
                schemas.iter().for_each(|schema| gather(root, schema, edges, depth + 1));
            }
            ("items" | "additionalProperties", schema) => gather(root, schema, edges, depth + 1),
            ("anyOf" | "oneOf" | "allOf", Value::Array(schemas)) => {
                schemas.iter().for_each(|schema| gather(root, schema, edges, depth + 1));
            }
            _ => {}
        }
    }
    edges.lengths.sort_unstable();
    edges.lengths.dedup();
    edges.names.dedup();
}

/// Names that `propertyNames` allows, and some that it may forbid.
fn gather_names(schema: &Value, edges: &mut Edges) {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    edges.names.extend(text("pattern").into_iter().flat_map(|pattern| matching_texts(pattern).take(4)));
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    edges.names.extend(listed.take(16).filter_map(Value::as_str).map(str::to_owned));
    for length in ["minLength", "maxLength"].iter().filter_map(|key| schema.get(key)?.as_u64()) {
        let length = usize::try_from(length).unwrap_or_default();
        let lengths = [length.saturating_sub(1), length, length + 1];
        edges.names.extend(lengths.into_iter().filter(|length| *length < 600).map(|length| "x".repeat(length)));
    }
    // A name that few patterns take.
    edges.names.push("- -".to_owned());
}

/// The schema that a reference leads to.
fn followed<'v>(root: &'v Value, schema: &'v Value) -> &'v Value {
    let mut schema = schema;
    for _ in 0..16 {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { break };
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) else { break };
        schema = target;
    }
    schema
}

struct Maker<'v> {
    root: &'v Value,
    edges: Edges,
    /// How many schemas may still be looked at.
    budget: Cell<usize>,
}

impl Maker<'_> {
    fn values(&self, schema: &Value, depth: usize) -> Vec<Value> {
        let Value::Object(object) = followed(self.root, schema) else { return vec![json!(0), json!("a")] };
        let budget = self.budget.get();
        if depth > MAX_DEPTH || budget == 0 {
            return Vec::new();
        }
        self.budget.set(budget - 1);
        let mut values: Vec<Value> = Vec::new();
        values.extend(object.get("const").cloned());
        if let Some(Value::Array(constants)) = object.get("enum") {
            values.extend(constants.iter().cloned());
        }
        if !values.is_empty() {
            return values;
        }
        for key in ["anyOf", "oneOf"] {
            let members = object.get(key).and_then(Value::as_array).into_iter().flatten();
            values.extend(members.flat_map(|member| self.values(member, depth + 1)));
        }
        for kind in kinds(object) {
            values.extend(self.of_kind(kind, object, depth));
        }
        if let Some(Value::Array(parts)) = object.get("allOf") {
            values = self.merged(parts, values, depth);
        }
        values.truncate(MOST);
        values
    }

    fn of_kind(&self, kind: &str, object: &Map<String, Value>, depth: usize) -> Vec<Value> {
        match kind {
            "null" => vec![json!(null)],
            "boolean" => vec![json!(true), json!(false)],
            "integer" => self.edges.numbers.iter().map(|number| integer(*number)).collect(),
            "number" => {
                let numbers = self.edges.numbers.iter();
                numbers.map(|number| integer(*number)).chain([json!(0.5)]).collect()
            }
            "string" => self.texts(object),
            "array" => self.lists(object, depth),
            _ => self.objects(object, depth),
        }
    }

    fn texts(&self, object: &Map<String, Value>) -> Vec<Value> {
        let mut texts: Vec<String> = Vec::new();
        if let Some(pattern) = object.get("pattern").and_then(Value::as_str) {
            texts.extend(matching_texts(pattern).take(8));
        }
        texts.extend(match object.get("format").and_then(Value::as_str) {
            Some("date-time") => vec!["2026-01-01T00:00:00Z".to_owned()],
            Some("date") => vec!["2026-01-01".to_owned()],
            Some("uuid") => vec!["00000000-0000-0000-0000-000000000000".to_owned()],
            Some("uri") => vec!["a:b".to_owned()],
            Some("email") => vec!["a@b.c".to_owned()],
            Some("ipv4") => vec!["0.0.0.0".to_owned()],
            _ => Vec::new(),
        });
        let lengths = self.edges.lengths.iter().filter_map(|length| usize::try_from(*length).ok());
        texts.extend(lengths.map(|length| "a".repeat(length)));
        texts.push("-".to_owned());
        texts.into_iter().map(Value::String).collect()
    }

    fn lists(&self, object: &Map<String, Value>, depth: usize) -> Vec<Value> {
        let item = object.get("items").map_or_else(|| vec![json!(0)], |items| self.values(items, depth + 1));
        if let Some(Value::Array(first)) = object.get("prefixItems") {
            return self.tuples(first, &item, depth);
        }
        let mut lists = vec![json!([])];
        lists.extend(item.iter().map(|item| json!([item])));
        for length in self.edges.lengths.iter().filter_map(|length| usize::try_from(*length).ok()) {
            lists.push(item.iter().cycle().take(if item.is_empty() { 0 } else { length }).cloned().collect());
            lists.push(item.first().map_or_else(|| json!([]), |item| json!(vec![item; length])));
        }
        lists
    }

    /// Lists of every length, and the longest ones with other values of one item.
    fn tuples(&self, first: &[Value], following: &[Value], depth: usize) -> Vec<Value> {
        let values: Vec<Vec<Value>> = first.iter().map(|schema| self.values(schema, depth + 1)).collect();
        let Some(plain) = values.iter().cloned().map(shortest).collect::<Option<Vec<Value>>>() else {
            return vec![json!([])];
        };
        let longest = self.edges.lengths.iter().filter_map(|length| usize::try_from(*length).ok()).max().unwrap_or(0);
        let more = following.iter().cycle().take(if following.is_empty() { 0 } else { MOST });
        let all: Vec<Value> = plain.iter().chain(more).take(longest.max(plain.len() + 1)).cloned().collect();
        let mut lists: Vec<Value> = (0..=all.len()).map(|length| all.iter().take(length).cloned().collect()).collect();
        // Far down, few differences matter.
        let few = if depth < 2 { MOST } else { 4 };
        for (index, values) in values.into_iter().enumerate() {
            let with = |value: Value| {
                plain.iter().take(index).cloned().chain([value]).chain(plain.iter().skip(index + 1).cloned())
            };
            lists.extend(values.into_iter().take(few).map(|value| with(value).collect()));
        }
        lists
    }

    /// What is required; the same with one property more, and with other values of one property.
    fn objects(&self, object: &Map<String, Value>, depth: usize) -> Vec<Value> {
        let empty = Map::new();
        let properties = object.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required: Vec<&str> =
            object.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut least = Map::new();
        for name in &required {
            let values = properties.get(*name).map_or_else(|| vec![json!(0)], |schema| self.values(schema, depth + 1));
            least.insert((*name).to_owned(), shortest(values).unwrap_or(json!(0)));
        }
        let mut all = least.clone();
        for (name, schema) in properties.iter().filter(|(name, _)| !least.contains_key(*name)) {
            all.extend(shortest(self.values(schema, depth + 1)).map(|value| (name.clone(), value)));
        }
        let with = |name: &str, value: Value| {
            let mut object = least.clone();
            object.insert(name.to_owned(), value);
            Value::Object(object)
        };
        let more = object.get("additionalProperties").filter(|more| more.is_object());
        let mut objects = vec![Value::Object(least.clone()), Value::Object(all.clone())];
        objects.extend(self.counted(&least, more, depth));
        // Far down, few differences matter.
        let few = if depth < 2 { MOST } else { 4 };
        for (name, schema) in properties {
            objects.extend(self.values(schema, depth + 1).into_iter().take(few).map(|value| with(name, value)));
        }
        for name in self.edges.names.iter().filter(|name| !properties.contains_key(*name)) {
            let values = more.map_or_else(|| vec![json!(0), json!("a")], |more| self.values(more, depth + 1));
            objects.extend(values.iter().map(|value| with(name, value.clone())));
            objects.extend(values.into_iter().map(|value| {
                let mut object = all.clone();
                object.insert(name.clone(), value);
                Value::Object(object)
            }));
        }
        objects
    }

    /// Objects with as many properties as a limit says, and one more or less.
    fn counted(&self, least: &Map<String, Value>, more: Option<&Value>, depth: usize) -> Vec<Value> {
        let value = more.and_then(|more| shortest(self.values(more, depth + 1))).unwrap_or(json!(0));
        let counts = self.edges.lengths.iter().filter_map(|count| usize::try_from(*count).ok());
        let counts = counts.filter(|count| depth < 2 && (least.len() + 1..MOST).contains(count));
        let object = |count: usize| {
            let names = (least.len()..count).map(|at| (format!("x{at}"), value.clone()));
            Value::Object(least.clone().into_iter().chain(names).collect())
        };
        counts.map(object).collect()
    }

    /// Values that all parts may accept: their objects together, or what one of them gives.
    fn merged(&self, parts: &[Value], own: Vec<Value>, depth: usize) -> Vec<Value> {
        let mut values = own;
        for part in parts {
            let more = self.values(part, depth + 1);
            if values.is_empty() {
                values = more;
                continue;
            }
            let merged = values.iter().flat_map(|one| more.iter().map(move |other| join(one, other))).take(MOST * 4);
            values = merged.collect();
        }
        values
    }
}

fn join(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            Value::Object(one.iter().chain(other).map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        (_, other) => other.clone(),
    }
}

fn shortest(values: Vec<Value>) -> Option<Value> {
    values.into_iter().min_by_key(|value| value.to_string().len())
}

#[expect(clippy::cast_possible_truncation, reason = "floats beyond 64 bits are edges of nothing that a witness needs")]
fn integer(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}

/// The types that values may have.
fn kinds(object: &Map<String, Value>) -> Vec<&str> {
    match object.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ if object.contains_key("properties") || object.contains_key("required") => vec!["object"],
        _ if object.contains_key("items") || object.contains_key("prefixItems") => vec!["array"],
        _ if object.contains_key("anyOf") || object.contains_key("oneOf") || object.contains_key("allOf") => Vec::new(),
        _ => vec!["null", "integer", "string", "array", "object"],
    }
}
