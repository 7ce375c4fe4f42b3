//! JSON bodies of requests.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::encode::{Written, sent};
use super::error::Fault;
use super::node::{Node, View, members};
use super::params;

/// A JSON body with additional properties, which replace those of the same name.
pub(crate) fn json(body: &dyn Node, extra: &[(String, Value)]) -> Result<Vec<u8>, Fault> {
    if extra.is_empty() {
        return Ok(sent(body));
    }
    let Some(members) = members(&body.view()) else {
        return Err(Fault::request("the body is not an object, so it cannot have extra properties"));
    };
    // Keys are strings and writing to memory cannot fail, so there is no error to report.
    Ok(serde_json::to_vec(&Extended { members, extra }).unwrap_or_default())
}

/// The items of an array as JSON, each between `before` and a line feed.
pub(crate) fn items(body: &dyn Node, extra: &[(String, Value)], before: &str) -> Result<Vec<u8>, Fault> {
    let view = body.view();
    if !params::is_list(&view) || !extra.is_empty() {
        return Err(Fault::request("the body is sent item by item, so it must be an array"));
    }
    let mut text = Vec::new();
    for item in params::items(&view) {
        text.extend_from_slice(before.as_bytes());
        text.append(&mut sent(item));
        text.push(b'\n');
    }
    Ok(text)
}

/// Whether the user set nothing: required properties are constant then.
pub(crate) fn is_unset(body: &dyn Node) -> bool {
    match body.view() {
        View::Record(table, record) => {
            let properties = table.properties.iter().enumerate();
            let mut optional = properties.filter(|(_, property)| !property.required);
            let absent = |index| record.get(index).is_none_or(|node| matches!(node.view(), View::Absent));
            optional.all(|(index, _)| absent(index)) && record.rest().is_empty()
        }
        _ => false,
    }
}

struct Extended<'a> {
    members: Vec<(&'a str, &'a dyn Node)>,
    extra: &'a [(String, Value)],
}

impl Serialize for Extended<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, node) in &self.members {
            if self.extra.iter().all(|(replaced, _)| replaced != name) {
                object.serialize_entry(name, &Written::sent(*node))?;
            }
        }
        for (name, value) in self.extra {
            object.serialize_entry(name, value)?;
        }
        object.end()
    }
}
