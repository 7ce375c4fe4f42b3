//! Bodies that are sent.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::encode::{Written, to_vec};
use super::error::Fault;
use super::node::{Node, View};

/// A JSON body with further members; one that the body has already is replaced.
pub(crate) fn json(body: &dyn Node, extra: &[(String, Value)]) -> Result<Vec<u8>, Fault> {
    if extra.is_empty() {
        return Ok(to_vec(body));
    }
    let Some(members) = members(body) else {
        return Err(Fault::request("the body is no object, so it cannot have extra members"));
    };
    // Keys are text and nothing fails on the way to memory, so there is no error to report.
    Ok(serde_json::to_vec(&Extended { members, extra }).unwrap_or_default())
}

fn members(body: &dyn Node) -> Option<Vec<(&str, &dyn Node)>> {
    Some(match body.view() {
        View::Record(record) => {
            let table = record.table().properties.iter().enumerate();
            let known = table.filter_map(|(index, property)| Some((property, record.get(index)?)));
            let sent = known.filter(|(property, node)| property.required || !matches!(node.view(), View::Absent));
            sent.map(|(property, node)| (property.name, node)).chain(record.rest().entries()).collect()
        }
        View::Map(map) => map.entries().collect(),
        View::Any(Value::Object(members)) => {
            members.iter().map(|(name, value)| (name.as_str(), value as &dyn Node)).collect()
        }
        _ => return None,
    })
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
                object.serialize_entry(name, &Written(*node))?;
            }
        }
        for (name, value) in self.extra {
            object.serialize_entry(name, value)?;
        }
        object.end()
    }
}
