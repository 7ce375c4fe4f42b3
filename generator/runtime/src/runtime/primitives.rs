//! [`Node`] for the types of the standard library and of `serde_json`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde_json::Value;

use super::decode::deserialize;
use super::node::{List, Map, Model, Node, Optional, Slot, TakeInteger, View};
use super::number::Number;
use super::upload::Upload;

/// Properties that the description does not have, by name; they are kept and serialized again.
pub type Extra = BTreeMap<String, Value>;

impl Node for bool {
    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Bool(self)
    }
}

impl Model for bool {
    fn blank() -> Self {
        false
    }
}

impl Node for i64 {
    fn view(&self) -> View<'_> {
        View::Integer(*self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Integer(self)
    }
}

impl TakeInteger for i64 {
    fn take(&mut self, value: i64) {
        *self = value;
    }
}

impl Model for i64 {
    fn blank() -> Self {
        0
    }
}

impl Node for i128 {
    fn view(&self) -> View<'_> {
        View::Wide(*self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Wide(self)
    }
}

impl Model for i128 {
    fn blank() -> Self {
        0
    }
}

impl Node for f64 {
    fn view(&self) -> View<'_> {
        View::Float(*self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Float(self)
    }
}

impl Model for f64 {
    fn blank() -> Self {
        0.0
    }
}

impl Node for String {
    fn view(&self) -> View<'_> {
        View::Text(Cow::Borrowed(self))
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }
}

impl Model for String {
    fn blank() -> Self {
        Self::new()
    }
}

impl Node for Value {
    fn view(&self) -> View<'_> {
        View::Any(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Any(self)
    }
}

impl Model for Value {
    fn blank() -> Self {
        Self::Null
    }
}

impl<T: Node + ?Sized> Node for Box<T> {
    fn view(&self) -> View<'_> {
        (**self).view()
    }

    fn slot(&mut self) -> Slot<'_> {
        (**self).slot()
    }
}

impl<T: Model> Model for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}

impl<T: Model> Node for Option<T> {
    fn view(&self) -> View<'_> {
        match self {
            Some(value) => value.view(),
            None => View::Absent,
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

impl<T: Model> Optional for Option<T> {
    fn fill(&mut self) -> Option<&mut dyn Node> {
        Some(self.insert(T::blank()))
    }

    fn set_null(&mut self) {
        *self = None;
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Model> Model for Option<T> {
    fn blank() -> Self {
        None
    }
}

impl<T: Model> Node for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Model> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> Option<&dyn Node> {
        self.as_slice().get(index).map(|item| item as &dyn Node)
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn push(&mut self) -> Option<&mut dyn Node> {
        self.push(T::blank());
        self.last_mut().map(|item| item as &mut dyn Node)
    }
}

impl<T: Model> Model for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Model> Node for BTreeMap<String, T> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl<T: Model> Map for BTreeMap<String, T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Node)> + '_> {
        Box::new(self.iter().map(|(name, value)| (name.as_str(), value as &dyn Node)))
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn insert(&mut self, name: String) -> &mut dyn Node {
        let value = self.entry(name).or_insert_with(T::blank);
        *value = T::blank();
        value
    }

    fn remove(&mut self, name: &str) {
        self.remove(name);
    }
}

impl<T: Model> Model for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Node for Number {
    fn view(&self) -> View<'_> {
        View::Number(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Number(self)
    }
}

impl Model for Number {
    fn blank() -> Self {
        0.into()
    }
}

impl Node for Upload {
    fn view(&self) -> View<'_> {
        View::Upload(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }
}

impl Model for Upload {
    fn blank() -> Self {
        Bytes::new().into()
    }
}

/// `Serialize` and `Deserialize`, for users who store values; the client itself does not use them.
macro_rules! serde {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$crate::runtime::encode::Written::whole(self), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::decode::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use serde;
