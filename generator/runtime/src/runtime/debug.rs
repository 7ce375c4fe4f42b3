//! `Debug` and `PartialEq` for all records and unions, in one loop. `Debug` omits absent properties and shows no
//! secrets.
//!
//! Unknown properties have no type that marks them as secret: their names decide.

use std::fmt;

use serde_json::Value;

use super::api::{Api, Table};
use super::node::{List, Map, Node, Record, View, tuple_items};
use super::redact;

/// Prints a record.
fn record(table: &Table, record: &dyn Record, api: &Api, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut output = f.debug_struct(table.name);
    for (index, property) in table.properties.iter().enumerate() {
        match record.get(index).map(|node| Shown(node, api)) {
            Some(Shown(node, _)) if matches!(node.view(), View::Absent) => {}
            Some(_) if property.secret => {
                output.field(property.name, &format_args!("[redacted]"));
            }
            Some(shown) => {
                output.field(property.name, &shown);
            }
            None => {}
        }
    }
    for (name, node) in record.rest().entries() {
        if redact::is_secret(api, name) {
            output.field(name, &format_args!("[redacted]"));
        } else {
            output.field(name, &Shown(node, api));
        }
    }
    output.finish()
}

/// A node, printed as its value.
pub(crate) struct Shown<'a>(pub(crate) &'a dyn Node, pub(crate) &'a Api);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(node, api) = self;
        match node.view() {
            View::Absent | View::Null => f.write_str("null"),
            View::Bool(value) => value.fmt(f),
            View::Integer(value) => value.fmt(f),
            View::Wide(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Number(value) => fmt::Display::fmt(value, f),
            View::Text(text) => text.fmt(f),
            View::Any(value) | View::NoObject(value) => shown_any(value, api, f),
            View::List(list) => shown_list(list, api, f),
            View::Map(map) => shown_map(map, api, f),
            View::Record(table, inner) => record(table, inner, api, f),
            View::Tuple(table, inner) => shown_tuple(table, inner, api, f),
            View::Upload(upload) => upload.fmt(f),
        }
    }
}

fn shown_tuple(table: &Table, record: &dyn Record, api: &Api, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut output = f.debug_tuple(table.name);
    for (index, node) in tuple_items(table, record).into_iter().enumerate() {
        match table.properties.get(index) {
            Some(property) if property.secret => output.field(&format_args!("[redacted]")),
            _ => output.field(&Shown(node, api)),
        };
    }
    output.finish()
}

fn shown_any(value: &Value, api: &Api, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut value = value.clone();
    redact::json(api, &mut value);
    write!(f, "{value}")
}

fn shown_list(list: &dyn List, api: &Api, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let items = (0..list.len()).filter_map(|index| list.get(index));
    f.debug_list().entries(items.map(|item| Shown(item, api))).finish()
}

fn shown_map(map: &dyn Map, api: &Api, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut output = f.debug_map();
    for (name, node) in map.entries() {
        if redact::is_secret(api, name) {
            output.entry(&name, &format_args!("[redacted]"));
        } else {
            output.entry(&name, &Shown(node, api));
        }
    }
    output.finish()
}

/// Prints the value of a node.
pub fn node(node: &dyn Node, api: &Api, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Shown(node, api), f)
}

// `PartialEq` of all records and unions, in one loop.

/// Whether two nodes have the same value.
pub fn are_equal(left: &dyn Node, right: &dyn Node) -> bool {
    match (left.view(), right.view()) {
        (View::Absent, View::Absent) | (View::Null, View::Null) => true,
        (View::Bool(left), View::Bool(right)) => left == right,
        (View::Integer(left), View::Integer(right)) => left == right,
        (View::Wide(left), View::Wide(right)) => left == right,
        (View::Float(left), View::Float(right)) => left == right,
        (View::Number(left), View::Number(right)) => left == right,
        (View::Text(left), View::Text(right)) => left == right,
        (View::Any(left), View::Any(right)) | (View::NoObject(left), View::NoObject(right)) => left == right,
        (View::Upload(left), View::Upload(right)) => left == right,
        (View::List(left), View::List(right)) => are_equal_lists(left, right),
        (View::Map(left), View::Map(right)) => are_equal_maps(left, right),
        // A name identifies a type of the crate.
        (View::Record(table, left), View::Record(other, right))
        | (View::Tuple(table, left), View::Tuple(other, right)) => {
            table.name == other.name && are_equal_records(table, left, right)
        }
        _ => false,
    }
}

fn are_equal_lists(left: &dyn List, right: &dyn List) -> bool {
    left.len() == right.len() && (0..left.len()).all(|index| are_equal_places(left.get(index), right.get(index)))
}

/// Entries of maps come in the order of their names.
fn are_equal_maps(left: &dyn Map, right: &dyn Map) -> bool {
    let (mut left, mut right) = (left.entries(), right.entries());
    loop {
        match (left.next(), right.next()) {
            (Some((name, left)), Some((other, right))) if name == other && are_equal(left, right) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

fn are_equal_records(table: &Table, left: &dyn Record, right: &dyn Record) -> bool {
    // The further properties are the entry after the last.
    (0..=table.properties.len()).all(|index| are_equal_places(left.get(index), right.get(index)))
}

fn are_equal_places(left: Option<&dyn Node>, right: Option<&dyn Node>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => are_equal(left, right),
        (left, right) => left.is_none() && right.is_none(),
    }
}
