//! [`JsonObject`]: an object with arbitrary properties.

use std::collections::{BTreeMap, HashMap, btree_map};
use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::codec::{read_as, serde, to_vec};
use super::json::DecodeError;
use super::node::{Extra, FromItems, Model, Node, Slot, View};

/// An object with arbitrary properties.
///
/// It converts from entries, a map or a [`Value`], and dereferences to a map:
///
/// ```text
/// let schema = JsonObject::from(json!({"type": "string", "maxLength": 8}));
/// assert_eq!(schema["type"], "string");
/// ```
///
/// If the [`Value`] is not an object, sending it is an error.
#[derive(Clone, Default, PartialEq)]
pub struct JsonObject {
    members: Extra,
    /// The given value, if it is not an object.
    other: Option<Box<Value>>,
}

impl JsonObject {
    /// Creates an empty object.
    pub const fn new() -> Self {
        Self {
            members: Extra::new(),
            other: None,
        }
    }

    /// Decodes the object as a type that implements `Deserialize`.
    ///
    /// # Errors
    /// The object does not match the type.
    pub fn read_as<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        read_as(&to_vec(self))
    }
}

impl Deref for JsonObject {
    type Target = BTreeMap<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.members
    }
}

impl DerefMut for JsonObject {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.other = None;
        &mut self.members
    }
}

impl fmt::Debug for JsonObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(other) = &self.other {
            return write!(f, "{other}");
        }
        let mut output = f.debug_map();
        for (name, value) in &self.members {
            output.entry(name, &format_args!("{value}"));
        }
        output.finish()
    }
}

impl Node for JsonObject {
    fn view(&self) -> View<'_> {
        match &self.other {
            Some(other) => View::NoObject(other),
            None => View::Map(&self.members),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(&mut **self)
    }
}

impl FromItems for JsonObject {}

impl Model for JsonObject {
    fn blank() -> Self {
        Self::new()
    }
}

serde!(JsonObject);

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for JsonObject {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let members = entries
            .into_iter()
            .map(|(key, value)| (key.into(), value.into()))
            .collect();
        Self {
            members,
            other: None,
        }
    }
}

macro_rules! from_entries {
    ($([$($generics:tt)*] $entries:ty;)*) => {
        $(
            impl<$($generics)*> From<$entries> for JsonObject {
                fn from(entries: $entries) -> Self {
                    entries.into_iter().collect()
                }
            }
        )*
    };
}

from_entries! {
    [K: Into<String>, V: Into<Value>, const N: usize] [(K, V); N];
    [K: Into<String>, V: Into<Value>] Vec<(K, V)>;
    [K: Into<String>, V: Into<Value>] HashMap<K, V>;
    [K: Into<String>, V: Into<Value>] BTreeMap<K, V>;
    [] serde_json::Map<String, Value>;
}

impl From<Value> for JsonObject {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(members) => members.into(),
            other => Self {
                members: Extra::new(),
                other: Some(Box::new(other)),
            },
        }
    }
}

impl From<JsonObject> for Value {
    fn from(object: JsonObject) -> Self {
        match object.other {
            Some(other) => *other,
            None => Self::Object(object.members.into_iter().collect()),
        }
    }
}

impl IntoIterator for JsonObject {
    type Item = (String, Value);
    type IntoIter = btree_map::IntoIter<String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<'a> IntoIterator for &'a JsonObject {
    type Item = (&'a String, &'a Value);
    type IntoIter = btree_map::Iter<'a, String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.iter()
    }
}
