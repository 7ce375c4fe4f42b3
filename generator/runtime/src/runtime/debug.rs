//! `Debug` for all records, in one loop: absent properties are left out, secrets are not shown.

use std::fmt;

use super::node::{List, Map, Node, Record, View};

/// Prints a record.
pub fn record(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let table = record.table();
    let mut output = f.debug_struct(table.name);
    for (index, property) in table.properties.iter().enumerate() {
        match record.get(index).map(Shown) {
            Some(Shown(node)) if matches!(node.view(), View::Absent) => {}
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
        output.field(name, &Shown(node));
    }
    output.finish()
}

/// A node, printed as what it holds.
pub(crate) struct Shown<'a>(pub(crate) &'a dyn Node);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.view() {
            View::Absent | View::Null => f.write_str("null"),
            View::Bool(value) => value.fmt(f),
            View::Integer(value) => value.fmt(f),
            View::Wide(value) => value.fmt(f),
            View::Number(value) => fmt::Display::fmt(value, f),
            View::Text(text) => text.fmt(f),
            View::Any(value) => write!(f, "{value}"),
            View::List(list) => shown_list(list, f),
            View::Map(map) => shown_map(map, f),
            View::Record(inner) => record(inner, f),
            View::Upload(upload) => upload.fmt(f),
        }
    }
}

fn shown_list(list: &dyn List, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_list().entries((0..list.len()).filter_map(|index| list.get(index)).map(Shown)).finish()
}

fn shown_map(map: &dyn Map, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_map().entries(map.entries().map(|(name, node)| (name, Shown(node)))).finish()
}

/// Prints a node as what it holds.
pub fn node(node: &dyn Node, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Shown(node), f)
}
