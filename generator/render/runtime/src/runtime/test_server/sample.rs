//! Makes values for JSON Schemas, and adapts values to other schemas.

use serde_json::{Map, Number, Value, json};

use super::super::catalog::union_members;
use super::super::catalog_check::{has_type, is_listed, requires, types_of};
use super::schemas::{Amount, Schemas};

/// The depth to which optional properties are filled.
const FULL_DEPTH: usize = 4;

/// The depth of the deepest value.
const MAX_DEPTH: usize = 40;

/// Strings to try for a pattern and other constraints.
const STRINGS: &[&str] = &[
    "example",
    "a",
    "1",
    "a86a8f5c339544d7bdc89926de14fb8c",
    "f174e90a-fafe-4643-bbbc-4a0ed4fc8415",
    "example.com",
    "https://example.com",
    "192.0.2.1",
    "2024-05-06T07:08:09Z",
    "2024-05-06",
    "EXAMPLE",
    "US",
    "1.0.0",
];

/// The schemas that enclose a value.
struct Enclosing<'e> {
    depth: usize,
    amount: Amount,
    reference: Option<&'e str>,
    outer: Option<&'e Self>,
}

impl Enclosing<'_> {
    fn contains(&self, reference: &str) -> bool {
        self.reference == Some(reference)
            || self.outer.is_some_and(|outer| outer.contains(reference))
    }
}

impl Schemas {
    /// Returns a value that responses may have for a schema.
    pub(super) fn sample(self, schema: &Value, amount: Amount) -> Value {
        let outermost = Enclosing {
            depth: 0,
            amount,
            reference: None,
            outer: None,
        };
        self.value(schema, &outermost).unwrap_or_default()
    }

    /// Returns a value; `None` if it would contain itself.
    fn value(self, schema: &Value, outer: &Enclosing<'_>) -> Option<Value> {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let is_recursive = reference.is_some_and(|reference| outer.contains(reference));
        if is_recursive || outer.depth > MAX_DEPTH {
            return None;
        }
        let inner = Enclosing {
            depth: outer.depth + usize::from(reference.is_none()),
            amount: outer.amount,
            reference,
            outer: Some(outer),
        };
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.value(&target, &inner);
        }
        let stated = [
            schema.get("const"),
            schema["examples"].get(0),
            schema["enum"].get(0),
            schema.get("default").filter(|value| !value.is_null()),
        ];
        if let Some(value) = stated.into_iter().flatten().next() {
            return Some(value.clone());
        }
        if let Some(members) = union_members(schema) {
            return self.union(schema, members, &inner);
        }
        match type_of(schema) {
            "string" => Some(self.string(schema).into()),
            "integer" => Some(number(schema, true)),
            "number" => Some(number(schema, false)),
            "boolean" => Some(true.into()),
            "array" => Some(self.array(schema, &inner)),
            "object" => self.object(schema, &inner),
            "null" => Some(Value::Null),
            _ => Some(json!({})),
        }
    }

    fn union(self, schema: &Value, members: &[Value], outer: &Enclosing<'_>) -> Option<Value> {
        let discriminator = &schema["discriminator"];
        let name = discriminator["propertyName"].as_str().unwrap_or_default();
        let mapping = &discriminator["mapping"];
        for (tag, reference) in mapping.as_object().into_iter().flatten() {
            let member = self.value(&json!({ "$ref": reference }), outer);
            if let Some(Value::Object(mut properties)) = member {
                // The mapping may also have the name of the schema, which its constant contradicts.
                let own_tag = properties.get(name).and_then(Value::as_str);
                let has_tag = own_tag.is_some_and(|own_tag| mapping[own_tag] == *reference);
                if !has_tag {
                    properties.insert(name.to_owned(), tag.as_str().into());
                }
                return Some(properties.into());
            }
        }
        let is_null = |member: &&Value| type_of(member) == "null";
        let others = members.iter().filter(|member| !is_null(member));
        let mut candidates = others.chain(members.iter().filter(is_null));
        candidates.find_map(|member| self.value(member, outer))
    }

    fn array(self, schema: &Value, outer: &Enclosing<'_>) -> Value {
        const MAX_ITEMS: usize = 64;
        if let Some(prefix) = schema["prefixItems"].as_array() {
            let items = prefix.iter().map(|item| self.value(item, outer));
            return items.map(Option::unwrap_or_default).collect();
        }
        let least = count(schema, "minItems").unwrap_or_default();
        let usual = usize::from(outer.amount == Amount::Most);
        let item = self.value(&schema["items"], outer).into_iter();
        item.cycle().take(least.max(usual).min(MAX_ITEMS)).collect()
    }

    /// Returns an object; `None` if a required property would contain it.
    fn object(self, schema: &Value, outer: &Enclosing<'_>) -> Option<Value> {
        let mut members = Map::new();
        let wants_optional = outer.amount == Amount::Most && outer.depth <= FULL_DEPTH;
        for (name, property) in properties_of(schema) {
            let is_required = requires(schema, name);
            if !(is_required || wants_optional) || property["writeOnly"] == true {
                continue;
            }
            match self.value(property, outer) {
                Some(value) => drop(members.insert(name.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        Some(members.into())
    }

    fn string(self, schema: &Value) -> String {
        if schema["contentEncoding"] == "base64" {
            return "c2FtcGxl".to_owned();
        }
        let of_format = match schema["format"].as_str() {
            Some("date-time") => Some("2024-05-06T07:08:09Z"),
            Some("date") => Some("2024-05-06"),
            Some("time") => Some("07:08:09Z"),
            Some("duration") => Some("PT10S"),
            Some("uuid") => Some("f174e90a-fafe-4643-bbbc-4a0ed4fc8415"),
            Some("uri" | "url") => Some("https://example.com"),
            Some("email") => Some("user@example.com"),
            Some("ipv4") => Some("192.0.2.1"),
            Some("ipv6") => Some("2001:db8::1"),
            Some("byte") => Some("c2FtcGxl"),
            Some("int64" | "uint64" | "decimal") => Some("1"),
            _ => None,
        };
        let least = count(schema, "minLength").unwrap_or_default();
        let most = count(schema, "maxLength").unwrap_or(usize::MAX);
        let letters = "example".chars().cycle();
        let filled: String = letters.take(least.max(7).min(most)).collect();
        let mut candidates = of_format.into_iter().chain(STRINGS.iter().copied());
        let fitting = candidates.find(|text| self.fits(&(*text).into(), schema));
        fitting.map_or(filled, str::to_owned)
    }

    /// Returns whether a value is allowed by a schema, read-only or not.
    pub(super) fn fits(self, value: &Value, schema: &Value) -> bool {
        let mut writable = schema.clone();
        if let Value::Object(members) = &mut writable {
            members.remove("readOnly");
        }
        let arguments_schema = json!({ "properties": { "value": writable } });
        let arguments = json!({ "value": value });
        let check = self.check(true);
        check.check_arguments(arguments, &arguments_schema).is_ok()
    }

    /// Returns the part of a value that fits a schema, with what the schema requires; `None` if the
    /// value has another type.
    pub(super) fn adapt(self, value: &Value, schema: &Value) -> Option<Value> {
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.adapt(value, &target);
        }
        if let Some(members) = union_members(schema) {
            let exact = members
                .iter()
                .filter(|member| self.has_shape_of(value, member));
            let mut candidates = exact.chain(members);
            return candidates.find_map(|member| self.adapt(value, member));
        }
        if !has_type(value, schema) || !is_listed(value, schema) {
            return None;
        }
        Some(match value {
            Value::Array(items) => {
                let adapted = items
                    .iter()
                    .filter_map(|item| self.adapt(item, &schema["items"]));
                adapted.collect()
            }
            Value::Object(members) => self.adapt_object(members, schema),
            _ => value.clone(),
        })
    }

    fn adapt_object(self, members: &Map<String, Value>, schema: &Value) -> Value {
        let mut adapted = Map::new();
        for (name, property) in properties_of(schema) {
            let readable = members.get(name).filter(|_| property["writeOnly"] != true);
            let value = readable.and_then(|value| self.adapt(value, property));
            let required =
                || requires(schema, name).then(|| self.sample(property, Amount::Required));
            adapted.extend(value.or_else(required).map(|value| (name.clone(), value)));
        }
        let additional = &schema["additionalProperties"];
        if additional.is_null() && schema.get("properties").is_some() {
            return adapted.into();
        }
        for (name, value) in members {
            if !adapted.contains_key(name) {
                let inner = self.adapt(value, additional);
                adapted.extend(inner.map(|inner| (name.clone(), inner)));
            }
        }
        adapted.into()
    }

    /// Returns whether a value has the type of a schema, its constants, and all it requires.
    fn has_shape_of(self, value: &Value, schema: &Value) -> bool {
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.has_shape_of(value, &target);
        }
        let required = schema["required"].as_array().into_iter().flatten();
        has_type(value, schema)
            && is_listed(value, schema)
            && self.check(true).allows_constants(value, schema)
            && required
                .filter_map(Value::as_str)
                .all(|name| value.get(name).is_some())
    }
}

fn properties_of(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let properties = schema["properties"].as_object();
    properties.into_iter().flatten()
}

/// Returns the number of characters or items that a keyword states, unless it is huge.
fn count(schema: &Value, keyword: &str) -> Option<usize> {
    schema[keyword].as_u64()?.min(10_000).try_into().ok()
}

/// Returns the first type of a schema that is not `null`.
fn type_of(schema: &Value) -> &str {
    let names = types_of(schema);
    let other_than_null = names.iter().find(|name| **name != "null");
    other_than_null
        .or(names.first())
        .copied()
        .unwrap_or_default()
}

/// Returns a number within the limits of a schema.
fn number(schema: &Value, is_integer: bool) -> Value {
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    let step = limit("multipleOf").unwrap_or(1.0);
    let least = limit("minimum").or(limit("exclusiveMinimum").map(|limit| limit + step));
    let most = limit("maximum").or(limit("exclusiveMaximum").map(|limit| limit - step));
    let at_least = least.map_or(step, |least| step.max((least / step).ceil() * step));
    let number = most.map_or(at_least, |most| at_least.min((most / step).floor() * step));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "limits of integers are integers"
    )]
    match (is_integer, Number::from_f64(number)) {
        (false, Some(number)) => number.into(),
        _ => (number as i64).into(),
    }
}
