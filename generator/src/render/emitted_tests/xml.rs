//! The XML form of a JSON value, from the description only, independent of the runtime.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::model::{Content, EncodingFormat, Schema, Struct, Type, TypeKind, Xml};
use crate::render::context::RenderContext;

const MAX_DEPTH: usize = 60;

/// The document; `None` if a name is not valid in XML, or the value is nested too deep.
pub(super) fn xml_document_text<'a>(
    cx: &RenderContext<'a>,
    schema: &'a Schema,
    value: &Value,
) -> Option<String> {
    write_xml_document(
        cx,
        schema,
        (
            &own_xml_form(schema),
            item_of(cx, schema).map(own_xml_form).as_ref(),
        ),
        value,
    )
}

/// The XML parts of a body, by property; `None` as for [`xml_document_text`].
pub(super) fn xml_body_parts<'a>(
    cx: &RenderContext<'a>,
    content: &'a Content,
    body: &Value,
) -> Option<Map<String, Value>> {
    let mut all = Map::new();
    for encoding in &content.encodings {
        let EncodingFormat::Xml { part, .. } = &encoding.format else {
            continue;
        };
        let property = xml_property_schema(cx, content.schema.as_ref()?, &encoding.property, 0)?;
        let Some(value) = body
            .get(&encoding.property)
            .filter(|value| !value.is_null())
        else {
            continue;
        };
        let (schema, values) = match (value, item_of(cx, property)) {
            (Value::Array(values), Some(item)) => (item, values.as_slice()),
            _ => (property, std::slice::from_ref(value)),
        };
        let present = values.iter().filter(|value| !value.is_null());
        let texts: Option<Vec<String>> = present
            .map(|value| write_xml_document(cx, schema, (&part.root, part.items.as_ref()), value))
            .collect();
        all.insert(encoding.property.clone(), texts?.into());
    }
    Some(all)
}

/// The schema of a property; for a union, that of the first member that has it, since XML parts are equal in all.
fn xml_property_schema<'a>(
    cx: &RenderContext<'a>,
    body: &'a Schema,
    name: &str,
    depth: usize,
) -> Option<&'a Schema> {
    let Type::Named(id) = *cx.resolve(body).ty else {
        return None;
    };
    match &cx.def(id).filter(|_| depth < MAX_DEPTH)?.kind {
        TypeKind::Struct(record) => record
            .properties
            .iter()
            .find(|property| property.wire == name)
            .map(|property| &property.schema),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .find_map(|variant| xml_property_schema(cx, &variant.schema, name, depth + 1)),
        _ => None,
    }
}

fn write_xml_document<'a>(
    cx: &RenderContext<'a>,
    schema: &'a Schema,
    (root, items): (&Xml, Option<&Xml>),
    value: &Value,
) -> Option<String> {
    let own = Xml {
        attribute: false,
        ..root.clone()
    };
    let mut writer = XmlWriter {
        cx,
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        known: Vec::new(),
    };
    let at = Element {
        name: "root",
        xml: &own,
        items,
        depth: 0,
    };
    writer.item(&at, schema, value)?;
    Some(writer.text)
}

fn own_xml_form(schema: &Schema) -> Xml {
    schema.xml.as_deref().cloned().unwrap_or_default()
}

fn item_of<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> Option<&'a Schema> {
    match cx.resolve(schema).ty {
        Type::List(item) => Some(item),
        _ => None,
    }
}

/// An element: its name, its XML form, and, for an array, the XML form of its items.
#[derive(Clone, Copy)]
struct Element<'e> {
    name: &'e str,
    xml: &'e Xml,
    items: Option<&'e Xml>,
    depth: usize,
}

enum ElementContent<'e, 'a> {
    Value(&'e Value, Option<&'a Schema>),
    Items(&'e [Value], &'a Schema),
}

struct XmlWriter<'c, 'a> {
    cx: &'c RenderContext<'a>,
    text: String,
    /// Prefixes in scope with their namespaces, the innermost last.
    known: Vec<(String, String)>,
}

impl<'a> XmlWriter<'_, 'a> {
    /// A property as one element or more.
    fn property(
        &mut self,
        name: &str,
        schema: Option<&'a Schema>,
        value: &Value,
        depth: usize,
    ) -> Option<()> {
        let own = schema.map(own_xml_form).unwrap_or_default();
        let item = schema.and_then(|schema| item_of(self.cx, schema));
        let item_xml = item.map(own_xml_form).unwrap_or_default();
        match (value, item) {
            (Value::Array(values), Some(item)) if own.wrapped => {
                let at = Element {
                    name,
                    xml: &own,
                    items: Some(&item_xml),
                    depth,
                };
                self.element(&at, &ElementContent::Items(values, item))
            }
            (Value::Array(values), Some(item)) => {
                let at = Element {
                    name,
                    xml: &item_xml,
                    items: None,
                    depth,
                };
                values
                    .iter()
                    .try_for_each(|value| self.item(&at, item, value))
            }
            (Value::Array(values), None) => {
                let at = Element {
                    name,
                    xml: &own,
                    items: None,
                    depth,
                };
                values
                    .iter()
                    .try_for_each(|value| self.element(&at, &ElementContent::Value(value, None)))
            }
            (value, _) => {
                let xml = if item.is_some() && !own.wrapped {
                    item_xml
                } else {
                    own
                };
                self.element(
                    &Element {
                        name,
                        xml: &xml,
                        items: None,
                        depth,
                    },
                    &ElementContent::Value(value, schema),
                )
            }
        }
    }

    fn item(&mut self, at: &Element<'_>, schema: &'a Schema, value: &Value) -> Option<()> {
        match (value, item_of(self.cx, schema)) {
            (Value::Array(values), Some(item)) => {
                self.element(at, &ElementContent::Items(values, item))
            }
            _ => self.element(at, &ElementContent::Value(value, Some(schema))),
        }
    }

    fn element(&mut self, at: &Element<'_>, inside: &ElementContent<'_, 'a>) -> Option<()> {
        if at.depth > MAX_DEPTH {
            return None;
        }
        let name = qualified_xml_name(at.name, at.xml)?;
        let outside = self.known.len();
        write!(self.text, "<{name}").ok()?;
        self.declare(at.xml);
        let start = self.text.len();
        match inside {
            ElementContent::Value(Value::Null, _) => {
                self.text.push_str(
                    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\">",
                );
            }
            ElementContent::Value(value, schema) => self.value(value, *schema, at.depth)?,
            ElementContent::Items(values, item) => {
                self.text.push('>');
                let last = name.rsplit(':').next().unwrap_or(&name).to_owned();
                let xml = at.items.unwrap_or(at.xml);
                let at = Element {
                    name: &last,
                    xml,
                    items: None,
                    depth: at.depth + 1,
                };
                values
                    .iter()
                    .try_for_each(|value| self.item(&at, item, value))?;
            }
        }
        if self
            .text
            .get(start..)
            .is_some_and(|inside| inside.ends_with('>') && !inside.contains('<'))
        {
            self.text.pop();
            self.text.push_str("/>");
        } else {
            write!(self.text, "</{name}>").ok()?;
        }
        self.known.truncate(outside);
        Some(())
    }

    /// Attributes, the end of the tag, and the content.
    fn value(&mut self, value: &Value, schema: Option<&'a Schema>, depth: usize) -> Option<()> {
        match (value, schema.and_then(|schema| self.record(schema, value))) {
            (Value::Object(members), Some(record)) => self.object(members, record, depth),
            (Value::Object(members), None) => {
                self.text.push('>');
                let inner = schema.and_then(|schema| match self.cx.resolve(schema).ty {
                    Type::Map(_) | Type::Any => None,
                    _ => Some(schema),
                });
                members
                    .iter()
                    .try_for_each(|(name, value)| self.property(name, inner, value, depth + 1))
            }
            (value, _) => {
                self.text.push('>');
                escape_xml_text(&xml_scalar_text(value), false, &mut self.text);
                Some(())
            }
        }
    }

    /// The object schema of a value, possibly a member of a union.
    fn record(&self, schema: &'a Schema, value: &Value) -> Option<&'a Struct> {
        let mut schema = schema;
        for _ in 0..MAX_DEPTH {
            let Type::Named(id) = *self.cx.resolve(schema).ty else {
                return None;
            };
            match &self.cx.def(id)?.kind {
                TypeKind::Struct(record) => return Some(record),
                TypeKind::Union(union) => {
                    schema = &union
                        .variants
                        .get(self.cx.samples.shapes_of(union, value, 0).next()?)?
                        .schema;
                }
                TypeKind::Tuple(_) | TypeKind::Enum(_) | TypeKind::Alias(_) => return None,
            }
        }
        None
    }

    fn object(
        &mut self,
        members: &Map<String, Value>,
        record: &'a Struct,
        depth: usize,
    ) -> Option<()> {
        let known = |name: &str| {
            record
                .properties
                .iter()
                .any(|property| property.wire == *name)
        };
        let present = record
            .properties
            .iter()
            .filter_map(|property| Some((property, members.get(&property.wire)?)));
        let (attributes, elements): (Vec<_>, Vec<_>) = present.partition(|(property, _)| {
            property
                .schema
                .xml
                .as_deref()
                .is_some_and(|xml| xml.attribute)
        });
        for (property, value) in attributes {
            self.attribute(&property.wire, &property.schema, value)?;
        }
        self.text.push('>');
        for (property, value) in elements {
            self.property(&property.wire, Some(&property.schema), value, depth + 1)?;
        }
        let others = members.iter().filter(|(name, _)| !known(name));
        others
            .into_iter()
            .try_for_each(|(name, value)| self.property(name, None, value, depth + 1))
    }

    fn attribute(&mut self, name: &str, schema: &Schema, value: &Value) -> Option<()> {
        let text = match value {
            Value::Null => return Some(()),
            Value::Object(_) => return None,
            Value::Array(items) => items
                .iter()
                .map(xml_scalar_text)
                .collect::<Vec<_>>()
                .join(" "),
            value => xml_scalar_text(value),
        };
        let xml = own_xml_form(schema);
        let name = qualified_xml_name(name, &xml)?;
        if xml.prefix.is_some() {
            self.declare(&xml);
        }
        write!(self.text, " {name}=\"").ok()?;
        escape_xml_text(&text, true, &mut self.text);
        self.text.push('"');
        Some(())
    }

    fn declare(&mut self, xml: &Xml) {
        let Some(namespace) = &xml.namespace else {
            return;
        };
        let prefix = xml.prefix.clone().unwrap_or_default();
        let known = self.known.iter().rev().find(|(known, _)| *known == prefix);
        if known.is_some_and(|(_, known)| known == namespace) {
            return;
        }
        let colon = if prefix.is_empty() { "" } else { ":" };
        self.text.push_str(&format!(" xmlns{colon}{prefix}=\""));
        escape_xml_text(namespace, true, &mut self.text);
        self.text.push('"');
        self.known.push((prefix, namespace.clone()));
    }
}

fn qualified_xml_name(name: &str, xml: &Xml) -> Option<String> {
    let name = xml
        .name
        .as_deref()
        .filter(|name| !name.is_empty())
        .unwrap_or(name);
    let name = xml
        .prefix
        .as_ref()
        .map_or_else(|| name.to_owned(), |prefix| format!("{prefix}:{name}"));
    let is_first = name.starts_with(|c: char| c == '_' || c.is_alphabetic());
    let is_name = name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
    (is_first && is_name).then_some(name)
}

fn xml_scalar_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn escape_xml_text(text: &str, in_attribute: bool, to: &mut String) {
    for c in text.chars() {
        match c {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' if in_attribute => to.push_str("&quot;"),
            c => to.push(c),
        }
    }
}
