//! Decodes XML into a [`Node`]; names are compared without prefixes.
//!
//! Only the five entities of XML are expanded and nesting is limited: a small document cannot grow.

use std::collections::BTreeMap;

use serde_json::{Map as Object, Value};

use super::api::{Property, Shape, Table, UnionTable};
use super::json::{DecodeError, Number};
use super::node::{List, Map, Node, Optional, Record, Slot, Union, clear_following, is_short, tuple_place};
use super::xml_tree::{Element, parse};

pub(crate) fn decode(text: &str, node: &mut dyn Node) -> Result<(), DecodeError> {
    let root = parse(text).map_err(|message| DecodeError { path: "$".to_owned(), message })?;
    let mut reading = Reading { attempts: 10_000 };
    reading.fill(node, &[Found::Element(&root)], true).map_err(|mismatch| {
        let steps: String = mismatch.steps.iter().rev().map(|step| format!(".{step}")).collect();
        DecodeError { path: format!("${steps}"), message: mismatch.message }
    })
}

#[derive(Clone, Copy)]
enum Found<'e> {
    Element(&'e Element),
    Attribute(&'e str),
}

impl<'e> Found<'e> {
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

fn mismatch<T>(expected: &str, found: &str) -> Result<T, Mismatch> {
    let found = if found.trim().is_empty() { "nothing".to_owned() } else { format!("`{}`", shortened(found)) };
    Err(Mismatch { steps: Vec::new(), message: format!("expected {expected}, found {found}") })
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(40).flat_map(char::escape_debug).collect()
}

fn at<T>(step: &str, result: Result<T, Mismatch>) -> Result<T, Mismatch> {
    result.map_err(|mut mismatch| {
        mismatch.steps.push(step.to_owned());
        mismatch
    })
}

struct Reading {
    /// The number of failed attempts at union members that are left.
    attempts: u32,
}

impl Reading {
    /// Fills a node from all elements of its name; `wrapped` if the items of an array have a wrapper element.
    fn fill(&mut self, node: &mut dyn Node, found: &[Found<'_>], wrapped: bool) -> Result<(), Mismatch> {
        let last = found.last().copied();
        match (node.slot(), last) {
            (Slot::List(list), _) => self.list(list, found, wrapped),
            (Slot::Tuple(table, record), _) => self.tuple(table, record, found, wrapped),
            (_, None) => mismatch("a value", ""),
            (Slot::Optional(optional), Some(last)) => self.optional(optional, found, last, wrapped),
            (Slot::Union(table, union, _), Some(last)) => self.union((table, union), found, last, wrapped),
            (Slot::Any(value), _) => {
                *value = any(found);
                Ok(())
            }
            (Slot::Record(table, record), Some(last)) => self.record(table, record, last),
            (Slot::Map(map), Some(last)) => self.map(map, last),
            (slot, Some(last)) => scalar(slot, last.text()),
        }
    }

    fn optional(
        &mut self,
        optional: &mut dyn Optional,
        found: &[Found<'_>],
        last: Found<'_>,
        wrapped: bool,
    ) -> Result<(), Mismatch> {
        let is_empty = last.text().trim().is_empty();
        let Some(node) = optional.fill() else { return Ok(()) };
        // An empty element is an absent value, unless it may be a string.
        let is_null = is_empty
            && matches!(
                node.slot(),
                Slot::Bool(_) | Slot::Integer(_) | Slot::Wide(_) | Slot::Float(_) | Slot::Number(_)
            );
        if is_null || last.is_nil() {
            optional.set_null();
            return Ok(());
        }
        self.fill(node, found, wrapped)
    }

    fn list(&mut self, list: &mut dyn List, found: &[Found<'_>], wrapped: bool) -> Result<(), Mismatch> {
        list.clear();
        for (index, item) in items(found, wrapped).into_iter().enumerate() {
            let Some(node) = list.push() else { break };
            at(&index.to_string(), self.fill(node, &[item], true))?;
        }
        Ok(())
    }

    fn tuple(
        &mut self,
        table: &Table,
        record: &mut dyn Record,
        found: &[Found<'_>],
        wrapped: bool,
    ) -> Result<(), Mismatch> {
        clear_following(record);
        let items = items(found, wrapped);
        let length = items.len();
        for (index, item) in items.into_iter().enumerate() {
            let Some(node) = tuple_place(table, record, index) else { break };
            at(&index.to_string(), self.fill(node, &[item], true))?;
        }
        if is_short(table, length) { at(&length.to_string(), mismatch("a value", "")) } else { Ok(()) }
    }

    fn map(&mut self, map: &mut dyn Map, found: Found<'_>) -> Result<(), Mismatch> {
        map.clear();
        for (name, found) in grouped(found.children().iter()) {
            at(name, self.fill(map.insert(name.to_owned()), &found, false))?;
        }
        Ok(())
    }

    fn record(&mut self, table: &Table, record: &mut dyn Record, found: Found<'_>) -> Result<(), Mismatch> {
        let Found::Element(element) = found else { return mismatch("an element with others in it", found.text()) };
        let sorted = Sorted::of(table, element);
        for (index, (property, found)) in table.properties.iter().zip(&sorted.known).enumerate() {
            let node = record.get_mut(index);
            // An empty array may have no element.
            if !found.is_empty() || (property.required && matches!(node.slot(), Slot::List(_))) {
                at(property.name, self.fill(node, found, property.xml.items.is_some()))?;
            } else if property.required && !matches!(node.slot(), Slot::Optional(_)) {
                return at(property.name, mismatch("a value", ""));
            }
        }
        let Some(rest) = record.rest_mut() else { return Ok(()) };
        for (name, found) in grouped(sorted.others.into_iter()) {
            at(name, self.fill(rest.insert(name.to_owned()), &found, false))?;
        }
        Ok(())
    }

    /// Tries the members that the element allows; a value that matches none is kept unchanged.
    fn union(
        &mut self,
        (table, union): (&UnionTable, &mut dyn Union),
        found: &[Found<'_>],
        last: Found<'_>,
        wrapped: bool,
    ) -> Result<(), Mismatch> {
        for index in candidates(table, last) {
            if self.attempts == 0 {
                break;
            }
            union.choose(index);
            if self.fill(union.active_mut(), found, wrapped).is_ok() {
                return Ok(());
            }
            self.attempts -= 1;
        }
        union.keep(any(found));
        Ok(())
    }
}

fn grouped<'e>(elements: impl Iterator<Item = &'e Element>) -> BTreeMap<&'e str, Vec<Found<'e>>> {
    let mut groups: BTreeMap<&str, Vec<Found<'_>>> = BTreeMap::new();
    for element in elements {
        groups.entry(&element.name).or_default().push(Found::Element(element));
    }
    groups
}

/// Decodes an element by the properties of a table; unknown attributes are dropped.
struct Sorted<'e> {
    known: Vec<Vec<Found<'e>>>,
    others: Vec<&'e Element>,
}

impl<'e> Sorted<'e> {
    fn of(table: &Table, element: &'e Element) -> Self {
        let mut sorted = Self { known: vec![Vec::new(); table.properties.len()], others: Vec::new() };
        for (name, text) in &element.attributes {
            if let Some(place) = find(table, name, true, 0).and_then(|index| sorted.known.get_mut(index)) {
                place.push(Found::Attribute(text));
            }
        }
        let mut guess = 0;
        for child in &element.children {
            let index = find(table, &child.name, false, guess);
            guess = index.unwrap_or(guess);
            match index.and_then(|index| sorted.known.get_mut(index)) {
                Some(place) => place.push(Found::Element(child)),
                None => sorted.others.push(child),
            }
        }
        sorted
    }
}

/// The property with this name, preferably of the same kind (attribute or element).
fn find(table: &Table, name: &str, is_attribute: bool, guess: usize) -> Option<usize> {
    let has_name = |property: &Property| {
        let own = if property.xml.name.is_empty() { property.name } else { property.xml.name };
        own == name
    };
    if table.properties.get(guess).is_some_and(|property| has_name(property) && property.xml.attribute == is_attribute)
    {
        return Some(guess);
    }
    let all = || table.properties.iter().enumerate().filter(|(_, property)| has_name(property));
    let (index, _) = all().find(|(_, property)| property.xml.attribute == is_attribute).or_else(|| all().next())?;
    Some(index)
}

fn scalar(slot: Slot<'_>, text: &str) -> Result<(), Mismatch> {
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
        Slot::Integer(place) => ("an integer", trimmed.parse().ok().map(|value| place.take(value))),
        Slot::Wide(place) => ("an integer", trimmed.parse().ok().map(|value| *place = value)),
        Slot::Float(place) => {
            let value = number(trimmed).map(|number| number.as_f64()).filter(|value| value.is_finite());
            ("a number", value.map(|value| *place = value))
        }
        Slot::Number(place) => ("a number", number(trimmed).map(|value| *place = value)),
        _ => ("another kind of value", None),
    };
    filled.map_or_else(|| mismatch(expected, text), Ok)
}

/// A number as in JSON; XML allows more, such as `+1` and `.5`, which are converted.
fn number(text: &str) -> Option<Number> {
    if serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok() {
        return Number::from_json(text);
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(Number::from)
}

/// The element as JSON: strings, objects, and arrays for repeated names; attributes are dropped.
fn any(found: &[Found<'_>]) -> Value {
    match found {
        [only] if only.is_nil() => Value::Null,
        [only] if only.children().is_empty() => Value::String(only.text().to_owned()),
        [only] => {
            let members = grouped(only.children().iter()).into_iter();
            Value::Object(members.map(|(name, found)| (name.to_owned(), any(&found))).collect::<Object<_, _>>())
        }
        several => Value::Array(several.iter().map(|one| any(&[*one])).collect()),
    }
}

fn candidates(table: &UnionTable, found: Found<'_>) -> Vec<usize> {
    if let Some(index) = tagged(table, found) {
        return vec![index];
    }
    let shapes = table.shapes.iter().enumerate();
    let mut ranked: Vec<(usize, usize)> =
        shapes.filter_map(|(index, shape)| Some((distance(shape, found)?, index))).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, index)| index).collect()
}

fn tagged(table: &UnionTable, found: Found<'_>) -> Option<usize> {
    let (tag, Found::Element(element)) = (table.tag.as_ref()?, found) else { return None };
    let attribute = element.attributes.iter().find(|(name, _)| name == tag.name).map(|(_, text)| text.as_str());
    let child = || element.children.iter().find(|child| child.name == tag.name).map(|child| child.text.trim());
    let value = attribute.or_else(child)?;
    tag.values.iter().find(|(name, _)| *name == value).map(|(_, index)| *index)
}

/// The items of an array: words of an attribute, children of a wrapper element, or all elements of one name.
fn items<'a>(found: &[Found<'a>], wrapped: bool) -> Vec<Found<'a>> {
    match found {
        [Found::Attribute(text)] => text.split_ascii_whitespace().map(Found::Attribute).collect(),
        _ if wrapped => found.iter().flat_map(|one| one.children()).map(Found::Element).collect(),
        _ => found.to_vec(),
    }
}

/// The number of parts that a member does not know; `None` if it cannot match.
fn distance(shape: &Shape, found: Found<'_>) -> Option<usize> {
    let text = found.text().trim();
    let is_leaf = found.children().is_empty();
    match (shape, found) {
        (Shape::Record(table), Found::Element(element)) => {
            let sorted = Sorted::of(table, element);
            let mut present = table.properties.iter().zip(&sorted.known);
            let is_whole = present.all(|(property, found)| !property.required || !found.is_empty());
            (is_whole && (!is_leaf || !element.attributes.is_empty())).then_some(sorted.others.len())
        }
        (Shape::Bool, _) if is_leaf && matches!(text, "true" | "false") => Some(0),
        (Shape::Integer, _) if is_leaf && text.parse::<i64>().is_ok() => Some(0),
        (Shape::Number, _) if is_leaf && number(text).is_some() => Some(1),
        (Shape::Text(values), _) if is_leaf => Some(if values.contains(&text) { 0 } else { 2 }),
        (Shape::List | Shape::Tuple(_), _) => Some(1),
        (Shape::Map, _) if !is_leaf => Some(found.children().len()),
        (Shape::Union(table), _) => Some(union_distance(table, found)),
        (Shape::Any, _) => Some(usize::MAX),
        _ => None,
    }
}

/// The same for the best member of a union that accepts everything else as well.
fn union_distance(table: &UnionTable, found: Found<'_>) -> usize {
    let named = tagged(table, found);
    let shapes = table.shapes.iter().enumerate().filter(|(index, _)| named.is_none_or(|named| named == *index));
    shapes.filter_map(|(_, shape)| distance(shape, found)).min().unwrap_or(usize::MAX)
}
