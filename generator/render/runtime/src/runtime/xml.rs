//! XML bodies, in the form that [`Xml`] describes. The parser needs the feature `xml`; without it,
//! XML responses are errors that keep the body.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::Value;

use super::api::{Property, Table, Xml};
use super::call::Call;
use super::codec::object_members;
use super::error::Error;
use super::json::DecodeError;
use super::node::{Model, Node, Record, Slot, View, is_absent};
use super::outcome::{Fault, RawResponse};
use super::params::{is_null, leaf_text};
use super::response::{Response, read_body, read_text};
use super::send::{Sending, send_and_read};
use super::styles::{is_list, list_items};
use super::xml_read::decode_xml;

impl Call {
    /// Sends an XML body with the root element `root`.
    pub fn xml(self, media_type: &'static str, root: &'static Xml, body: &dyn Node) -> Self {
        self.written(media_type, body, |extra| write_document(root, body, extra))
    }

    /// Sends the call; the response is XML.
    pub fn send_xml<T: Model>(self) -> Sending<Response<T>> {
        send_and_read(self, |raw| Ok(Response::of(raw.decode_xml()?, raw)))
    }
}

impl RawResponse {
    /// Decodes the XML body.
    ///
    /// # Errors
    /// The body does not match `T`.
    pub fn decode_xml<T: Model>(&self) -> Result<T, Error> {
        let mut value = T::blank();
        read_xml(self, &mut value).map(|()| value)
    }
}

impl Error {
    /// Decodes the XML body of the response as another type; `None` if it does not match.
    pub fn xml_as<T: Model>(&self) -> Option<T> {
        from_text(&String::from_utf8_lossy(self.body())).ok()
    }
}

/// Decodes XML.
///
/// # Errors
/// The XML does not match `T`.
pub fn from_text<T: Model>(text: &str) -> Result<T, DecodeError> {
    let mut value = T::blank();
    decode_xml(text, &mut value).map(|()| value)
}

/// Serializes a value as XML.
///
/// # Errors
/// A name or a character is not allowed in XML.
pub fn to_text(
    root: &'static Xml,
    value: &dyn Node,
    extra: &[(String, Value)],
) -> Result<String, String> {
    write_document(root, value, extra).map_err(|fault| fault.message)
}

/// Fills `node` from a response; a response with a JSON content type is decoded as JSON.
///
/// # Errors
/// The body does not match `node`.
pub fn read_xml(raw: &RawResponse, node: &mut dyn Node) -> Result<(), Error> {
    if raw
        .header("content-type")
        .is_some_and(|content_type| content_type.contains("json"))
    {
        return read_body(raw, None, node).map(drop);
    }
    if raw.body.is_empty() && matches!(node.slot(), Slot::Optional(_)) {
        return Ok(());
    }
    let text = if declares_latin1(&raw.body)
        && raw
            .header("content-type")
            .is_none_or(|content_type| !content_type.contains("charset"))
    {
        Ok(raw.body.iter().copied().map(char::from).collect())
    } else {
        read_text(raw)
    };
    text.and_then(|text| decode_xml(&text, node))
        .map_err(|error| Error::decode(raw.clone(), error))
}

/// Returns whether the first line of a document declares a single-byte charset.
fn declares_latin1(body: &[u8]) -> bool {
    let first_bytes: Vec<u8> = body.iter().take(100).map(u8::to_ascii_lowercase).collect();
    let start = String::from_utf8_lossy(&first_bytes);
    let declaration = start
        .strip_prefix("<?xml")
        .and_then(|declaration| declaration.split_once('>'));
    let charsets = ["iso-8859-1", "windows-1252", "us-ascii"];
    declaration
        .is_some_and(|(declaration, _)| charsets.iter().any(|name| declaration.contains(name)))
}

// Serializes a [`Node`] as XML. `null` is `xsi:nil`, where it is not omitted. Names from data are
// checked.

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Serializes a whole document, with additional properties in its root.
fn write_document(root: &Xml, body: &dyn Node, extra: &[(String, Value)]) -> Result<String, Fault> {
    let view = body.view();
    let is_object = object_members(&view).is_some();
    if !extra.is_empty() && !is_object {
        return Err(Fault::request(
            "the body is not an object, so it cannot have extra properties",
        ));
    }
    let mut writer = XmlWriter {
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        namespaces: Vec::new(),
    };
    let content = match root.items {
        Some(item) => XmlContent::Items(body, item),
        None if is_list(&view) => XmlContent::Items(body, &Xml::PLAIN),
        None => XmlContent::Node(body, extra),
    };
    writer.write_element("root", root, &content)?;
    Ok(writer.text)
}

enum XmlContent<'c> {
    /// A value, and properties that replace its own.
    Node(&'c dyn Node, &'c [(String, Value)]),
    /// The items of an array or tuple, and their form; in a tuple, the form of the items after the
    /// last one in the table.
    Items(&'c dyn Node, &'static Xml),
    Nil,
}

struct XmlWriter {
    text: String,
    /// Prefixes in scope with their namespaces; the innermost come last.
    namespaces: Vec<(&'static str, &'static str)>,
}

impl XmlWriter {
    /// Writes a value as one or more elements.
    fn write_value(&mut self, name: &str, xml: &'static Xml, node: &dyn Node) -> Result<(), Fault> {
        let view = node.view();
        if is_null(node) {
            return self.write_element(name, xml, &XmlContent::Nil);
        }
        if !is_list(&view) {
            return self.write_element(name, xml, &XmlContent::Node(node, &[]));
        }
        match xml.items {
            Some(item) => self.write_element(name, xml, &XmlContent::Items(node, item)),
            None => self.write_items(name, xml, node),
        }
    }

    /// Writes the items of an array or tuple.
    fn write_items(&mut self, name: &str, xml: &'static Xml, node: &dyn Node) -> Result<(), Fault> {
        let view = node.view();
        let properties: &[Property] = match view {
            View::Tuple(table, _) => table.properties,
            _ => &[],
        };
        for (index, item) in list_items(&view).into_iter().enumerate() {
            let xml = properties.get(index).map_or(xml, |property| property.xml);
            if xml.text {
                self.write_text(item)?;
            } else {
                self.write_item(name, xml, item)?;
            }
        }
        Ok(())
    }

    /// Writes one item of an array; a nested array gets an element around it.
    fn write_item(&mut self, name: &str, xml: &'static Xml, node: &dyn Node) -> Result<(), Fault> {
        if !is_list(&node.view()) {
            return self.write_value(name, xml, node);
        }
        let item = xml.items.unwrap_or(xml);
        self.write_element(name, xml, &XmlContent::Items(node, item))
    }

    /// Writes a property of an object with arbitrary names; a tuple gets an element around it.
    fn write_member(&mut self, name: &str, node: &dyn Node) -> Result<(), Fault> {
        match node.view() {
            View::Tuple(..) => self.write_item(name, &Xml::PLAIN, node),
            _ => self.write_value(name, &Xml::PLAIN, node),
        }
    }

    /// Writes a value as text; `null` is omitted.
    fn write_text(&mut self, node: &dyn Node) -> Result<(), Fault> {
        if is_null(node) {
            Ok(())
        } else {
            escape_text(&list_text(node)?, false, &mut self.text)
        }
    }

    fn write_element(
        &mut self,
        name: &str,
        xml: &Xml,
        content: &XmlContent<'_>,
    ) -> Result<(), Fault> {
        let name = qualified_name(name, xml)?;
        let outside = self.namespaces.len();
        self.text.push('<');
        self.text.push_str(&name);
        self.declare_prefix(xml);
        let start = self.text.len();
        match content {
            XmlContent::Nil => {
                write!(self.text, " xmlns:xsi=\"{INSTANCE}\" xsi:nil=\"true\">").unwrap_or_default()
            }
            XmlContent::Items(node, item) => {
                self.text.push('>');
                self.write_items(local_name(&name), item, *node)?;
            }
            XmlContent::Node(node, extra) => self.write_content(*node, extra)?,
        }
        // An element without content is `<a/>` instead of `<a></a>`.
        if self.text.ends_with('>')
            && !self
                .text
                .get(start..)
                .is_some_and(|inside| inside.contains('<'))
        {
            self.text.pop();
            self.text.push_str("/>");
        } else {
            write!(self.text, "</{name}>").unwrap_or_default();
        }
        self.namespaces.truncate(outside);
        Ok(())
    }

    /// Writes the attributes of an element, the end of its tag, and its content.
    fn write_content(&mut self, node: &dyn Node, extra: &[(String, Value)]) -> Result<(), Fault> {
        let view = node.view();
        if let View::Record(table, record) = view {
            return self.write_record(table, record, extra);
        }
        self.text.push('>');
        let Some(members) = object_members(&view) else {
            return escape_text(&leaf_text(node), false, &mut self.text);
        };
        for (name, node) in members
            .into_iter()
            .filter(|(name, _)| !is_replaced(extra, name))
        {
            self.write_member(name, node)?;
        }
        self.write_extra(extra)
    }

    fn write_record(
        &mut self,
        table: &Table,
        record: &dyn Record,
        extra: &[(String, Value)],
    ) -> Result<(), Fault> {
        let present = record.properties(table).filter(|(property, node)| {
            !property.read_only
                && !is_replaced(extra, property.name)
                && (property.required || !is_absent(*node))
        });
        let (attributes, elements): (Vec<_>, Vec<_>) =
            present.partition(|(property, _)| property.xml.attribute);
        for (property, node) in attributes {
            self.write_attribute(property, node)?;
        }
        self.text.push('>');
        for (property, node) in elements {
            if property.xml.text {
                self.write_text(node)?;
            } else {
                self.write_value(property.name, property.xml, node)?;
            }
        }
        for (name, node) in record
            .extra()
            .entries()
            .filter(|(name, _)| !is_replaced(extra, name))
        {
            self.write_member(name, node)?;
        }
        self.write_extra(extra)
    }

    fn write_extra(&mut self, extra: &[(String, Value)]) -> Result<(), Fault> {
        extra
            .iter()
            .try_for_each(|(name, value)| self.write_value(name, &Xml::PLAIN, value))
    }

    /// Writes an attribute; the items of an array are separated by spaces, and `null` is omitted.
    fn write_attribute(&mut self, property: &Property, node: &dyn Node) -> Result<(), Fault> {
        if is_null(node) {
            return Ok(());
        }
        let name = qualified_name(property.name, property.xml)?;
        if property.xml.prefix.is_some() {
            self.declare_prefix(property.xml);
        }
        write!(self.text, " {name}=\"").unwrap_or_default();
        escape_text(&list_text(node)?, true, &mut self.text)?;
        self.text.push('"');
        Ok(())
    }

    /// Declares a prefix, unless it is declared already.
    fn declare_prefix(&mut self, xml: &Xml) {
        let Some(namespace) = xml.namespace else {
            return;
        };
        let prefix = xml.prefix.unwrap_or_default();
        let declared = self.namespaces.iter().rev().find(|(key, _)| *key == prefix);
        if declared.is_some_and(|(_, uri)| *uri == namespace) {
            return;
        }
        let colon = if prefix.is_empty() { "" } else { ":" };
        write!(self.text, " xmlns{colon}{prefix}=\"").unwrap_or_default();
        namespace
            .chars()
            .for_each(|c| push_escaped(c, true, &mut self.text));
        self.text.push('"');
        self.namespaces.push((prefix, namespace));
    }
}

/// Returns a value as one string; the items of an array are separated by spaces.
fn list_text(node: &dyn Node) -> Result<String, Fault> {
    let view = node.view();
    if !is_list(&view) {
        return plain_text(node);
    }
    let words: Result<Vec<String>, Fault> = list_items(&view).into_iter().map(plain_text).collect();
    Ok(words?.join(" "))
}

fn plain_text(node: &dyn Node) -> Result<String, Fault> {
    let view = node.view();
    if is_list(&view) || object_members(&view).is_some() {
        Err(Fault::request(
            "an object or array cannot be the text of an element or attribute",
        ))
    } else {
        Ok(leaf_text(node))
    }
}

fn is_replaced(extra: &[(String, Value)], name: &str) -> bool {
    extra.iter().any(|(key, _)| key == name)
}

fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn qualified_name<'n>(name: &'n str, xml: &Xml) -> Result<Cow<'n, str>, Fault> {
    let own_name = xml.name_or(name);
    let qualified = match xml.prefix {
        Some(prefix) => Cow::Owned(format!("{prefix}:{own_name}")),
        None => Cow::Borrowed(own_name),
    };
    if is_name(&qualified) {
        Ok(qualified)
    } else {
        Err(Fault::request(format!(
            "`{}` is not a valid XML name",
            qualified.escape_debug()
        )))
    }
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

/// Appends text with escaped special characters.
fn escape_text(text: &str, in_attribute: bool, output: &mut String) -> Result<(), Fault> {
    for c in text.chars() {
        if matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
        {
            return Err(Fault::request(format!(
                "XML cannot contain the character U+{:04X}",
                u32::from(c)
            )));
        }
        push_escaped(c, in_attribute, output);
    }
    Ok(())
}

fn push_escaped(c: char, in_attribute: bool, output: &mut String) {
    match c {
        '&' => output.push_str("&amp;"),
        '<' => output.push_str("&lt;"),
        '>' => output.push_str("&gt;"),
        '"' if in_attribute => output.push_str("&quot;"),
        // Parsers would normalize them to other white space.
        '\n' | '\t' if in_attribute => write!(output, "&#{};", u32::from(c)).unwrap_or_default(),
        '\r' => output.push_str("&#13;"),
        c => output.push(c),
    }
}
