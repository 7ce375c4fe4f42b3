//! A [`Node`] into JSON text, in one loop for all types.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::node::{List, Map, Node, Record, View};

/// Writes a node as JSON.
pub fn to_vec(node: &dyn Node) -> Vec<u8> {
    // Keys are text and nothing fails on the way to memory, so there is no error to report.
    serde_json::to_vec(&Written(node)).unwrap_or_default()
}

/// A node as something that serde can write.
pub(crate) struct Written<'a>(pub(crate) &'a dyn Node);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.view().serialize(serializer)
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            View::Absent | View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(*value),
            View::Integer(value) => serializer.serialize_i64(*value),
            View::Unsigned(value) => serializer.serialize_u64(*value),
            View::Number(value) => value.serialize(serializer),
            View::Text(text) => serializer.serialize_str(text),
            View::Any(value) => value.serialize(serializer),
            View::List(list) => write_list(*list, serializer),
            View::Map(map) => write_map(*map, serializer.serialize_map(None)?),
            View::Record(record) => write_record(*record, serializer.serialize_map(None)?),
        }
    }
}

fn write_list<S: Serializer>(list: &dyn List, serializer: S) -> Result<S::Ok, S::Error> {
    let mut items = serializer.serialize_seq(Some(list.len()))?;
    for item in (0..list.len()).filter_map(|index| list.get(index)) {
        items.serialize_element(&item.view())?;
    }
    items.end()
}

fn write_map<M: SerializeMap>(map: &dyn Map, mut members: M) -> Result<M::Ok, M::Error> {
    write_members(map, &mut members)?;
    members.end()
}

fn write_record<M: SerializeMap>(record: &dyn Record, mut members: M) -> Result<M::Ok, M::Error> {
    for (index, property) in record.table().properties.iter().enumerate() {
        let Some(node) = record.get(index) else { continue };
        let view = node.view();
        // An absent value of a required property is its `null`: only nullable ones have room for it.
        if property.required || !matches!(view, View::Absent) {
            members.serialize_entry(property.name, &view)?;
        }
    }
    write_members(record.rest(), &mut members)?;
    members.end()
}

fn write_members<M: SerializeMap>(map: &dyn Map, members: &mut M) -> Result<(), M::Error> {
    if map.is_empty() {
        return Ok(());
    }
    for (name, node) in map.entries() {
        members.serialize_entry(name, &node.view())?;
    }
    Ok(())
}
