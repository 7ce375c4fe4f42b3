//! [`WatchEvent`]: a change of an item of a list, as Kubernetes sends it.

use bytes::Bytes;
use serde_json::Value;

use super::api::{Property, Table};
use super::error::Error;
use super::events::StreamItem;
use super::node::{Extra, Model, Node, Record, Slot, View};

/// A change of an item of a watched list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WatchEvent<T, S = Value> {
    /// The item was created, or existed when the watch began.
    Added(T),
    /// The item was modified.
    Modified(T),
    /// The item was deleted; this is its last state.
    Deleted(T),
    /// Nothing was changed up to the [`resource_version`](Self::resource_version) of this object,
    /// which has no other properties of an item.
    Bookmark(Value),
    /// The watch failed. If its resource version is too old (code 410), list the items again.
    Error(S),
    /// An event with an undocumented `type`.
    Unknown(Value),
}

impl<T, S> WatchEvent<T, S> {
    /// Returns the resource version of a bookmark, with which the next watch continues.
    pub fn resource_version(&self) -> Option<&str> {
        match self {
            Self::Bookmark(object) => object.pointer("/metadata/resourceVersion")?.as_str(),
            _ => None,
        }
    }
}

impl<T: Model, S: Model> StreamItem for WatchEvent<T, S> {
    fn read(
        _: &[u8],
        _: &Bytes,
        fill: impl Fn(&mut dyn Node) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut event = Value::Null;
        fill(&mut event)?;
        Ok(match event.get("type").and_then(Value::as_str) {
            Some("ADDED") => Self::Added(read_object(fill)?),
            Some("MODIFIED") => Self::Modified(read_object(fill)?),
            Some("DELETED") => Self::Deleted(read_object(fill)?),
            Some("BOOKMARK") => Self::Bookmark(read_object(fill)?),
            Some("ERROR") => Self::Error(read_object(fill)?),
            _ => Self::Unknown(event),
        })
    }
}

fn read_object<T: Model>(fill: impl Fn(&mut dyn Node) -> Result<(), Error>) -> Result<T, Error> {
    let mut event = Event {
        object: T::blank(),
        extra: Extra::new(),
    };
    fill(&mut event)?;
    Ok(event.object)
}

/// An event of which only the object is typed.
struct Event<T> {
    object: T,
    extra: Extra,
}

static EVENT: Table = Table::new("WatchEvent", &[Property::required("object")]);

impl<T: Model> Node for Event<T> {
    fn view(&self) -> View<'_> {
        View::Record(&EVENT, self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(&EVENT, self)
    }
}

impl<T: Model> Record for Event<T> {
    fn get(&self, index: usize) -> &dyn Node {
        match index {
            0 => &self.object,
            _ => &self.extra,
        }
    }

    fn get_mut(&mut self, index: usize) -> &mut dyn Node {
        match index {
            0 => &mut self.object,
            _ => &mut self.extra,
        }
    }
}
