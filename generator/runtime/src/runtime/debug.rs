//! `Debug` for all records, in one loop: absent properties are omitted, secrets are not shown.
//!
//! Unknown properties have no type that marks them as secret: their names decide.

use std::fmt;

use serde_json::Value;

use super::api::Api;
use super::node::{List, Map, Node, Record, Table, View};
use super::redact;
use super::tuple;

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
    for (index, node) in tuple::items(table, record).into_iter().enumerate() {
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
