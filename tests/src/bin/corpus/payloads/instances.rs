//! Random instances of schemas. Some may be invalid: the caller validates and discards them.

use serde_json::{Map, Value, json};

use super::numbers::{self, greatest_number, least_number};
use super::patterns;
use crate::dice::Dice;

/// The depth from which values are kept as small as possible, and the maximum depth.
const SMALL_FROM: usize = 5;
const DEEPEST: usize = 24;

/// The number of values of an instance after which the rest is kept small.
const LARGEST: usize = 3000;

/// Strings that careless encoding would change.
const TEXTS: [&str; 12] = [
    "",
    "a",
    "Grüße, 世界 🦀",
    "a/b?c=d&e=f#g",
    "\"quoted\" \\ back",
    "line\nbreak\ttab\r",
    "null",
    "true",
    "0",
    " padded ",
    "\u{0}\u{1f}\u{7f}",
    "\u{2028}\u{feff}",
];

/// The maximum length of a string in characters, whatever its schema asks for.
const LONGEST: usize = 20_000;

/// A substitute for `additionalProperties` that is used to make instances, but not to validate
/// them.
pub(super) const OTHERS: &str = "x-additional-properties";

/// A substitute for `oneOf` and `anyOf` that is used to make instances, but not to validate them:
/// members with the values of the discriminator.
pub(super) const NAMED_MEMBERS: &str = "x-named-members";

/// The schemas that apply to a value, and the arrays of `anyOf` and `oneOf` from each of which one
/// member is still to be chosen. Each array has the number of references that led to it.
#[derive(Default)]
struct Applicable<'s> {
    all: Vec<&'s Map<String, Value>>,
    choices: Vec<(&'s [Value], usize)>,
}

/// How many of the optional parts an instance has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// Required parts only.
    Least,
    /// Some optional parts.
    Some,
    /// All optional parts, up to the size limit.
    Most,
}

/// Makes instances of the schemas of a bundle.
pub(crate) struct InstanceMaker<'s> {
    definitions: &'s Map<String, Value>,
    pub(crate) dice: Dice,
    /// The reason why the last attempt failed, if it is known.
    pub(crate) trouble: Option<String>,
    /// The values for strings without constraints.
    pub(crate) texts: &'static [&'static str],
    pub(crate) amount: Amount,
    /// The number of values that may be made before the rest is kept as small as possible.
    left: usize,
}

impl<'s> InstanceMaker<'s> {
    pub(crate) fn new(definitions: &'s Map<String, Value>, dice: Dice) -> Self {
        Self {
            definitions,
            dice,
            trouble: None,
            texts: &TEXTS,
            amount: Amount::Some,
            left: LARGEST,
        }
    }

    /// Tries to make an instance of the schema `name` of the bundle.
    pub(crate) fn make(&mut self, name: &str) -> Option<Value> {
        self.left = LARGEST;
        self.value(self.definitions.get(name)?, 0)
    }

    /// Returns whether values are kept as small as possible.
    fn is_small(&self, depth: usize) -> bool {
        depth > SMALL_FROM || self.left == 0
    }

    fn text_of_any(&mut self) -> &'static str {
        self.dice.pick(self.texts).copied().unwrap_or_default()
    }

    fn value(&mut self, schema: &'s Value, depth: usize) -> Option<Value> {
        self.left = self.left.saturating_sub(1);
        let schema = match schema {
            Value::Bool(true) => return Some(self.anything(depth)),
            Value::Object(schema) => schema,
            _ => return None,
        };
        if depth > DEEPEST {
            return None;
        }
        let mut applicable = Applicable::default();
        self.gather(schema, &mut applicable, 0)?;
        let all = self.settle(applicable)?;
        self.of_all(&all, depth)
    }

    /// Collects the schema and all that apply with it: follows references and `allOf`, and stores
    /// choices for later.
    fn gather(
        &self,
        schema: &'s Map<String, Value>,
        applicable: &mut Applicable<'s>,
        hops: usize,
    ) -> Option<()> {
        if hops > 40 {
            return None;
        }
        applicable.all.push(schema);
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str)
            && let Some(target) = self.target(reference)
        {
            self.gather_value(target, applicable, hops)?;
        }
        for member in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.gather_value(member, applicable, hops)?;
        }
        let keywords = if schema.contains_key(NAMED_MEMBERS) {
            &[NAMED_MEMBERS][..]
        } else {
            &["anyOf", "oneOf"]
        };
        let choices = keywords
            .iter()
            .filter_map(|key| schema.get(*key)?.as_array());
        applicable
            .choices
            .extend(choices.map(|members| (members.as_slice(), hops)));
        Some(())
    }

    fn gather_value(
        &self,
        schema: &'s Value,
        applicable: &mut Applicable<'s>,
        hops: usize,
    ) -> Option<()> {
        match schema {
            Value::Object(schema) => self.gather(schema, applicable, hops + 1),
            Value::Bool(true) => Some(()),
            _ => None,
        }
    }

    /// Returns the schemas that apply once a member of each `anyOf` and `oneOf` is chosen,
    /// preferably a compatible one.
    fn settle(&mut self, mut applicable: Applicable<'s>) -> Option<Vec<&'s Map<String, Value>>> {
        while let Some((members, hops)) = applicable.choices.pop() {
            let fitting: Vec<&Value> = members
                .iter()
                .filter(|member| self.fits(member, &applicable.all, hops))
                .collect();
            let member = self
                .dice
                .pick(&fitting)
                .copied()
                .or_else(|| self.dice.pick(members))?;
            self.gather_value(member, &mut applicable, hops)?;
        }
        Some(applicable.all)
    }

    /// Returns whether `member` is compatible with `all`, by their enums, constants and types.
    fn fits(&self, member: &'s Value, all: &[&'s Map<String, Value>], hops: usize) -> bool {
        let mut applicable = Applicable {
            all: all.to_vec(),
            choices: Vec::new(),
        };
        if self.gather_value(member, &mut applicable, hops).is_none() {
            return false;
        }
        !(allowed_values(&applicable.all).is_some_and(|values| values.is_empty())
            || allowed_types(&applicable.all).is_some_and(|kinds| kinds.is_empty()))
    }

    fn target(&self, reference: &str) -> Option<&'s Value> {
        let pointer = reference.strip_prefix("#/$defs/")?;
        self.definitions
            .get(&super::schemas::definition_key(pointer))
    }

    fn of_all(&mut self, all: &[&'s Map<String, Value>], depth: usize) -> Option<Value> {
        if let Some(values) = allowed_values(all) {
            return self.dice.pick(&values).map(|value| (*value).clone());
        }
        match self.kind(all).as_str() {
            "null" => Some(Value::Null),
            "boolean" => Some(Value::Bool(self.dice.below(2) == 1)),
            "integer" => Some(numbers::random_integer(all, &mut self.dice)),
            "number" => Some(numbers::random_number(all, &mut self.dice)),
            "string" => self.text(all),
            "array" => self.list(all, depth),
            "object" => self.object(all, depth),
            _ => Some(self.anything(depth)),
        }
    }

    fn kind(&mut self, all: &[&Map<String, Value>]) -> String {
        if let Some(kinds) = allowed_types(all) {
            return self.dice.pick(&kinds).cloned().unwrap_or_default();
        }
        let implied = IMPLIED_TYPES.iter().find(|(_, keys)| {
            all.iter()
                .any(|schema| keys.iter().any(|key| schema.contains_key(*key)))
        });
        implied.map_or("", |(kind, _)| kind).to_owned()
    }

    fn text(&mut self, all: &[&Map<String, Value>]) -> Option<Value> {
        let pattern = all
            .iter()
            .find_map(|schema| schema.get("pattern")?.as_str());
        let format = all.iter().find_map(|schema| schema.get("format")?.as_str());
        let shortest = (greatest_number(all, "minLength").unwrap_or(0.0) as usize).min(LONGEST);
        let longest = least_number(all, "maxLength").unwrap_or(1e9) as usize;
        let mut text = match (pattern, format) {
            (Some(pattern), _) => {
                let sample = patterns::sample_of_pattern(pattern, shortest, &mut self.dice);
                if sample.is_none() {
                    self.trouble = Some(format!("no text can be made for the pattern {pattern:?}"));
                }
                sample?
            }
            (None, Some(format)) => self.formatted(format),
            (None, None) => self.text_of_any().to_owned(),
        };
        // A pattern is most likely to match a repetition of its own sample.
        let more = if pattern.is_some() && !text.is_empty() {
            text.clone()
        } else {
            "abcdefg".to_owned()
        };
        while text.chars().count() < shortest {
            text += &more;
        }
        Some(Value::String(text.chars().take(longest).collect()))
    }

    fn formatted(&mut self, format: &str) -> String {
        let examples: &[&str] = match format {
            "date-time" => &[
                "2024-02-29T23:59:60Z",
                "1999-12-31T00:00:00.123456789+05:30",
                "2024-01-01t00:00:00z",
                "soon",
            ],
            "date" => &["2024-02-29", "0001-01-01", "yesterday"],
            "time" => &["12:00:00Z", "23:59:59.5+01:00"],
            "uuid" => &[
                "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                "3FA85F64-5717-4562-B3FC-2C963F66AFA6",
            ],
            "uri" | "url" => &["https://example.com/a%20b?c=d#e", "urn:isbn:0451450523"],
            "email" => &["a@example.com"],
            "byte" | "base64" => &["", "aGVsbG8=", "aGVsbG8", "_-8=", "not base64!"],
            "ipv4" => &["192.0.2.1"],
            "ipv6" => &["2001:db8::1"],
            "int64" | "int32" => &["9223372036854775807", "0"],
            _ => self.texts,
        };
        self.dice
            .pick(examples)
            .copied()
            .unwrap_or_default()
            .to_owned()
    }

    fn list(&mut self, all: &[&'s Map<String, Value>], depth: usize) -> Option<Value> {
        let fixed = all
            .iter()
            .find_map(|schema| schema.get("prefixItems")?.as_array());
        let fixed = fixed.map(Vec::as_slice).unwrap_or_default();
        let items = all.iter().find_map(|schema| schema.get("items"));
        let fewest = greatest_number(all, "minItems").unwrap_or(0.0) as usize;
        let most = least_number(all, "maxItems").unwrap_or(f64::MAX) as usize;
        let unique = all
            .iter()
            .any(|schema| schema.get("uniqueItems") == Some(&json!(true)));
        let wanted = match self.amount {
            _ if self.is_small(depth) => 0,
            Amount::Least => fixed.len().max(1),
            Amount::Some => fixed.len() + self.dice.below(4),
            Amount::Most => fixed.len() + 1 + self.dice.below(3),
        };
        let mut list = Vec::new();
        for at in 0..wanted.max(fewest).min(most).min(200) {
            let item = match (fixed.get(at), items) {
                (Some(schema), _) | (None, Some(schema)) => self.value(schema, depth + 1),
                (None, None) => Some(self.anything(depth + 1)),
            };
            match item {
                Some(item) if unique && list.contains(&item) => {}
                Some(item) => list.push(item),
                None if list.len() >= fewest => break,
                None => return None,
            }
        }
        Some(Value::Array(list))
    }

    fn object(&mut self, all: &[&'s Map<String, Value>], depth: usize) -> Option<Value> {
        let lists = all
            .iter()
            .filter_map(|schema| schema.get("required")?.as_array());
        let required: Vec<&str> = lists.flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        let keep = match self.amount {
            Amount::Least => 0,
            Amount::Some => self.dice.below(4),
            Amount::Most => 3,
        };
        for (name, _) in all
            .iter()
            .filter_map(|schema| schema.get("properties")?.as_object())
            .flatten()
        {
            let is_required = required.contains(&name.as_str());
            if object.contains_key(name)
                || !(is_required || (!self.is_small(depth) && self.dice.below(3) < keep))
            {
                continue;
            }
            match self.property(all, name, depth) {
                Some(value) => drop(object.insert(name.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        for name in required {
            if !object.contains_key(name) {
                let value = self.other(all, depth)?;
                object.insert(name.to_owned(), value);
            }
        }
        self.add_others(all, depth, &mut object);
        Some(Value::Object(object))
    }

    /// Returns a value that all schemas of the property `name` allow.
    fn property(
        &mut self,
        all: &[&'s Map<String, Value>],
        name: &str,
        depth: usize,
    ) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        self.left = self.left.saturating_sub(1);
        let mut applicable = Applicable::default();
        for schema in all
            .iter()
            .filter_map(|schema| schema.get("properties")?.get(name))
        {
            self.gather_value(schema, &mut applicable, 0)?;
        }
        let all = self.settle(applicable)?;
        self.of_all(&all, depth + 1)
    }

    fn add_others(
        &mut self,
        all: &[&'s Map<String, Value>],
        depth: usize,
        object: &mut Map<String, Value>,
    ) {
        let fewest = greatest_number(all, "minProperties").unwrap_or(0.0) as usize;
        let most = least_number(all, "maxProperties").unwrap_or(f64::MAX) as usize;
        let patterns = all
            .iter()
            .find_map(|schema| schema.get("patternProperties")?.as_object());
        let names = all.iter().find_map(|schema| schema.get("propertyNames"));
        let is_least = self.is_small(depth) || self.amount == Amount::Least;
        let wanted = if is_least { 0 } else { self.dice.below(3) };
        for at in 0..wanted.max(fewest.saturating_sub(object.len())).min(50) {
            if object.len() >= most {
                break;
            }
            if let Some((pattern, schema)) = patterns.and_then(|patterns| patterns.iter().next()) {
                let Some(name) = patterns::sample_of_pattern(pattern, 0, &mut self.dice) else {
                    break;
                };
                let Some(value) = self.value(schema, depth + 1) else {
                    break;
                };
                object.insert(name, value);
                continue;
            }
            let Some(name) = self.name(names, at, depth) else {
                break;
            };
            let Some(value) = self.other(all, depth) else {
                break;
            };
            object.entry(name).or_insert(value);
        }
    }

    /// Returns a property name that the schema does not define but allows.
    fn name(&mut self, allowed: Option<&'s Value>, at: usize, depth: usize) -> Option<String> {
        let Some(allowed) = allowed else {
            let name = self
                .dice
                .pick(&["extra", "x-other", "Ünknown key", "a.b/c~d", "type_", ""]);
            return Some(format!("{}{at}", name.copied().unwrap_or_default()));
        };
        // Property names are strings, even if the schema does not say so.
        match self.value(allowed, depth + 1)? {
            Value::String(name) => Some(name),
            _ => None,
        }
    }

    /// Returns a value for an additional property.
    fn other(&mut self, all: &[&'s Map<String, Value>], depth: usize) -> Option<Value> {
        match all.iter().find_map(|schema| {
            schema
                .get("additionalProperties")
                .or_else(|| schema.get(OTHERS))
        }) {
            Some(schema) => self.value(schema, depth + 1),
            None => Some(self.anything(depth + 1)),
        }
    }

    fn anything(&mut self, depth: usize) -> Value {
        let text = self.text_of_any();
        match self.dice.below(if self.is_small(depth) { 5 } else { 7 }) {
            0 => Value::Null,
            1 => json!(true),
            2 => numbers::random_integer(&[], &mut self.dice),
            3 => json!(0.5),
            4 => json!(text),
            5 => json!([text, 1, null]),
            _ => json!({ text: text, "b": { "c": [] } }),
        }
    }
}

/// Types, with the keywords that only make sense for them.
const IMPLIED_TYPES: [(&str, &[&str]); 4] = [
    (
        "object",
        &[
            "properties",
            "additionalProperties",
            "required",
            "minProperties",
        ],
    ),
    ("array", &["items", "prefixItems", "minItems"]),
    ("string", &["pattern", "minLength", "maxLength", "format"]),
    ("number", &["minimum", "maximum", "multipleOf"]),
];

/// Returns the values that are in all enums and constants of the schemas.
fn allowed_values<'s>(all: &[&'s Map<String, Value>]) -> Option<Vec<&'s Value>> {
    let lists = all
        .iter()
        .filter_map(|schema| match (schema.get("const"), schema.get("enum")) {
            (Some(value), _) => Some(std::slice::from_ref(value)),
            (None, values) => values?.as_array().map(Vec::as_slice),
        });
    let lists: Vec<&[Value]> = lists.collect();
    let (first, rest) = lists.split_first()?;
    Some(
        first
            .iter()
            .filter(|value| rest.iter().all(|list| list.contains(value)))
            .collect(),
    )
}

/// Returns the types that all schemas with `type` allow.
fn allowed_types(all: &[&Map<String, Value>]) -> Option<Vec<String>> {
    let named = all.iter().filter_map(|schema| match schema.get("type")? {
        Value::String(name) => Some(vec![name.clone()]),
        Value::Array(names) => Some(
            names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        ),
        _ => None,
    });
    named.reduce(|known, named| common_types(&known, &named))
}

/// Returns the types that are in both lists; an integer is also a number.
fn common_types(a: &[String], b: &[String]) -> Vec<String> {
    let from_b = b
        .iter()
        .filter(|kind| is_among_types(kind, a) && !a.contains(kind));
    a.iter()
        .filter(|kind| is_among_types(kind, b))
        .chain(from_b)
        .cloned()
        .collect()
}

fn is_among_types(kind: &String, list: &[String]) -> bool {
    list.contains(kind) || (kind == "integer" && list.iter().any(|known| known == "number"))
}
