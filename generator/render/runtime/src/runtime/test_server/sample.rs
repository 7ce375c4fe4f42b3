//! Makes values for JSON Schemas, and adapts values to other schemas.

use serde_json::{Map, Number, Value, json};

use super::super::catalog_check::{ArgumentCheck, has_type, is_listed, requires, types_of};
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
        let depth = outer.depth + usize::from(reference.is_none());
        let inner = Enclosing {
            depth,
            amount: outer.amount,
            reference,
            outer: Some(outer),
        };
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.value(&target, &inner);
        }
        let first_of = |key: &str| schema.get(key).and_then(|values| values.get(0));
        let stated = schema.get("const").or_else(|| first_of("examples"));
        let default = schema.get("default").filter(|value| !value.is_null());
        if let Some(value) = stated.or_else(|| first_of("enum")).or(default) {
            return Some(value.clone());
        }
        if let Some(Value::Array(members)) = schema.get("anyOf") {
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
        if let Some(discriminator) = schema.get("discriminator")
            && let Some(name) = discriminator["propertyName"].as_str()
            && let Some(mapping) = discriminator["mapping"].as_object()
        {
            for (tag, reference) in mapping {
                let member = self.value(&json!({ "$ref": reference }), outer);
                if let Some(Value::Object(mut properties)) = member {
                    properties.insert(name.to_owned(), tag.as_str().into());
                    return Some(properties.into());
                }
            }
        }
        let values = || members.iter().filter(|member| type_of(member) != "null");
        values()
            .find_map(|member| self.value(member, outer))
            .or_else(|| {
                members
                    .iter()
                    .any(|member| type_of(member) == "null")
                    .then_some(Value::Null)
            })
    }

    fn array(self, schema: &Value, outer: &Enclosing<'_>) -> Value {
        const MAX_ITEMS: u64 = 64;
        let prefix = schema.get("prefixItems").and_then(Value::as_array);
        let mut items: Vec<Value> = Vec::new();
        for item_schema in prefix.into_iter().flatten() {
            items.push(self.value(item_schema, outer).unwrap_or_default());
        }
        let item = schema
            .get("items")
            .and_then(|items| self.value(items, outer));
        let least = schema
            .get("minItems")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        let usual = u64::from(outer.amount == Amount::Most);
        if let (Some(item), None) = (item, prefix) {
            items.extend((0..least.max(usual).min(MAX_ITEMS)).map(|_| item.clone()));
        }
        items.into()
    }

    /// Returns an object; `None` if a required property would contain it.
    fn object(self, schema: &Value, outer: &Enclosing<'_>) -> Option<Value> {
        let mut members = Map::new();
        for property in properties_of(schema) {
            let is_wanted =
                property.is_required || (outer.amount == Amount::Most && outer.depth <= FULL_DEPTH);
            if !is_wanted || property.schema["writeOnly"] == true {
                continue;
            }
            match self.value(property.schema, outer) {
                Some(value) => drop(members.insert(property.name.clone(), value)),
                None if property.is_required => return None,
                None => {}
            }
        }
        Some(members.into())
    }

    fn string(self, schema: &Value) -> String {
        if schema["contentEncoding"] == "base64" {
            return "c2FtcGxl".to_owned();
        }
        let of_format = match schema.get("format").and_then(Value::as_str) {
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
        let length = |key: &str| {
            let count = schema.get(key).and_then(Value::as_u64);
            count.and_then(|count| usize::try_from(count.min(10_000)).ok())
        };
        let least = length("minLength").unwrap_or_default();
        let most = length("maxLength").unwrap_or(usize::MAX);
        let filled = "example"
            .chars()
            .cycle()
            .take(least.max(7).min(most))
            .collect::<String>();
        let strings = of_format
            .into_iter()
            .chain(STRINGS.iter().copied())
            .map(str::to_owned);
        let mut candidates = strings.chain([filled.clone()]);
        candidates
            .find(|text| self.fits(&text.as_str().into(), schema))
            .unwrap_or(filled)
    }

    /// Returns whether a value is allowed by a schema, read-only or not.
    pub(super) fn fits(self, value: &Value, schema: &Value) -> bool {
        let check = ArgumentCheck::new(self.catalog, self.api, &[], true);
        let mut schema = schema.clone();
        if let Value::Object(members) = &mut schema {
            members.remove("readOnly");
        }
        let arguments_schema = json!({ "properties": { "value": schema } });
        check
            .check_arguments(json!({ "value": value }), &arguments_schema)
            .is_ok()
    }

    /// Returns the part of a value that fits a schema, with what the schema requires; `None` if the
    /// value has another type.
    pub(super) fn adapt(self, value: &Value, schema: &Value) -> Option<Value> {
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.adapt(value, &target);
        }
        if let Some(Value::Array(members)) = schema.get("anyOf") {
            let exact = members
                .iter()
                .filter(|member| self.has_shape_of(value, member));
            return exact
                .chain(members)
                .find_map(|member| self.adapt(value, member));
        }
        if !has_type(value, schema) || !is_listed(value, schema) {
            return None;
        }
        match value {
            Value::Array(items) => {
                let Some(item_schema) = schema.get("items") else {
                    return Some(value.clone());
                };
                Some(
                    items
                        .iter()
                        .filter_map(|item| self.adapt(item, item_schema))
                        .collect(),
                )
            }
            Value::Object(members) => Some(self.adapt_object(members, schema)),
            _ => Some(value.clone()),
        }
    }

    fn adapt_object(self, members: &Map<String, Value>, schema: &Value) -> Value {
        let mut adapted = Map::new();
        for property in properties_of(schema) {
            let value = members
                .get(property.name)
                .filter(|_| property.schema["writeOnly"] != true);
            let value = value.and_then(|value| self.adapt(value, property.schema));
            let required = || {
                property
                    .is_required
                    .then(|| self.sample(property.schema, Amount::Required))
            };
            adapted.extend(
                value
                    .or_else(required)
                    .map(|value| (property.name.clone(), value)),
            );
        }
        let additional = schema.get("additionalProperties");
        if additional.is_some() || schema.get("properties").is_none() {
            for (name, value) in members {
                let value = match additional {
                    Some(inner_schema) => self.adapt(value, inner_schema),
                    None => Some(value.clone()),
                };
                if let (Some(value), false) = (value, adapted.contains_key(name)) {
                    adapted.insert(name.clone(), value);
                }
            }
        }
        adapted.into()
    }

    /// Returns whether a value has the type of a schema, its constants, and all it requires.
    fn has_shape_of(self, value: &Value, schema: &Value) -> bool {
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.has_shape_of(value, &target);
        }
        let has_property = |property: PropertySchema<'_>| match value.get(property.name) {
            Some(inner) => is_listed(inner, property.schema),
            None => !property.is_required,
        };
        has_type(value, schema)
            && is_listed(value, schema)
            && (!value.is_object() || properties_of(schema).all(has_property))
    }
}

struct PropertySchema<'s> {
    name: &'s String,
    schema: &'s Value,
    is_required: bool,
}

fn properties_of(schema: &Value) -> impl Iterator<Item = PropertySchema<'_>> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(move |(name, property)| PropertySchema {
            name,
            schema: property,
            is_required: requires(schema, name),
        })
}

/// Returns the first type of a schema that is not `null`.
fn type_of(schema: &Value) -> &str {
    let names = types_of(schema);
    match names.iter().find(|name| **name != "null").or(names.first()) {
        Some(name) => name,
        None if schema.get("properties").is_some() => "object",
        None => "",
    }
}

/// Returns a number within the limits of a schema.
fn number(schema: &Value, is_integer: bool) -> Value {
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    let step = limit("multipleOf").unwrap_or(1.0);
    let least = limit("minimum").or(limit("exclusiveMinimum").map(|limit| limit + step));
    let most = limit("maximum").or(limit("exclusiveMaximum").map(|limit| limit - step));
    let mut number = step;
    if let Some(least) = least
        && number < least
    {
        number = (least / step).ceil() * step;
    }
    if let Some(most) = most
        && number > most
    {
        number = (most / step).floor() * step;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "limits of integers are integers"
    )]
    match (is_integer, Number::from_f64(number)) {
        (false, Some(number)) => number.into(),
        _ => (number as i64).into(),
    }
}
