//! Response headers as one type: each property is the header of its name, and is empty if the
//! header is absent or invalid.

use http::HeaderMap;
use serde_json::Value;

use super::api::Table;
use super::codec::{decode, decode_value};
use super::download::Download;
use super::node::{Model, Node, Record, Slot, clear_following, is_short, tuple_place};
use super::outcome::RawResponse;
use super::response::Response;

impl RawResponse {
    /// Returns the documented headers as their type.
    pub fn headers_as<H: Model>(&self) -> H {
        let mut value = H::blank();
        if let Slot::Record(table, record) = value.slot() {
            read_header_fields(table, record, &self.headers);
        }
        value
    }
}

impl<T> Response<T> {
    /// Returns the documented headers as their type.
    pub fn headers_as<H: Model>(&self) -> H {
        self.raw.headers_as()
    }
}

impl Download {
    /// Returns the documented headers as their type.
    pub fn headers_as<H: Model>(&self) -> H {
        self.head.headers_as()
    }
}

fn read_header_fields(table: &Table, record: &mut dyn Record, headers: &HeaderMap) {
    for (index, property) in table.properties.iter().enumerate() {
        let lines: Vec<&str> = headers
            .get_all(property.name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .map(str::trim)
            .collect();
        let Slot::Optional(optional) = record.get_mut(index).slot() else {
            continue;
        };
        // Several fields of one name form one list.
        let matches = !lines.is_empty()
            && optional
                .fill()
                .is_some_and(|node| fill_from_text(node, &lines.join(", ")));
        if !matches {
            optional.clear();
        }
    }
}

/// Fills the node if the value matches it, in JSON or in the style `simple`.
fn fill_from_text(node: &mut dyn Node, text: &str) -> bool {
    // A list in the style `simple` may begin like a JSON array or object.
    let is_json = match node.slot() {
        Slot::List(_) | Slot::Tuple(..) => text.starts_with('['),
        Slot::Record(..) | Slot::Map(_) => text.starts_with('{'),
        _ => false,
    };
    if is_json && decode(text.as_bytes(), node).is_ok() {
        return true;
    }
    match node.slot() {
        Slot::List(list) => {
            list.clear();
            let mut items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            items.all(|item| list.push().is_some_and(|node| fill_inner(node, item)))
        }
        Slot::Tuple(table, record) => {
            clear_following(record);
            let items: Vec<&str> = text.split(',').map(str::trim).collect();
            let mut places = items.iter().enumerate();
            !is_short(table, items.len())
                && places.all(|(index, item)| {
                    tuple_place(table, record, index).is_some_and(|node| fill_inner(node, item))
                })
        }
        Slot::Record(table, record) => {
            simple_properties(text).is_some_and(|members| fill_record(table, record, &members))
        }
        Slot::Map(map) => {
            map.clear();
            simple_properties(text).is_some_and(|members| {
                members
                    .into_iter()
                    .all(|(name, value)| fill_inner(map.insert(name.to_owned()), value))
            })
        }
        _ => fill_inner(node, text),
    }
}

/// Returns the properties of an object in the style `simple`: `a,1,b,2`, or exploded, `a=1,b=2`.
fn simple_properties(text: &str) -> Option<Vec<(&str, &str)>> {
    let items: Vec<&str> = text.split(',').map(str::trim).collect();
    let exploded: Option<Vec<_>> = items.iter().map(|item| item.split_once('=')).collect();
    exploded.or_else(|| {
        let pairs = items.chunks(2).map(|pair| match pair {
            [name, value] => Some((*name, *value)),
            _ => None,
        });
        pairs.collect()
    })
}

fn fill_record(table: &Table, record: &mut dyn Record, members: &[(&str, &str)]) -> bool {
    let matches = members.iter().all(|(name, value)| {
        let node = match table.find(name) {
            Some(index) => Some(record.get_mut(index)),
            None => record
                .extra_mut()
                .map(|extra| extra.insert((*name).to_owned())),
        };
        node.is_some_and(|node| fill_inner(node, value))
    });
    matches
        && table.properties.iter().all(|property| {
            !property.required || members.iter().any(|(name, _)| *name == property.name)
        })
}

/// Like `fill_from_text`, for a value in an array or object, where the style allows no nesting.
fn fill_inner(node: &mut dyn Node, text: &str) -> bool {
    match node.slot() {
        Slot::Text(place) => {
            place.take(text);
            true
        }
        Slot::List(_) | Slot::Tuple(..) | Slot::Record(..) | Slot::Map(_) => false,
        Slot::Optional(optional) if text != "null" => {
            optional.fill().is_some_and(|node| fill_inner(node, text))
        }
        _ => {
            decode(text.as_bytes(), node).is_ok()
                || decode_value(&Value::String(text.to_owned()), node).is_ok()
        }
    }
}
