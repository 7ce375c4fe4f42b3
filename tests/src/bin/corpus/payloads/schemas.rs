//! The schemas of a description as JSON Schema 2020-12, translated independently of the generator.
//!
//! All requested schemas, and those that they refer to, become one bundle: `$defs`, with the
//! location of each as its key. Keywords of OpenAPI 3.0 are translated: `nullable`, boolean
//! `exclusiveMinimum` and `exclusiveMaximum`, siblings of `$ref`. An invalid keyword (`type: int`,
//! an invalid regular expression) is dropped.

use std::collections::{HashMap, HashSet};

use sdkwright::diag::Origin;
use sdkwright::source::Document;
use serde_json::{Map, Value, json};

use crate::references;

/// Keywords whose value is a schema.
const ONE: [&str; 11] = [
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentSchema",
];

/// Keywords whose value is an array of schemas.
const LISTED: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords whose value is an object of schemas.
const NAMED: [&str; 3] = ["properties", "patternProperties", "dependentSchemas"];

/// Other keywords that limit the valid values.
const PLAIN: [&str; 19] = [
    "type",
    "enum",
    "const",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "required",
    "dependentRequired",
];

/// Translated schemas of a description.
pub(crate) struct Bundle<'d> {
    document: &'d Document,
    old: bool,
    definitions: Map<String, Value>,
    wanted: Vec<Origin>,
    seen: HashSet<Origin>,
    /// Whether each pattern is a valid regular expression.
    patterns: HashMap<String, bool>,
    /// Whether the values are for requests, which have no read-only properties.
    sent: bool,
}

impl<'d> Bundle<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Self {
            document,
            old: document.is_3_0(),
            definitions: Map::new(),
            wanted: Vec::new(),
            seen: HashSet::new(),
            patterns: HashMap::new(),
            sent: false,
        }
    }

    /// Returns a bundle for requests, in which read-only properties are not allowed.
    pub(crate) fn of_requests(document: &'d Document) -> Self {
        Self {
            sent: true,
            ..Self::new(document)
        }
    }

    /// Returns the key in `$defs` of the schema at `origin`; `None` if there is no schema.
    pub(crate) fn add(&mut self, origin: &Origin) -> Option<String> {
        let value = self.document.value(origin)?;
        if !(value.is_object() || value.is_boolean()) {
            return None;
        }
        let name = definition_name(origin);
        self.want(origin.clone());
        while let Some(origin) = self.wanted.pop() {
            let schema = self
                .document
                .value(&origin)
                .map_or(Value::Bool(true), |value| self.schema(&origin, value, 0));
            self.definitions.insert(definition_name(&origin), schema);
        }
        Some(name)
    }

    /// Returns all schemas of the bundle, by key.
    pub(crate) fn definitions(self) -> Map<String, Value> {
        self.definitions
    }

    fn want(&mut self, origin: Origin) {
        if self.seen.insert(origin.clone()) {
            self.wanted.push(origin);
        }
    }

    fn schema(&mut self, origin: &Origin, value: &Value, depth: usize) -> Value {
        let Value::Object(object) = value else {
            return Value::Bool(value.as_bool().unwrap_or(true));
        };
        if depth > 64 {
            return Value::Bool(true);
        }
        let mut out = Map::new();
        if let Some(Value::String(reference)) = object.get("$ref") {
            out.insert("$ref".to_owned(), self.reference(origin, reference));
            if self.old {
                return Value::Object(out);
            }
        }
        for (key, value) in object {
            self.keyword(origin, (key, value), depth, &mut out);
        }
        if self.old {
            old_bounds(object, &mut out);
        } else if out.is_empty() && is_part(origin) {
            out.insert("type".to_owned(), json!("string"));
        }
        if self.sent {
            let members = named_members(object, &out);
            out.extend(
                members.map(|members| (super::instances::NAMED_MEMBERS.to_owned(), members)),
            );
            self.without_read_only(&origin.child("properties"), &mut out);
        }
        let schema = Value::Object(out);
        let nullable = self.old && object.get("nullable") == Some(&Value::Bool(true));
        if nullable {
            json!({ "anyOf": [schema, { "type": "null" }] })
        } else {
            schema
        }
    }

    /// Forbids read-only properties, even if another schema describes them.
    fn without_read_only(&self, origin: &Origin, out: &mut Map<String, Value>) {
        let Some(Value::Object(properties)) = out.get_mut("properties") else {
            return;
        };
        let names = properties
            .keys()
            .filter(|name| self.is_read_only(&origin.child(name), 0));
        let names: Vec<String> = names.cloned().collect();
        for name in &names {
            properties.insert(name.clone(), Value::Bool(false));
        }
        if let Some(Value::Array(required)) = out.get_mut("required") {
            required.retain(|name| {
                name.as_str()
                    .is_none_or(|name| !names.iter().any(|known| known == name))
            });
        }
    }

    fn is_read_only(&self, origin: &Origin, depth: usize) -> bool {
        if depth >= 16 {
            return false;
        }
        let Some(value) = self.document.value(origin) else {
            return false;
        };
        let target = value.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|reference| {
            references::reference_target(self.document, origin.file, reference)
        });
        let members = value
            .get("allOf")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let mut members = (0..members).map(|index| origin.child("allOf").item(index));
        // `readOnly` also counts next to a `$ref` in 3.0, because most authors who write it there
        // want it to have an effect.
        value.get("readOnly") == Some(&Value::Bool(true))
            || target.is_some_and(|target| self.is_read_only(&target, depth + 1))
            || members.any(|member| self.is_read_only(&member, depth + 1))
    }

    fn keyword(
        &mut self,
        origin: &Origin,
        (key, value): (&str, &Value),
        depth: usize,
        out: &mut Map<String, Value>,
    ) {
        let here = origin.child(key);
        let translated = match value {
            // `required` may repeat a name, though JSON Schema forbids that.
            Value::Array(names) if key == "required" => {
                let mut unique: Vec<&Value> = Vec::new();
                names
                    .iter()
                    .filter(|name| name.is_string())
                    .for_each(|name| {
                        if !unique.contains(&name) {
                            unique.push(name);
                        }
                    });
                json!(unique)
            }
            Value::Object(_) | Value::Bool(_) if ONE.contains(&key) => {
                self.schema(&here, value, depth + 1)
            }
            Value::Array(list) if LISTED.contains(&key) && !list.is_empty() => {
                let schemas = list.iter().enumerate();
                schemas
                    .map(|(at, schema)| self.schema(&here.item(at), schema, depth + 1))
                    .collect()
            }
            Value::Object(map) if NAMED.contains(&key) => {
                let schemas = map
                    .iter()
                    .filter(|(name, _)| key != "patternProperties" || self.is_pattern(name));
                let schemas: Vec<_> = schemas.collect();
                let schemas = schemas.into_iter();
                Value::Object(
                    schemas
                        .map(|(name, schema)| {
                            (
                                name.clone(),
                                self.schema(&here.child(name), schema, depth + 1),
                            )
                        })
                        .collect(),
                )
            }
            value if PLAIN.contains(&key) && self.says_something(key, value) => value.clone(),
            _ => return,
        };
        out.insert(key.to_owned(), translated);
    }

    fn says_something(&mut self, key: &str, value: &Value) -> bool {
        match (key, value) {
            ("pattern", Value::String(pattern)) => self.is_pattern(pattern),
            ("enum", Value::Array(values)) => !values.is_empty(),
            ("enum", _) => false,
            ("const", _) => true,
            _ => jsonschema::meta::is_valid(&json!({ key: value })),
        }
    }

    fn is_pattern(&mut self, pattern: &str) -> bool {
        if let Some(known) = self.patterns.get(pattern) {
            return *known;
        }
        let is = jsonschema::validator_for(&json!({ "pattern": pattern })).is_ok();
        self.patterns.insert(pattern.to_owned(), is);
        is
    }

    /// Returns the reference into the bundle for a reference at `origin`; a dangling one allows any
    /// value.
    fn reference(&mut self, origin: &Origin, reference: &str) -> Value {
        let Some(target) = references::reference_target(self.document, origin.file, reference)
        else {
            return json!("#/$defs/anything");
        };
        let reference = definition_reference(&definition_name(&target));
        self.want(target);
        json!(reference)
    }
}

fn definition_name(origin: &Origin) -> String {
    format!("{}{}", origin.file.0, origin.pointer)
}

/// Returns the reference to a definition of the bundle.
pub(crate) fn definition_reference(name: &str) -> String {
    format!(
        "#/$defs/{}",
        pointer_fragment(&name.replace('~', "~0").replace('/', "~1"))
    )
}

/// Returns the key of the definition that a reference of the bundle names, from the part after
/// `#/$defs/`.
pub(crate) fn definition_key(reference: &str) -> String {
    references::unescape_fragment(reference)
        .replace("~1", "/")
        .replace("~0", "~")
}

/// Returns whether the schema is that of a part of a multipart body: since 3.1, such a part is a
/// file if its schema is empty, and a file is represented as a string in JSON.
fn is_part(origin: &Origin) -> bool {
    let pointer = origin
        .pointer
        .strip_suffix("/items")
        .unwrap_or(&origin.pointer);
    let body = pointer
        .rsplit_once('/')
        .and_then(|(list, _)| list.strip_suffix("/schema/properties"));
    body.and_then(|content| content.rsplit_once('/'))
        .is_some_and(|(_, media_type)| media_type.starts_with("multipart~1"))
}

/// Returns the members of a union, with those values of its discriminator that name them; `None` if
/// it has no mapping.
fn named_members(object: &Map<String, Value>, out: &Map<String, Value>) -> Option<Value> {
    let discriminator = object.get("discriminator")?;
    let property = discriminator.get("propertyName")?.as_str()?;
    let mapping = discriminator.get("mapping")?.as_object()?;
    let key = ["oneOf", "anyOf"]
        .into_iter()
        .find(|key| out.contains_key(*key))?;
    let members = object
        .get(key)?
        .as_array()?
        .iter()
        .zip(out.get(key)?.as_array()?);
    let named = members.map(|(written, member)| {
        let target = written.get("$ref").unwrap_or(&Value::Null);
        let names: Vec<&String> = mapping
            .iter()
            .filter(|(_, mapped)| *mapped == target)
            .map(|(name, _)| name)
            .collect();
        if names.is_empty() {
            return member.clone();
        }
        json!({ "allOf": [member, { "properties": { property: { "enum": names } } }] })
    });
    Some(named.collect())
}

/// Translates the boolean `exclusiveMinimum` and `exclusiveMaximum` of 3.0.
fn old_bounds(object: &Map<String, Value>, out: &mut Map<String, Value>) {
    for (bound, flag) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        if object.get(flag) == Some(&Value::Bool(true))
            && let Some(value) = out.remove(bound)
        {
            out.insert(flag.to_owned(), value);
        }
    }
}

/// Returns a JSON pointer as a URI fragment.
fn pointer_fragment(pointer: &str) -> String {
    let mut out = String::new();
    for byte in pointer.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'$' => {
                out.push(char::from(byte));
            }
            byte => out += &format!("%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use sdkwright::diag::FileId;

    use super::*;

    fn bundle(version: &str, schema: &Value) -> Value {
        let text = json!({
            "openapi": version, "info": { "title": "t", "version": "1" }, "paths": {},
            "components": { "schemas": { "A": schema, "B/C": { "type": "string" } } },
        });
        let (document, _) = Document::from_text("a.json", text.to_string()).unwrap();
        let mut bundle = Bundle::new(&document);
        let name = bundle
            .add(&Origin::new(FileId(0), "/components/schemas/A"))
            .unwrap();
        bundle.definitions()[&name].clone()
    }

    #[test]
    fn keywords_of_3_0_are_translated() {
        let reference = json!({ "$ref": "#/$defs/0~1components~1schemas~1B~01C" });
        for (schema, expected) in [
            (
                json!({ "type": "string", "nullable": true }),
                json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }),
            ),
            (
                json!({ "minimum": 1, "exclusiveMinimum": true }),
                json!({ "exclusiveMinimum": 1 }),
            ),
            (
                json!({ "maximum": 1, "exclusiveMaximum": false }),
                json!({ "maximum": 1 }),
            ),
            (
                json!({ "$ref": "#/components/schemas/B~1C", "minLength": 3 }),
                reference.clone(),
            ),
            (
                json!({ "properties": { "nullable": { "$ref": "#/components/schemas/B~1C" } } }),
                json!({ "properties": { "nullable": reference.clone() } }),
            ),
        ] {
            assert_eq!(bundle("3.0.3", &schema), expected, "{schema}");
        }
        let beside =
            json!({ "$ref": "#/components/schemas/B~1C", "minLength": 3, "nullable": true });
        assert_eq!(
            bundle("3.1.0", &beside),
            json!({ "$ref": reference["$ref"], "minLength": 3 })
        );
    }

    #[test]
    fn discriminators_name_members() {
        let union = json!({
            "oneOf": [{ "$ref": "#/components/schemas/B~1C" }, { "type": "null" }],
            "discriminator": { "propertyName": "k", "mapping": { "b": "#/components/schemas/B~1C" } },
        });
        let text = json!({ "openapi": "3.0.3", "components": { "schemas": { "A": union } } });
        let (document, _) = Document::from_text("a.json", text.to_string()).unwrap();
        let mut bundle = Bundle::of_requests(&document);
        let name = bundle
            .add(&Origin::new(FileId(0), "/components/schemas/A"))
            .unwrap();
        let schema = &bundle.definitions()[&name];
        let expected = json!([
            { "allOf": [schema["oneOf"][0], { "properties": { "k": { "enum": ["b"] } } }] },
            { "type": "null" },
        ]);
        assert_eq!(schema[crate::payloads::instances::NAMED_MEMBERS], expected);
    }

    #[test]
    fn parts_with_an_empty_schema_are_files() {
        for (place, is) in [
            (
                "/paths/~1a/post/requestBody/content/multipart~1form-data/schema/properties/file",
                true,
            ),
            (
                "/paths/~1a/post/requestBody/content/multipart~1form-data/schema/properties/files/items",
                true,
            ),
            (
                "/paths/~1a/post/requestBody/content/multipart~1form-data/schema/properties/a/properties/b",
                false,
            ),
            (
                "/paths/~1a/post/requestBody/content/application~1json/schema/properties/file",
                false,
            ),
        ] {
            assert_eq!(is_part(&Origin::new(FileId(0), place)), is, "{place}");
        }
    }

    #[test]
    fn duplicates_in_required_are_removed() {
        let schema = json!({ "required": ["a", "b", "a"] });
        assert_eq!(bundle("3.1.0", &schema), json!({ "required": ["a", "b"] }));
    }

    #[test]
    fn invalid_keywords_are_dropped() {
        for schema in [
            json!({ "type": "int" }),
            json!({ "required": true }),
            json!({ "pattern": "(" }),
            json!({ "enum": [] }),
            json!({ "allOf": [] }),
            json!({ "properties": [] }),
        ] {
            assert_eq!(bundle("3.0.3", &schema), json!({}), "{schema}");
        }
        assert_eq!(
            bundle("3.0.3", &json!({ "$ref": "#/nowhere" })),
            json!({ "$ref": "#/$defs/anything" })
        );
    }
}
