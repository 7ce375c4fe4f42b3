//! Serializes a [`Node`] as JSON, in one loop for all types.
//!
//! Requests omit read-only properties; values that users store keep them.

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::api::Table;
use super::node::{List, Map, Node, Record, View, tuple_items};
use super::number::digits;

/// Serializes a whole node as JSON.
pub fn to_vec(node: &dyn Node) -> Vec<u8> {
    // Keys are strings and writing to memory cannot fail; only files can, which no response has.
    serde_json::to_vec(&Written::whole(node)).unwrap_or_default()
}

/// Serializes a node for a request: without read-only properties, and without files, as `check` guarantees.
pub(crate) fn sent(node: &dyn Node) -> Vec<u8> {
    serde_json::to_vec(&Written::sent(node)).unwrap_or_default()
}

/// A node as a `Serialize` value.
pub(crate) struct Written<'a> {
    view: View<'a>,
    how: How,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Whole,
    Sent,
}

impl<'a> Written<'a> {
    /// All of it.
    pub(crate) fn whole(node: &'a dyn Node) -> Self {
        Self { view: node.view(), how: How::Whole }
    }

    /// Without read-only properties.
    pub(crate) fn sent(node: &'a dyn Node) -> Self {
        Self { view: node.view(), how: How::Sent }
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.view {
            View::Absent | View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(*value),
            View::Integer(value) => serializer.serialize_i64(*value),
            View::Wide(value) => write_wide(*value, serializer),
            View::Float(value) => write_float(*value, serializer),
            View::Number(value) => value.serialize(serializer),
            View::Text(text) => serializer.serialize_str(text),
            View::Any(value) | View::NoObject(value) => value.serialize(serializer),
            View::List(list) => write_list(*list, self.how, serializer),
            View::Tuple(table, record) => write_items(&tuple_items(table, *record), self.how, serializer),
            View::Map(map) => write_map(*map, self.how, serializer.serialize_map(None)?),
            View::Record(table, record) => write_record(table, *record, self.how, serializer.serialize_map(None)?),
            View::Upload(upload) => match upload.text() {
                Some(text) => serializer.serialize_str(text),
                // Requests are checked before they are serialized; this is for users who store values.
                None => {
                    Err(S::Error::custom("expected text in memory, found a file, a stream or bytes that are not UTF-8"))
                }
            },
        }
    }
}

/// As 64 bits if they suffice: not every format of `serde` has more.
fn write_wide<S: Serializer>(value: i128, serializer: S) -> Result<S::Ok, S::Error> {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => serializer.serialize_i64(value),
        (_, Ok(value)) => serializer.serialize_u64(value),
        _ => serializer.serialize_i128(value),
    }
}

/// An integral number as an integer: many servers accept `2` for an integer, but not `2.0`.
fn write_float<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    match digits(value) {
        Some(whole) => write_wide(whole, serializer),
        None => serializer.serialize_f64(value),
    }
}

fn write_list<S: Serializer>(list: &dyn List, how: How, serializer: S) -> Result<S::Ok, S::Error> {
    let mut items = serializer.serialize_seq(Some(list.len()))?;
    for node in (0..list.len()).filter_map(|index| list.get(index)) {
        items.serialize_element(&Written { view: node.view(), how })?;
    }
    items.end()
}

fn write_items<S: Serializer>(nodes: &[&dyn Node], how: How, serializer: S) -> Result<S::Ok, S::Error> {
    let mut items = serializer.serialize_seq(Some(nodes.len()))?;
    for node in nodes {
        items.serialize_element(&Written { view: node.view(), how })?;
    }
    items.end()
}

fn write_map<M: SerializeMap>(map: &dyn Map, how: How, mut members: M) -> Result<M::Ok, M::Error> {
    write_members(map, how, &mut members)?;
    members.end()
}

fn write_record<M: SerializeMap>(
    table: &Table,
    record: &dyn Record,
    how: How,
    mut members: M,
) -> Result<M::Ok, M::Error> {
    for (index, property) in table.properties.iter().enumerate() {
        let Some(node) = record.get(index) else { continue };
        if property.read_only && how == How::Sent {
            continue;
        }
        let view = node.view();
        // An absent value of a required property is its `null`: only nullable ones can be absent.
        if property.required || !matches!(view, View::Absent) {
            members.serialize_entry(property.name, &Written { view, how })?;
        }
    }
    let rest = record.rest();
    if !rest.is_empty() {
        // A property takes precedence over an additional property of the same name.
        for (name, node) in rest.entries().filter(|(name, _)| !is_written(table, record, name, how == How::Sent)) {
            members.serialize_entry(name, &Written { view: node.view(), how })?;
        }
    }
    members.end()
}

/// Whether a property of this name is written separately, or never.
pub(crate) fn is_written(table: &Table, record: &dyn Record, name: &str, is_sent: bool) -> bool {
    let property = table.find(name, 0).and_then(|index| Some((table.properties.get(index)?, record.get(index)?)));
    property.is_some_and(|(property, node)| {
        property.required || (is_sent && property.read_only) || !matches!(node.view(), View::Absent)
    })
}

fn write_members<M: SerializeMap>(map: &dyn Map, how: How, members: &mut M) -> Result<(), M::Error> {
    if map.is_empty() {
        return Ok(());
    }
    for (name, node) in map.entries() {
        members.serialize_entry(name, &Written { view: node.view(), how })?;
    }
    Ok(())
}

/// The properties of an object that are sent, including absent required ones; `None` for anything else.
pub(crate) fn members<'a>(view: &View<'a>) -> Option<Vec<(&'a str, &'a dyn Node)>> {
    Some(match *view {
        View::Record(table, record) => {
            let sent = table.properties.iter().enumerate().filter(|(_, property)| !property.read_only);
            let known = sent.filter_map(|(index, property)| Some((property, record.get(index)?)));
            let there = known.filter(|(property, node)| property.required || !matches!(node.view(), View::Absent));
            let rest = record.rest().entries().filter(|(name, _)| !is_written(table, record, name, true));
            there.map(|(property, node)| (property.name, node)).chain(rest).collect()
        }
        View::Map(map) => map.entries().collect(),
        View::Any(Value::Object(members)) => members.iter().map(|(name, value)| (name.as_str(), value as _)).collect(),
        _ => return None,
    })
}

/// The value of a property of an object, if present.
pub(crate) fn member<'n>(node: &'n dyn Node, name: &str) -> Option<View<'n>> {
    match node.view() {
        View::Record(table, record) => {
            let index = table.properties.iter().position(|property| property.name == name)?;
            record.get(index).map(Node::view)
        }
        View::Map(map) => map.entries().find(|(known, _)| *known == name).map(|(_, node)| node.view()),
        View::Any(Value::Object(members)) => members.get(name).map(View::Any),
        _ => None,
    }
}
