//! Decodes the fields of queries, cookies, forms and multipart bodies to JSON.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};

use super::super::api::Style;
use super::super::catalog_check::is_file;
use super::super::redact::percent_decoded;
use super::decode::json_or_text;
use super::request::Pair;
use super::schemas::Schemas;

/// A pair of a form, or a part of a multipart body.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) content: FieldContent,
}

pub(super) enum FieldContent {
    /// Text that is still percent-encoded.
    Encoded(String),
    Text(String),
    /// JSON, by the media type of the part.
    Json(Value),
    /// A file, in base64.
    File(String),
}

/// How a field is serialized.
#[derive(Clone, Copy)]
pub(super) struct FieldStyle {
    pub(super) style: Style,
    pub(super) explode: bool,
}

impl Field {
    pub(super) fn text(pair: &Pair, is_encoded: bool) -> Self {
        let text = pair.value.clone();
        Self {
            name: pair.name.clone(),
            content: if is_encoded {
                FieldContent::Encoded(text)
            } else {
                FieldContent::Text(text)
            },
        }
    }

    /// Returns a part of a multipart body.
    pub(super) fn part(name: String, media_type: &str, content: &[u8]) -> Self {
        let content = match std::str::from_utf8(content) {
            Ok(text) if media_type.contains("json") => FieldContent::Json(json_or_text(text)),
            Ok(text) if media_type.is_empty() || media_type.starts_with("text/plain") => {
                FieldContent::Text(text.to_owned())
            }
            _ => FieldContent::File(BASE64_STANDARD.encode(content)),
        };
        Self { name, content }
    }

    fn decoded(&self) -> String {
        match &self.content {
            FieldContent::Encoded(text) => percent_decoded(text),
            FieldContent::Text(text) | FieldContent::File(text) => text.clone(),
            FieldContent::Json(value) => value.to_string(),
        }
    }

    /// Returns the content as it is split, in percent-encoding.
    fn encoded(&self) -> String {
        match &self.content {
            FieldContent::Encoded(text) => text.clone(),
            _ => self.decoded().replace('%', "%25"),
        }
    }

    fn value(&self, schemas: Schemas, schema: &Value) -> Value {
        match &self.content {
            FieldContent::Json(value) => value.clone(),
            FieldContent::File(base64) => base64.as_str().into(),
            FieldContent::Text(text) if is_file(schema) => BASE64_STANDARD.encode(text).into(),
            _ => schemas.coerce(&self.decoded(), schema),
        }
    }
}

/// Decodes fields.
pub(super) struct FormDecoder<'f> {
    pub(super) schemas: Schemas,
    pub(super) fields: &'f [Field],
}

impl FormDecoder<'_> {
    fn named<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Field> {
        self.fields.iter().filter(move |field| field.name == name)
    }

    /// Returns the value with this name and style; `None` if it is absent.
    pub(super) fn styled_value(
        &self,
        name: &str,
        style: FieldStyle,
        schema: &Value,
    ) -> Option<Value> {
        let schemas = self.schemas;
        let kinds = schemas.kinds(schema);
        let first = self.named(name).next();
        let between = match style.style {
            Style::DeepObject if first.is_none() => return self.deep_value(name, schema),
            Style::Json => return Some(json_or_text(&first?.decoded())),
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            Style::TabDelimited => "%09",
            _ => ",",
        };
        if style.explode && kinds.object && first.is_none() {
            return self.exploded_object(schema);
        }
        let field = first?;
        if style.explode && kinds.array && (!kinds.scalar() || self.named(name).count() > 1) {
            let texts = self.named(name).map(Field::decoded);
            return Some(schemas.items(texts, schema));
        }
        if style.explode || !(kinds.array || kinds.object) {
            return Some(field.value(schemas, schema));
        }
        let text = match between {
            "%7C" => field
                .encoded()
                .replace('|', between)
                .replace("%7c", between),
            "%20" => field.encoded().replace(' ', between),
            "%09" => field.encoded().replace('\t', between),
            _ => field.encoded(),
        };
        Some(schemas.split_encoded(&text, schema, between))
    }

    /// Returns an object whose properties are fields.
    fn exploded_object(&self, schema: &Value) -> Option<Value> {
        let mut members = Map::new();
        for name in self.schemas.property_names(schema) {
            let inner_schema = self.schemas.property(schema, &name).unwrap_or_default();
            let field = self.named(&name).next();
            let value = field.map(|field| field.value(self.schemas, &inner_schema));
            members.extend(value.map(|value| (name, value)));
        }
        if members.is_empty() {
            None
        } else {
            Some(members.into())
        }
    }

    /// Returns the value whose fields are `name[key]`.
    fn deep_value(&self, name: &str, schema: &Value) -> Option<Value> {
        let mut root = Tree::default();
        for field in self.fields {
            let Some(keys) = field.name.strip_prefix(name).and_then(bracketed_keys) else {
                continue;
            };
            root.insert(&keys, field.decoded());
        }
        if root.branches.is_empty() {
            None
        } else {
            Some(root.value(self.schemas, schema))
        }
    }

    /// Returns an object with all fields; `style` is the style of a property, if it has one.
    pub(super) fn object(
        &self,
        schema: &Value,
        style: &dyn Fn(&str) -> Option<FieldStyle>,
    ) -> Value {
        let mut members = Map::new();
        let mut others: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
        for name in self.schemas.property_names(schema) {
            let inner_schema = self.schemas.property(schema, &name).unwrap_or_default();
            let styled =
                style(&name).and_then(|style| self.styled_value(&name, style, &inner_schema));
            members.extend(styled.map(|value| (name, value)));
        }
        for field in self.fields {
            let outer_name = field.name.split('[').next().unwrap_or_default();
            let is_done = [outer_name, &field.name]
                .iter()
                .any(|name| members.contains_key(*name));
            if !is_done {
                others.entry(field.name.as_str()).or_default().push(field);
            }
        }
        for (name, fields) in others {
            let inner_schema = self.schemas.property(schema, name).unwrap_or_default();
            members.insert(name.to_owned(), self.usual_value(&fields, &inner_schema));
        }
        members.into()
    }

    /// Returns a value with the default encoding: a field for each item of an array.
    fn usual_value(&self, fields: &[&Field], schema: &Value) -> Value {
        let kinds = self.schemas.kinds(schema);
        let item_schema = schema.get("items").cloned().unwrap_or_default();
        match fields {
            [field] if !kinds.array => field.value(self.schemas, schema),
            [field] if field.value(self.schemas, schema).is_array() => {
                field.value(self.schemas, schema)
            }
            _ => {
                let items = fields
                    .iter()
                    .map(|field| field.value(self.schemas, &item_schema));
                items.collect()
            }
        }
    }
}

/// Returns the keys of `[a][b]`.
fn bracketed_keys(text: &str) -> Option<Vec<&str>> {
    const MAX_KEYS: usize = 32;
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split("][").take(MAX_KEYS).collect())
}

/// The fields of one value, by their keys.
#[derive(Default)]
struct Tree {
    text: Option<String>,
    branches: Vec<(String, Tree)>,
}

impl Tree {
    fn insert(&mut self, keys: &[&str], text: String) {
        let Some((key, inner_keys)) = keys.split_first() else {
            self.text = Some(text);
            return;
        };
        let mut branches = self.branches.iter_mut();
        match branches.find(|(name, _)| name == key && !key.is_empty()) {
            Some((_, branch)) => branch.insert(inner_keys, text),
            None => {
                let mut branch = Self::default();
                branch.insert(inner_keys, text);
                self.branches.push(((*key).to_owned(), branch));
            }
        }
    }

    fn value(&self, schemas: Schemas, schema: &Value) -> Value {
        if self.branches.is_empty() {
            return schemas.coerce(self.text.as_deref().unwrap_or_default(), schema);
        }
        let kinds = schemas.kinds(schema);
        if kinds.array && !kinds.object {
            let item_schema = schemas.item(schema, 0).unwrap_or_default();
            let items = self
                .branches
                .iter()
                .map(|(_, tree)| tree.value(schemas, &item_schema));
            return items.collect();
        }
        let members = self.branches.iter().map(|(name, tree)| {
            let inner_schema = schemas.property(schema, name).unwrap_or_default();
            (name.clone(), tree.value(schemas, &inner_schema))
        });
        Value::Object(members.collect())
    }
}
