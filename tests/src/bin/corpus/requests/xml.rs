//! Writes responses in XML by the rules of the `xml` object, from the raw description alone.
//!
//! Only writes what these rules determine: no unions, no values of any type, no empty arrays
//! without a wrapper, and no names or characters that XML does not allow.

use ::tests::json::text_at;
use sdkwright::diag::Origin;
use sdkwright::source::Document;
use serde_json::{Map, Value};

use crate::references::follow_references;

/// The maximum nesting depth of elements.
const DEPTH: usize = 32;

/// The maximum number of schemas that `allOf` and `$ref` combine.
const PARTS: usize = 64;

/// What determines the XML for a schema, including all schemas that it combines by `allOf` and
/// `$ref`.
#[derive(Default)]
struct Facts<'d> {
    name: Option<&'d str>,
    namespace: Option<&'d str>,
    prefix: Option<&'d str>,
    is_attribute: bool,
    is_wrapped: bool,
    has_type: bool,
    properties: Vec<(&'d str, Origin)>,
    required: Vec<&'d str>,
    items: Option<Origin>,
    /// The schema of additional properties.
    others: Option<Origin>,
}

/// Writes XML by the schemas of a description.
pub(crate) struct XmlWriter<'d> {
    pub(crate) document: &'d Document,
}

impl<'d> XmlWriter<'d> {
    /// Returns the document for a value of the schema at `origin`; `None` if the rules do not
    /// determine it.
    pub(crate) fn document(&self, origin: &Origin, value: &Value) -> Option<String> {
        let target = follow_references(self.document, origin)?;
        let component = target.pointer.strip_prefix("/components/schemas/");
        let own = component.map_or("root", |rest| rest.rsplit('/').next().unwrap_or(rest));
        let facts = self.facts(origin)?;
        let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        let name = facts.name.unwrap_or(own);
        self.element(&facts, name, value, 0, &mut out)?;
        Some(out)
    }

    /// Returns the documents for a property of a form; an array gives one for each item.
    pub(crate) fn parts(&self, form: &Origin, name: &str, value: &Value) -> Option<Vec<String>> {
        let place = self.property(form, name)?;
        match (value, self.facts(&place)?.items) {
            (Value::Array(values), Some(item)) => {
                let there = values.iter().filter(|value| !value.is_null());
                there.map(|value| self.document(&item, value)).collect()
            }
            _ => Some(vec![self.document(&place, value)?]),
        }
    }

    /// Returns the location of the schema of a property.
    pub(crate) fn property(&self, form: &Origin, name: &str) -> Option<Origin> {
        self.facts(form)?
            .properties
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, place)| place)
    }

    /// Returns the value without optional parts that no rule determines: undescribed members, and
    /// empty arrays without a wrapper.
    pub(crate) fn settled(&self, origin: &Origin, value: &Value, depth: usize) -> Value {
        if depth > DEPTH {
            return value.clone();
        }
        let Some(facts) = self.facts(origin) else {
            return value.clone();
        };
        match (value, &facts.items) {
            (Value::Array(items), Some(origin)) => items
                .iter()
                .map(|item| self.settled(origin, item, depth + 1))
                .collect(),
            (Value::Object(members), _) => {
                let settled = members.iter().filter_map(|(key, value)| {
                    let place = facts.properties.iter().find(|(name, _)| name == key);
                    let origin = place.map(|(_, at)| at).or(facts.others.as_ref())?;
                    let is_lost = value.as_array().is_some_and(Vec::is_empty)
                        && !facts.required.contains(&key.as_str())
                        && !self.facts(origin).is_some_and(|own| own.is_wrapped);
                    (!is_lost).then(|| (key.clone(), self.settled(origin, value, depth + 1)))
                });
                Value::Object(settled.collect())
            }
            _ => value.clone(),
        }
    }

    fn facts(&self, origin: &Origin) -> Option<Facts<'d>> {
        let mut facts = Facts::default();
        let mut places = vec![origin.clone()];
        for _ in 0..PARTS {
            let Some(place) = places.pop() else {
                return Some(facts);
            };
            let place = follow_references(self.document, &place)?;
            let object = self.document.value(&place)?.as_object()?;
            if ["oneOf", "anyOf", "not", "patternProperties", "prefixItems"]
                .iter()
                .any(|key| object.contains_key(*key))
            {
                return None;
            }
            facts.add(object, &place)?;
            let members = object
                .get("allOf")
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            places.extend(
                (0..members)
                    .rev()
                    .map(|index| place.child("allOf").item(index)),
            );
        }
        None
    }

    fn element(
        &self,
        facts: &Facts<'d>,
        name: &str,
        value: &Value,
        depth: usize,
        out: &mut String,
    ) -> Option<()> {
        if depth > DEPTH || !facts.has_type {
            return None;
        }
        let name = facts.qualified(name)?;
        *out += &format!("<{name}");
        if let (Some(namespace), prefix) = (facts.namespace, facts.prefix) {
            let prefix = prefix
                .map(|prefix| format!(":{prefix}"))
                .unwrap_or_default();
            *out += &format!(" xmlns{prefix}=\"{}\"", escape_xml(namespace)?);
        }
        match value {
            Value::Null => {
                *out += " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\">"
            }
            Value::Object(members) => self.members(facts, members, depth, out)?,
            Value::Array(items) => {
                *out += ">";
                self.items(facts, &name, items, depth, out)?;
            }
            value => *out += &format!(">{}", xml_scalar(value)?),
        }
        *out += &format!("</{name}>");
        Some(())
    }

    /// Writes attributes, the end of the tag, and child elements.
    fn members(
        &self,
        facts: &Facts<'d>,
        members: &Map<String, Value>,
        depth: usize,
        out: &mut String,
    ) -> Option<()> {
        let mut elements = String::new();
        for (key, value) in members {
            let known = facts
                .properties
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, origin)| origin);
            let own = self.facts(known.or(facts.others.as_ref())?)?;
            let name = match own.name {
                Some(name) if !value.is_array() || own.is_wrapped => name,
                _ => key,
            };
            match value {
                _ if own.is_attribute => {
                    *out += &format!(" {}=\"{}\"", own.qualified(name)?, xml_scalar(value)?)
                }
                // An empty array without a wrapper is indistinguishable from an absent one.
                Value::Array(items) if !own.is_wrapped && items.is_empty() => return None,
                Value::Array(items) if !own.is_wrapped => {
                    self.items(&own, key, items, depth, &mut elements)?
                }
                value => self.element(&own, name, value, depth + 1, &mut elements)?,
            }
        }
        *out += ">";
        *out += &elements;
        Some(())
    }

    fn items(
        &self,
        facts: &Facts<'d>,
        name: &str,
        items: &[Value],
        depth: usize,
        out: &mut String,
    ) -> Option<()> {
        let own = self.facts(facts.items.as_ref()?)?;
        items
            .iter()
            .try_for_each(|item| self.element(&own, own.name.unwrap_or(name), item, depth + 1, out))
    }
}

impl<'d> Facts<'d> {
    /// Adds one of the combined schemas; the outermost is added first and takes precedence.
    fn add(&mut self, object: &'d Map<String, Value>, place: &Origin) -> Option<()> {
        if let Some(xml) = object.get("xml") {
            self.name = self.name.or(text_at(xml, "/name"));
            self.namespace = self.namespace.or(text_at(xml, "/namespace"));
            self.prefix = self.prefix.or(text_at(xml, "/prefix"));
            self.is_attribute |= xml.get("attribute") == Some(&Value::Bool(true));
            self.is_wrapped |= xml.get("wrapped") == Some(&Value::Bool(true));
        }
        match object.get("type") {
            Some(Value::Array(types)) => {
                let types: Vec<&Value> = types.iter().filter(|one| *one != "null").collect();
                self.has_type |= types.len() == 1;
            }
            Some(Value::String(_)) => self.has_type = true,
            _ => self.has_type |= object.contains_key("properties"),
        }
        for name in object
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            // The rules do not say which of two schemas of a property counts.
            if self.properties.iter().any(|(known, _)| known == name) {
                return None;
            }
            self.properties
                .push((name, place.child("properties").child(name)));
        }
        let required = object
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        self.required.extend(required.filter_map(Value::as_str));
        if self.items.is_none() && object.get("items").is_some_and(Value::is_object) {
            self.items = Some(place.child("items"));
        }
        let others = object.get("additionalProperties");
        if self.others.is_none() && others.is_some_and(Value::is_object) {
            self.others = Some(place.child("additionalProperties"));
        }
        Some(())
    }

    fn qualified(&self, name: &str) -> Option<String> {
        let mut chars = name.chars();
        let is_first = chars
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        let is_name =
            is_first && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        // A namespace prefix must be declared.
        if !is_name || self.prefix.is_some() && self.namespace.is_none() {
            return None;
        }
        Some(
            self.prefix
                .map_or_else(|| name.to_owned(), |prefix| format!("{prefix}:{name}")),
        )
    }
}

/// Returns a string, number or boolean.
fn xml_scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => escape_xml(text),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn escape_xml(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\t' | '\n' | '\r' => out += &format!("&#{};", u32::from(c)),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sdkwright::diag::FileId;
    use serde_json::json;

    const DESCRIPTION: &str = r##"{
        "openapi": "3.0.4", "info": { "title": "t", "version": "1" }, "paths": {},
        "components": { "schemas": {
            "Book": { "type": "object", "properties": {
                "id": { "type": "integer", "xml": { "attribute": true } },
                "name": { "type": "string", "xml": { "namespace": "https://example.com/n", "prefix": "s" } },
                "tags": { "type": "array", "items": { "type": "string", "xml": { "name": "tag" } } },
                "notes": { "type": "array", "items": { "type": "string" }, "xml": { "name": "all", "wrapped": true } },
                "words": { "type": "array", "items": { "type": "string" }, "xml": { "name": "ignored" } },
                "any": {}
            } },
            "Named": { "allOf": [{ "$ref": "#/components/schemas/Book" }], "xml": { "name": "volume" } },
            "List": { "type": "array", "items": { "type": "integer", "nullable": true } },
            "Map": { "type": "object", "additionalProperties": { "type": "boolean" } },
            "Either": { "oneOf": [{ "type": "string" }, { "type": "integer" }] }
        } }
    }"##;

    #[test]
    fn xml_follows_the_rules_of_the_standard() {
        let (document, _) = Document::from_text("a.json", DESCRIPTION.to_owned()).unwrap();
        let writer = XmlWriter {
            document: &document,
        };
        let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"";
        for (schema, value, expected) in [
            (
                "Book",
                json!({ "id": 1, "tags": ["a", "b"] }),
                Some("<Book id=\"1\"><tag>a</tag><tag>b</tag></Book>".to_owned()),
            ),
            ("Book", json!({ "tags": [] }), None),
            ("Book", json!({ "notes": [] }), Some("<Book><all></all></Book>".to_owned())),
            ("Book", json!({ "notes": ["a"] }), Some("<Book><all><all>a</all></all></Book>".to_owned())),
            ("Book", json!({ "words": ["a"] }), Some("<Book><words>a</words></Book>".to_owned())),
            (
                "Book",
                json!({ "name": "<\n\"&" }),
                Some("<Book><s:name xmlns:s=\"https://example.com/n\">&lt;&#10;&quot;&amp;</s:name></Book>".to_owned()),
            ),
            ("Book", json!({ "name": "\u{1}" }), None),
            ("Book", json!({ "any": "a" }), None),
            ("Book", json!({ "other": "a" }), None),
            ("Named", json!({ "id": 1 }), Some("<volume id=\"1\"></volume>".to_owned())),
            ("List", json!([1, null]), Some(format!("<List><List>1</List><List {xsi}></List></List>"))),
            ("Map", json!({ "a": true }), Some("<Map><a>true</a></Map>".to_owned())),
            ("Map", json!({ "a b": true }), None),
            ("Either", json!("a"), None),
        ] {
            let written = writer.document(&Origin::new(FileId(0), format!("/components/schemas/{schema}")), &value);
            let written = written.as_deref().map(|text| text.split_once('\n').unwrap_or_default().1);
            assert_eq!(written, expected.as_deref(), "{schema} {value}");
        }
        let value = json!({ "tags": [], "notes": [], "other": 1, "id": 2 });
        let settled = writer.settled(
            &Origin::new(FileId(0), "/components/schemas/Named"),
            &value,
            0,
        );
        assert_eq!(settled, json!({ "notes": [], "id": 2 }));
    }
}
