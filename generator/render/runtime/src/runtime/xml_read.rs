//! Decodes XML into a [`Node`]; names are compared without prefixes.
//!
//! Only the five entities of XML are expanded, and nesting is limited, so that a small document
//! cannot use much memory.

use std::collections::BTreeMap;

use serde_json::{Map as Object, Value};

use super::api::{Property, Shape, Table, UnionTable};
use super::json::{DecodeError, Number};
use super::node::{
    List, Map, Node, Optional, Record, Slot, Union, clear_following, is_short, tuple_place,
};

pub(crate) fn decode_xml(text: &str, node: &mut dyn Node) -> Result<(), DecodeError> {
    let root = parse(text).map_err(DecodeError::of)?;
    let mut reader = XmlReader { attempts: 10_000 };
    reader
        .fill(node, &[XmlNode::Element(&root)], true)
        .map_err(|mismatch| {
            let steps: String = mismatch
                .steps
                .iter()
                .rev()
                .map(|step| format!(".{step}"))
                .collect();
            DecodeError {
                path: format!("${steps}"),
                message: mismatch.message,
            }
        })
}

/// The XML that a value is read from: an element, or the text of an attribute or element.
#[derive(Clone, Copy)]
enum XmlNode<'e> {
    Element(&'e Element),
    Attribute(&'e str),
}

impl<'e> XmlNode<'e> {
    fn text(self) -> &'e str {
        match self {
            Self::Element(element) => &element.text,
            Self::Attribute(text) => text,
        }
    }

    fn children(self) -> &'e [Element] {
        match self {
            Self::Element(element) => &element.children,
            Self::Attribute(_) => &[],
        }
    }

    fn is_nil(self) -> bool {
        matches!(self, Self::Element(element) if element.is_nil)
    }
}

/// A value that does not match, and its path, innermost step first.
struct Mismatch {
    steps: Vec<String>,
    message: String,
}

fn mismatch_result<T>(expected: &str, actual: &str) -> Result<T, Mismatch> {
    let shown = if actual.trim().is_empty() {
        "nothing".to_owned()
    } else {
        format!("`{}`", excerpt_of(actual))
    };
    Err(Mismatch {
        steps: Vec::new(),
        message: format!("expected {expected}, found {shown}"),
    })
}

fn excerpt_of(text: &str) -> String {
    text.trim()
        .chars()
        .take(40)
        .flat_map(char::escape_debug)
        .collect()
}

fn at_step<T>(step: &str, result: Result<T, Mismatch>) -> Result<T, Mismatch> {
    result.map_err(|mut mismatch| {
        mismatch.steps.push(step.to_owned());
        mismatch
    })
}

struct XmlReader {
    /// The number of failed attempts at union members that are still allowed.
    attempts: u32,
}

impl XmlReader {
    /// Fills a node from all elements of its name; with `wrapped`, the items of an array have a
    /// wrapper element.
    fn fill(
        &mut self,
        node: &mut dyn Node,
        sources: &[XmlNode<'_>],
        wrapped: bool,
    ) -> Result<(), Mismatch> {
        let last = sources.last().copied();
        match (node.slot(), last) {
            (Slot::List(list), _) => self.fill_list(list, sources, wrapped),
            (Slot::Tuple(table, record), _) => self.fill_tuple(table, record, sources, wrapped),
            (_, None) => mismatch_result("a value", ""),
            (Slot::Optional(optional), Some(last)) => {
                self.fill_optional(optional, sources, last, wrapped)
            }
            (Slot::Union(table, union, _), Some(last)) => {
                self.fill_union(union, candidate_members(table, last), sources, wrapped)
            }
            (Slot::Any(value), _) => {
                *value = to_json_value(sources);
                Ok(())
            }
            (Slot::Record(table, record), Some(last)) => self.fill_record(table, record, last),
            (Slot::Map(map), Some(last)) => self.fill_map(map, last),
            (slot, Some(last)) => fill_scalar(slot, last.text()),
        }
    }

    fn fill_optional(
        &mut self,
        optional: &mut dyn Optional,
        sources: &[XmlNode<'_>],
        last: XmlNode<'_>,
        wrapped: bool,
    ) -> Result<(), Mismatch> {
        let is_empty = last.text().trim().is_empty();
        let Some(node) = optional.fill() else {
            return Ok(());
        };
        // An empty element is an absent value, unless it may be a string.
        let is_null = is_empty
            && matches!(
                node.slot(),
                Slot::Bool(_) | Slot::Integer(_) | Slot::Wide(_) | Slot::Float(_) | Slot::Number(_)
            );
        // If there are several elements, the last one is an item, so it does not say whether the
        // whole array is `null`.
        let is_item = sources.len() > 1 && matches!(node.slot(), Slot::List(_) | Slot::Tuple(..));
        if is_null || last.is_nil() && !is_item {
            optional.set_null();
            return Ok(());
        }
        self.fill(node, sources, wrapped)
    }

    fn fill_list(
        &mut self,
        list: &mut dyn List,
        sources: &[XmlNode<'_>],
        wrapped: bool,
    ) -> Result<(), Mismatch> {
        list.clear();
        for (index, item) in array_items(sources, wrapped).into_iter().enumerate() {
            let Some(node) = list.push() else { break };
            at_step(&index.to_string(), self.fill(node, &[item], true))?;
        }
        Ok(())
    }

    fn fill_tuple(
        &mut self,
        table: &Table,
        record: &mut dyn Record,
        sources: &[XmlNode<'_>],
        wrapped: bool,
    ) -> Result<(), Mismatch> {
        clear_following(record);
        let has_text = table.properties.iter().any(|property| property.xml.text);
        let items = match sources {
            [XmlNode::Element(element)] if wrapped && has_text => nodes_of(table, element),
            _ => array_items(sources, wrapped),
        };
        let length = items.len();
        for (index, item) in items.into_iter().enumerate() {
            let Some(node) = tuple_place(table, record, index) else {
                break;
            };
            at_step(&index.to_string(), self.fill(node, &[item], true))?;
        }
        if is_short(table, length) {
            at_step(&length.to_string(), mismatch_result("a value", ""))
        } else {
            Ok(())
        }
    }

    fn fill_map(&mut self, map: &mut dyn Map, source: XmlNode<'_>) -> Result<(), Mismatch> {
        map.clear();
        for (name, sources) in group_by_name(source.children().iter()) {
            let node = map.insert(name.to_owned());
            let is_tuple = matches!(node.slot(), Slot::Tuple(..));
            at_step(name, self.fill(node, &sources, is_tuple))?;
        }
        Ok(())
    }

    fn fill_record(
        &mut self,
        table: &Table,
        record: &mut dyn Record,
        source: XmlNode<'_>,
    ) -> Result<(), Mismatch> {
        let XmlNode::Element(element) = source else {
            return mismatch_result("an element with others in it", source.text());
        };
        let sorted = Sorted::of(table, element);
        for (index, (property, sources)) in
            table.properties.iter().zip(&sorted.by_property).enumerate()
        {
            let node = record.get_mut(index);
            // An empty array may have no element.
            if !sources.is_empty() || (property.required && matches!(node.slot(), Slot::List(_))) {
                at_step(
                    property.name,
                    self.fill(node, sources, property.xml.items.is_some()),
                )?;
            } else if property.required && !matches!(node.slot(), Slot::Optional(_)) {
                return at_step(property.name, mismatch_result("a value", ""));
            }
        }
        let Some(extra) = record.extra_mut() else {
            return Ok(());
        };
        for (name, sources) in group_by_name(sorted.others.into_iter()) {
            at_step(
                name,
                self.fill(extra.insert(name.to_owned()), &sources, false),
            )?;
        }
        Ok(())
    }

    /// Tries the members that the element allows; a value that matches none is kept unchanged.
    fn fill_union(
        &mut self,
        union: &mut dyn Union,
        candidates: Vec<usize>,
        sources: &[XmlNode<'_>],
        wrapped: bool,
    ) -> Result<(), Mismatch> {
        for index in candidates {
            if self.attempts == 0 {
                break;
            }
            union.choose(index);
            if self.fill(union.active_mut(), sources, wrapped).is_ok() {
                return Ok(());
            }
            self.attempts -= 1;
        }
        union.keep(to_json_value(sources));
        Ok(())
    }
}

fn group_by_name<'e>(
    elements: impl Iterator<Item = &'e Element>,
) -> BTreeMap<&'e str, Vec<XmlNode<'e>>> {
    let mut groups: BTreeMap<&str, Vec<XmlNode<'_>>> = BTreeMap::new();
    for element in elements {
        groups
            .entry(&element.name)
            .or_default()
            .push(XmlNode::Element(element));
    }
    groups
}

/// The attributes, text and children of an element, by the property of the table that they belong
/// to; unknown attributes are dropped.
struct Sorted<'e> {
    by_property: Vec<Vec<XmlNode<'e>>>,
    others: Vec<&'e Element>,
}

impl<'e> Sorted<'e> {
    fn of(table: &Table, element: &'e Element) -> Self {
        let mut sorted = Self {
            by_property: vec![Vec::new(); table.properties.len()],
            others: Vec::new(),
        };
        for (name, text) in &element.attributes {
            if let Some(place) = find_property(table, name, true, 0)
                .and_then(|index| sorted.by_property.get_mut(index))
            {
                place.push(XmlNode::Attribute(text));
            }
        }
        if let Some((place, text)) = text_of(table, element)
            && let Some(place) = sorted.by_property.get_mut(place)
        {
            place.push(XmlNode::Attribute(text));
        }
        let mut guess = 0;
        for child in &element.children {
            let index = find_property(table, &child.name, false, guess);
            guess = index.unwrap_or(guess);
            match index.and_then(|index| sorted.by_property.get_mut(index)) {
                Some(place) => place.push(XmlNode::Element(child)),
                None => sorted.others.push(child),
            }
        }
        sorted
    }
}

/// Returns the index of the property that is the text of an element, and the text, if there is any.
/// White space between elements is ignored.
fn text_of<'e>(table: &Table, element: &'e Element) -> Option<(usize, &'e str)> {
    let mut properties = table.properties.iter();
    let place = properties.position(|property| property.xml.text)?;
    let text = if element.children.is_empty() {
        element.text.as_str()
    } else {
        element.text.trim()
    };
    let is_required = table
        .properties
        .get(place)
        .is_some_and(|property| property.required);
    if text.is_empty() && !is_required {
        return None;
    }
    Some((place, text))
}

/// Returns the items of a tuple that mixes texts and elements, by position. White space alone is
/// not text.
fn nodes_of<'e>(table: &Table, element: &'e Element) -> Vec<XmlNode<'e>> {
    let mut nodes = Vec::new();
    let mut children = element.children.iter().peekable();
    let mut start = 0;
    for property in table.properties {
        let next = children.peek();
        if property.xml.text {
            let end = next.map_or(element.text.len(), |child| child.preceded_by);
            let raw_text = element.text.get(start..end).unwrap_or_default();
            start = end;
            let text = if raw_text.trim().is_empty() {
                ""
            } else {
                raw_text
            };
            if text.is_empty() && next.is_none() && !property.required {
                break;
            }
            nodes.push(XmlNode::Attribute(text));
        } else if let Some(child) = children.next() {
            start = child.preceded_by;
            nodes.push(XmlNode::Element(child));
        } else {
            break;
        }
    }
    nodes.extend(children.map(XmlNode::Element));
    nodes
}

/// Returns whether an element or attribute of this name belongs to a property.
fn is_named(property: &Property, name: &str) -> bool {
    let xml = property.xml;
    let mut items = xml.tuple.iter();
    xml.name_or(property.name) == name
        || items.any(|item| *item == name || item.is_empty() && property.name == name)
}

/// Returns the property with this name, preferably of the same kind (attribute or element).
fn find_property(table: &Table, name: &str, is_attribute: bool, guess: usize) -> Option<usize> {
    if let Some(property) = table.properties.get(guess)
        && is_named(property, name)
        && property.xml.attribute == is_attribute
        && !property.xml.text
    {
        return Some(guess);
    }
    let mut first = None;
    for (index, property) in table.properties.iter().enumerate() {
        if property.xml.text || !is_named(property, name) {
            continue;
        }
        if property.xml.attribute == is_attribute {
            return Some(index);
        }
        first = first.or(Some(index));
    }
    first
}

fn fill_scalar(slot: Slot<'_>, text: &str) -> Result<(), Mismatch> {
    let trimmed = text.trim();
    let (expected, filled) = match slot {
        Slot::Text(place) => {
            place.take(text);
            return Ok(());
        }
        Slot::Bool(place) => {
            let value = match trimmed {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            };
            ("a boolean", value.map(|value| *place = value))
        }
        Slot::Integer(place) => (
            "an integer",
            trimmed.parse().ok().map(|value| place.take(value)),
        ),
        Slot::Wide(place) => (
            "an integer",
            trimmed.parse().ok().map(|value| *place = value),
        ),
        Slot::Float(place) => {
            let value = parse_number(trimmed)
                .map(|number| number.as_f64())
                .filter(|value| value.is_finite());
            ("a number", value.map(|value| *place = value))
        }
        Slot::Number(place) => (
            "a number",
            parse_number(trimmed).map(|value| *place = value),
        ),
        Slot::Json(place) => {
            let string = Value::String(text.to_owned()).to_string();
            let taken = place.take(&string).or_else(|_| place.take(trimmed));
            ("a value that its type accepts", taken.ok())
        }
        _ => ("another kind of value", None),
    };
    filled.map_or_else(|| mismatch_result(expected, text), Ok)
}

/// Returns a number as in JSON; XML allows more, such as `+1` and `.5`, which are converted.
fn parse_number(text: &str) -> Option<Number> {
    if serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok() {
        return Number::from_json(text);
    }
    text.parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .map(Number::from)
}

/// Returns the element as JSON: strings, objects, and arrays for repeated names; attributes are
/// dropped.
fn to_json_value(sources: &[XmlNode<'_>]) -> Value {
    match sources {
        [only] if only.is_nil() => Value::Null,
        [only] if only.children().is_empty() => Value::String(only.text().to_owned()),
        [only] => {
            let members = group_by_name(only.children().iter()).into_iter();
            Value::Object(
                members
                    .map(|(name, sources)| (name.to_owned(), to_json_value(&sources)))
                    .collect::<Object<_, _>>(),
            )
        }
        several => Value::Array(
            several
                .iter()
                .map(|source| to_json_value(&[*source]))
                .collect(),
        ),
    }
}

/// Returns the members that an element may match, the best one first.
fn candidate_members(table: &UnionTable, source: XmlNode<'_>) -> Vec<usize> {
    match tagged_member(table, source) {
        Some(index) => vec![index],
        None => ranked_members(table, source)
            .into_iter()
            .map(|(_, index)| index)
            .collect(),
    }
}

/// Returns the member that the discriminator selects.
fn tagged_member(table: &UnionTable, source: XmlNode<'_>) -> Option<usize> {
    let tag = table.tag.as_ref()?;
    let Some(value) = tag_value(tag.name, source) else {
        return tag.absent;
    };
    tag.values
        .iter()
        .find(|(name, _)| *name == value)
        .map(|(_, index)| *index)
        .or(tag.otherwise)
}

/// Returns the possible members with their distances, the best first. If the discriminator is
/// mapped to no member, the members to which no value is mapped are possible.
fn ranked_members(table: &UnionTable, source: XmlNode<'_>) -> Vec<(usize, usize)> {
    let tag = table
        .tag
        .as_ref()
        .filter(|tag| tag_value(tag.name, source).is_some());
    let named = tagged_member(table, source);
    let mut ranked: Vec<(usize, usize)> = Vec::new();
    for (index, shape) in table.shapes.iter().enumerate() {
        let is_left = match (tag, named) {
            (_, Some(named)) => index == named,
            (Some(tag), None) => !tag.values.iter().any(|(_, mapped)| *mapped == index),
            (None, None) => true,
        };
        if is_left && let Some(distance) = member_distance(shape, source) {
            ranked.push((distance, index));
        }
    }
    ranked.sort_unstable();
    ranked
}

/// Returns the value of a discriminator, which may be an attribute.
fn tag_value<'a>(name: &str, source: XmlNode<'a>) -> Option<&'a str> {
    let XmlNode::Element(element) = source else {
        return None;
    };
    if let Some((_, text)) = element.attributes.iter().find(|(key, _)| key == name) {
        return Some(text);
    }
    let child = element.children.iter().find(|child| child.name == name)?;
    Some(child.text.trim())
}

/// Returns the items of an array: words of an attribute, children of a wrapper element, or all
/// elements of one name.
fn array_items<'a>(sources: &[XmlNode<'a>], wrapped: bool) -> Vec<XmlNode<'a>> {
    match sources {
        [XmlNode::Attribute(text)] => text
            .split_ascii_whitespace()
            .map(XmlNode::Attribute)
            .collect(),
        _ if wrapped => sources
            .iter()
            .flat_map(|wrapper| wrapper.children())
            .map(XmlNode::Element)
            .collect(),
        _ => sources.to_vec(),
    }
}

/// Returns the number of parts that a member does not describe; `None` if it cannot match.
fn member_distance(shape: &Shape, source: XmlNode<'_>) -> Option<usize> {
    let text = source.text().trim();
    let is_leaf = source.children().is_empty();
    match (shape, source) {
        (Shape::Record(table), XmlNode::Element(element)) => {
            let sorted = Sorted::of(table, element);
            let mut present = table.properties.iter().zip(&sorted.by_property);
            let is_whole =
                present.all(|(property, sources)| !property.required || !sources.is_empty());
            let has_text = table.properties.iter().any(|property| property.xml.text);
            if !is_whole || is_leaf && element.attributes.is_empty() && !has_text {
                return None;
            }
            Some(sorted.others.len())
        }
        (Shape::Bool, _) if is_leaf && matches!(text, "true" | "false") => Some(0),
        (Shape::Integer, _) if is_leaf && text.parse::<i64>().is_ok() => Some(0),
        (Shape::Number, _) if is_leaf && parse_number(text).is_some() => Some(1),
        (Shape::Text(values), _) if is_leaf => Some(if values.contains(&text) { 0 } else { 2 }),
        (Shape::List | Shape::Tuple(_), _) => Some(1),
        (Shape::Map, _) if !is_leaf => Some(source.children().len()),
        (Shape::Union(table), _) => ranked_members(table, source).first().map(|(best, _)| *best),
        (Shape::Any, _) => Some(usize::MAX),
        _ => None,
    }
}

// The tree of an XML document, independent of the parser.

/// An element; names have no prefixes.
#[derive(Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// All text directly in the element.
    pub(crate) text: String,
    /// The number of bytes of the enclosing element's text that precede this element.
    pub(crate) preceded_by: usize,
    /// Whether the element is marked as `null`.
    pub(crate) is_nil: bool,
}

#[cfg(feature = "xml")]
pub(crate) use parser::parse;

#[cfg(not(feature = "xml"))]
pub(crate) fn parse(_: &str) -> Result<Element, String> {
    Err("expected a reader of XML, found this crate built without its feature `xml`".to_owned())
}

#[cfg(feature = "xml")]
mod parser {
    use quick_xml::XmlVersion;
    use quick_xml::escape::resolve_predefined_entity;
    use quick_xml::events::{BytesRef, BytesStart, Event};

    use super::Element;

    const MAX_DEPTH: usize = 127;

    pub(crate) fn parse(text: &str) -> Result<Element, String> {
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut tree = Tree::default();
        loop {
            let event = reader
                .read_event()
                .map_err(|error| format!("expected XML: {error}"))?;
            if tree.handle_event(event)? {
                return tree
                    .root
                    .ok_or_else(|| "expected an element, found none".to_owned());
            }
        }
    }

    #[derive(Default)]
    struct Tree {
        open: Vec<Element>,
        root: Option<Element>,
    }

    impl Tree {
        /// Handles the next event of the document; returns whether it was the last.
        fn handle_event(&mut self, event: Event<'_>) -> Result<bool, String> {
            match event {
                Event::Start(start) => self.open_element(&start)?,
                Event::End(_) => {
                    let done = self.open.pop();
                    match self.open.last_mut() {
                        Some(parent) => parent.children.extend(done),
                        None => self.root = done,
                    }
                }
                Event::Text(text) => self.add_text(&text.xml_content(XmlVersion::default())),
                Event::CData(text) => self.add_text(&text.xml_content(XmlVersion::default())),
                Event::GeneralRef(reference) => self.add_text(&resolve_reference(&reference)?),
                Event::Eof => {
                    return match self.open.last() {
                        Some(open) => Err(format!(
                            "expected the end of `{}`, found the end of the text",
                            open.name
                        )),
                        None => Ok(true),
                    };
                }
                Event::Empty(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => {}
            }
            Ok(false)
        }

        fn open_element(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
            if self.open.len() >= MAX_DEPTH {
                return Err(format!("nested deeper than {MAX_DEPTH} levels"));
            }
            if self.root.is_some() {
                return Err("expected one element, found another after it".to_owned());
            }
            let mut element = Element {
                name: start.local_name().as_ref().to_owned(),
                preceded_by: self.open.last().map_or(0, |around| around.text.len()),
                ..Element::default()
            };
            // The check for duplicate names is off: it compares each name with all others, which
            // takes long if there are many.
            for parsed in start.attributes().with_checks(false) {
                let attribute = parsed.map_err(|error| format!("expected attributes: {error}"))?;
                let key: &str = attribute.key.as_ref();
                let value = attribute
                    .normalized_value(XmlVersion::default())
                    .map_err(|error| format!("expected the value of `{key}`: {error}"))?;
                let local = key.rsplit(':').next().unwrap_or(key);
                match key.split(':').next() {
                    Some("xmlns") => {}
                    Some("xsi") => {
                        element.is_nil |= local == "nil" && matches!(value.trim(), "true" | "1")
                    }
                    _ => element
                        .attributes
                        .push((local.to_owned(), value.into_owned())),
                }
            }
            self.open.push(element);
            Ok(())
        }

        fn add_text(&mut self, text: &str) {
            if let Some(element) = self.open.last_mut() {
                element.text.push_str(text);
            }
        }
    }

    fn resolve_reference(reference: &BytesRef<'_>) -> Result<String, String> {
        let character = reference
            .resolve_char_ref()
            .map_err(|error| format!("expected a character: {error}"))?;
        if let Some(character) = character {
            return Ok(character.to_string());
        }
        let name: &str = reference.as_ref();
        resolve_predefined_entity(name)
            .map(str::to_owned)
            .ok_or_else(|| {
                format!(
                    "expected one of the entities of XML, found `{}`",
                    name.escape_debug()
                )
            })
    }
}
