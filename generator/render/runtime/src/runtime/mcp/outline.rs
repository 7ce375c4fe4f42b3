//! Schemas in few words: `{id: string, servers?: {name: string}[]}`.

use serde_json::Value;

use super::super::catalog::{Catalog, union_members};
use super::tools::shorten;

/// The maximum number of bytes of an outline.
const MAX_BYTES: usize = 1500;
/// The maximum number of values or alternatives that are shown.
const MAX_ALTERNATIVES: usize = 8;

/// Returns a schema in few words, as deep as the limit of bytes allows.
pub(crate) fn outline(catalog: &Catalog, schema: &Value) -> String {
    let outlines = (1..=4)
        .rev()
        .map(|depth| Outline { catalog }.of(schema, depth));
    let mut shortest = String::new();
    for text in outlines {
        if text.len() <= MAX_BYTES {
            return text;
        }
        shortest = text;
    }
    shorten(&shortest, MAX_BYTES)
}

struct Outline<'c> {
    catalog: &'c Catalog,
}

impl Outline<'_> {
    fn of(&self, schema: &Value, depth: usize) -> String {
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.of(&target, depth);
        }
        if let Some(constant) = schema.get("const") {
            return constant.to_string();
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            return alternatives(values.iter().map(Value::to_string));
        }
        if let Some(members) = union_members(schema) {
            return alternatives(members.iter().map(|member| self.of(member, depth)));
        }
        if let Some(Value::Array(members)) = schema.get("allOf") {
            let texts: Vec<String> = members
                .iter()
                .map(|member| self.of(member, depth))
                .collect();
            return texts.join(" & ");
        }
        match &schema["type"] {
            Value::String(name) => self.of_type(name, schema, depth),
            Value::Array(names) => {
                let names = names.iter().filter_map(Value::as_str);
                alternatives(names.map(|name| self.of_type(name, schema, depth)))
            }
            _ => self.of_type("any", schema, depth),
        }
    }

    fn of_type(&self, name: &str, schema: &Value, depth: usize) -> String {
        match name {
            "array" => {
                let item = self.of(&schema["items"], depth);
                if item.contains(" | ") && !item.starts_with('{') {
                    format!("({item})[]")
                } else {
                    format!("{item}[]")
                }
            }
            "object" => self.of_object(schema, depth),
            name => name.to_owned(),
        }
    }

    fn of_object(&self, schema: &Value, depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else {
            return "{…}".to_owned();
        };
        let Some(Value::Object(properties)) = schema.get("properties") else {
            return match schema.get("additionalProperties") {
                Some(values @ Value::Object(_)) => {
                    format!("{{[name]: {}}}", self.of(values, depth))
                }
                _ => "{…}".to_owned(),
            };
        };
        let required = schema["required"]
            .as_array()
            .map_or(&[] as &[Value], Vec::as_slice);
        let members = properties.iter().map(|(name, property)| {
            let is_required = required.iter().any(|required| required == name);
            let mark = if is_required { "" } else { "?" };
            format!("{name}{mark}: {}", self.of(property, depth))
        });
        let members: Vec<String> = members.collect();
        format!("{{{}}}", members.join(", "))
    }
}

fn alternatives(texts: impl Iterator<Item = String>) -> String {
    let mut shown: Vec<String> = Vec::new();
    for text in texts {
        if shown.len() == MAX_ALTERNATIVES {
            shown.push("…".to_owned());
            break;
        }
        if !shown.contains(&text) {
            shown.push(text);
        }
    }
    shown.join(" | ")
}
