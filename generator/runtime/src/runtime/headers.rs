//! Headers of a reply as one value: each property of a type is the header of its name.
//!
//! Never fails: what is not there, or not what the description says, leaves its field empty.

use http::HeaderMap;
use serde_json::Value;

use super::decode::{decode, decode_value};
use super::node::{Model, Node, Record, Slot, Table};
use super::response::{RawResponse, Response};
use super::tuple;

impl RawResponse {
    /// The headers that the description knows, as the type that it has for them.
    pub fn headers_as<H: Model>(&self) -> H {
        let mut value = H::blank();
        if let Slot::Record(table, record) = value.slot() {
            read(table, record, &self.headers);
        }
        value
    }
}

impl<T> Response<T> {
    /// The headers that the description knows, as the type that it has for them.
    pub fn headers_as<H: Model>(&self) -> H {
        self.raw().headers_as()
    }
}

fn read(table: &Table, record: &mut dyn Record, headers: &HeaderMap) {
    for (index, property) in table.properties.iter().enumerate() {
        let lines: Vec<&str> =
            headers.get_all(property.name).iter().filter_map(|value| value.to_str().ok()).map(str::trim).collect();
        let Some(Slot::Optional(optional)) = record.get_mut(index).map(Node::slot) else { continue };
        // Several lines of one name are one list.
        let fits = !lines.is_empty() && optional.fill().is_some_and(|node| fill(node, &lines.join(", ")));
        if !fits {
            optional.clear();
        }
    }
}

/// Says whether the text is what the place takes.
fn fill(node: &mut dyn Node, text: &str) -> bool {
    // A list in JSON; one whose first item begins like it is none.
    if text.starts_with('[')
        && matches!(node.slot(), Slot::List(_) | Slot::Tuple(..))
        && decode(text.as_bytes(), node).is_ok()
    {
        return true;
    }
    match node.slot() {
        Slot::Text(place) => {
            place.take(text);
            true
        }
        Slot::List(list) => {
            list.clear();
            let mut items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            items.all(|item| list.push().is_some_and(|node| fill(node, item)))
        }
        Slot::Tuple(table, record) => {
            tuple::clear_following(record);
            let items: Vec<&str> = text.split(',').map(str::trim).collect();
            let mut places = items.iter().enumerate();
            !tuple::is_short(table, items.len())
                && places.all(|(index, item)| tuple::place(table, record, index).is_some_and(|node| fill(node, item)))
        }
        _ => decode(text.as_bytes(), node).is_ok() || decode_value(&Value::String(text.to_owned()), node).is_ok(),
    }
}
