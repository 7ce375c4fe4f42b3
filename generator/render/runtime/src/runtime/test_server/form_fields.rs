//! Decodes the fields of queries, cookies, forms and multipart bodies to JSON.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};

use super::super::api::Style;
use super::super::catalog_check::is_file;
use super::super::json::put_value;
use super::super::redact::percent_decoded;
use super::decode::json_or_text;
use super::schemas::Schemas;

/// A pair of a query, a form or a cookie header, or a part of a multipart body.
pub(super) struct Field {
    pub(super) name: String,
    content: FieldContent,
}

enum FieldContent {
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
    /// Returns the pairs of a query or a form.
    pub(super) fn of_form(text: &str) -> Vec<Self> {
        // Forms write a space as `+`.
        Self::of_pairs(&text.replace('+', "%20"), '&')
    }

    /// Returns pairs of encoded names and values.
    pub(super) fn of_pairs(text: &str, separator: char) -> Vec<Self> {
        let pairs = text.split(separator).map(str::trim);
        let fields = pairs.filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Self {
                name: percent_decoded(name),
                content: FieldContent::Encoded(value.to_owned()),
            }
        });
        fields.collect()
    }

    /// Returns a part of a multipart body.
    pub(super) fn part(name: &str, media_type: &str, content: &[u8]) -> Self {
        let content = match std::str::from_utf8(content) {
            Ok(text) if media_type.contains("json") => FieldContent::Json(json_or_text(text)),
            Ok(text) if media_type.is_empty() || media_type.starts_with("text/plain") => {
                FieldContent::Text(text.to_owned())
            }
            _ => FieldContent::File(BASE64_STANDARD.encode(content)),
        };
        Self {
            name: name.to_owned(),
            content,
        }
    }

    pub(super) fn text(&self) -> String {
        match &self.content {
            FieldContent::Encoded(text) => percent_decoded(text),
            FieldContent::Text(text) | FieldContent::File(text) => text.clone(),
            FieldContent::Json(value) => value.to_string(),
        }
    }

    /// Returns the content as it is split, in percent-encoding.
    fn encoded_text(&self) -> String {
        match &self.content {
            FieldContent::Encoded(text) => text.clone(),
            _ => self.text().replace('%', "%25"),
        }
    }

    fn value(&self, schemas: Schemas, schema: &Value) -> Value {
        match &self.content {
            FieldContent::Json(value) => value.clone(),
            FieldContent::File(base64) => base64.as_str().into(),
            FieldContent::Text(text) if is_file(schema) => BASE64_STANDARD.encode(text).into(),
            _ => schemas.coerce(&self.text(), schema),
        }
    }
}

/// Decodes fields.
pub(super) struct FormDecoder {
    pub(super) schemas: Schemas,
    pub(super) fields: Vec<Field>,
}

impl FormDecoder {
    fn named<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Field> {
        self.fields.iter().filter(move |field| field.name == name)
    }

    /// Returns the value with this name and style; `None` if it is absent.
    pub(super) fn styled_value(
        &self,
        name: &str,
        FieldStyle { style, explode }: FieldStyle,
        schema: &Value,
    ) -> Option<Value> {
        let kinds = self.schemas.kinds(schema);
        let Some(first) = self.named(name).next() else {
            return match style {
                Style::DeepObject => self.deep_value(name, schema),
                Style::Json => None,
                _ if explode && kinds.object => self.exploded_object(schema),
                _ => None,
            };
        };
        let (raw_separator, separator) = match style {
            Style::Json => return Some(json_or_text(&first.text())),
            Style::SpaceDelimited => (" ", "%20"),
            Style::PipeDelimited => ("|", "%7C"),
            Style::TabDelimited => ("\t", "%09"),
            _ => (",", ","),
        };
        if explode && kinds.array && (!kinds.scalar() || self.named(name).count() > 1) {
            return Some(self.items(name, schema));
        }
        if explode || !(kinds.array || kinds.object) {
            return Some(first.value(self.schemas, schema));
        }
        let text = first.encoded_text().replace("%7c", "%7C");
        let separated = text.replace(raw_separator, separator);
        Some(self.schemas.split(&separated, schema, separator, false))
    }

    /// Returns an array with an item for each field.
    fn items(&self, name: &str, schema: &Value) -> Value {
        let items = self.named(name).enumerate().map(|(index, field)| {
            let item_schema = self.schemas.item(schema, index).unwrap_or_default();
            field.value(self.schemas, &item_schema)
        });
        items.collect()
    }

    /// Returns an object whose properties are fields: those that its schema describes, or all
    /// fields if it describes none.
    fn exploded_object(&self, schema: &Value) -> Option<Value> {
        let has_any_names = self.schemas.properties(schema).is_empty();
        let mut members = Map::new();
        for field in &self.fields {
            let property = self.schemas.property(schema, &field.name);
            if property.is_some() || has_any_names {
                let property = property.unwrap_or_default();
                let member = members.entry(field.name.clone());
                member.or_insert_with(|| field.value(self.schemas, &property));
            }
        }
        (!members.is_empty()).then(|| members.into())
    }

    /// Returns the value whose fields are `name[key]`.
    fn deep_value(&self, name: &str, schema: &Value) -> Option<Value> {
        const MAX_KEYS: usize = 32;
        let mut texts = Value::Null;
        for (index, field) in self.fields.iter().enumerate() {
            let bracketed = field.name.strip_prefix(name);
            let keys = bracketed.and_then(|keys| keys.strip_prefix('[')?.strip_suffix(']'));
            let Some(keys) = keys else {
                continue;
            };
            let keys = keys.split("][").take(MAX_KEYS).map(|key| match key {
                // Another item of an array.
                "" => format!("[{index}]"),
                key => key.to_owned(),
            });
            put_value(&mut texts, keys, field.text().into());
        }
        texts
            .is_object()
            .then(|| self.schemas.coerce_all(texts, schema))
    }

    /// Returns an object with all fields; `style` is the style of a property, if it has one.
    pub(super) fn object(
        &self,
        schema: &Value,
        style: &dyn Fn(&str) -> Option<FieldStyle>,
    ) -> Value {
        let properties = self.schemas.properties(schema).into_iter();
        let styled = properties.filter_map(|(name, schema)| {
            let value = self.styled_value(&name, style(&name)?, &schema)?;
            Some((name, value))
        });
        let mut members: Map<String, Value> = styled.collect();
        let is_styled = |field: &&Field| {
            let outer_name = field.name.split('[').next().unwrap_or_default();
            members.contains_key(outer_name) || members.contains_key(&field.name)
        };
        let others: Vec<&Field> = self
            .fields
            .iter()
            .filter(|field| !is_styled(field))
            .collect();
        for Field { name, .. } in others {
            members.entry(name.clone()).or_insert_with(|| {
                let property = self.schemas.property(schema, name).unwrap_or_default();
                self.usual_value(name, &property)
            });
        }
        members.into()
    }

    /// Returns a value with the default encoding: a field for each item of an array.
    fn usual_value(&self, name: &str, schema: &Value) -> Value {
        let fields: Vec<&Field> = self.named(name).collect();
        if let [field] = fields.as_slice() {
            let value = field.value(self.schemas, schema);
            if value.is_array() || !self.schemas.kinds(schema).array {
                return value;
            }
        }
        self.items(name, schema)
    }
}

impl Schemas {
    /// Gives all texts in a value the types of a schema; an object may stand for an array.
    fn coerce_all(self, value: Value, schema: &Value) -> Value {
        let members = match value {
            Value::Object(members) => members.into_iter(),
            Value::String(text) => return self.coerce(&text, schema),
            value => return value,
        };
        let kinds = self.kinds(schema);
        if kinds.array && !kinds.object {
            let item_schema = self.item(schema, 0).unwrap_or_default();
            let items = members.map(|(_, item)| self.coerce_all(item, &item_schema));
            return items.collect();
        }
        let coerced = members.map(|(name, inner)| {
            let property = self.property(schema, &name).unwrap_or_default();
            let inner = self.coerce_all(inner, &property);
            (name, inner)
        });
        coerced.collect()
    }
}
