//! Types of values that the standard library does not have: [`Field`], absent, null or a value; [`JsonObject`], with
//! arbitrary properties; [`UnknownValue`], a constant that the description does not know.

use std::collections::{BTreeMap, HashMap, btree_map};
use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::decode::read_as;
use super::encode::to_vec;
use super::json_path::DecodeError;
use super::node::{FromItems, Model, Node, Optional, Slot, View};
use super::primitives::{Extra, serde};

/// A property that may be absent, `null`, or have a value.
///
/// The three differ on the wire: a `PATCH` or `PUT` with an absent property keeps it, one with `null` clears it.
/// Setters take the value; the setter that ends in `_null` sends `null`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Field<T> {
    /// The property is absent.
    #[default]
    Absent,
    /// The property is `null`.
    Null,
    /// The property has a value.
    Value(T),
}

impl<T> Field<T> {
    /// Returns the value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns whether the property is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the property is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl Field<String> {
    /// Returns the string, if there is one.
    pub fn as_deref(&self) -> Option<&str> {
        self.value().map(String::as_str)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<'a, T: Model + From<&'a str>> From<&'a str> for Field<T> {
    fn from(value: &'a str) -> Self {
        Self::Value(value.into())
    }
}

impl<T: FromItems + From<Value>> From<Value> for Field<T> {
    fn from(value: Value) -> Self {
        Self::Value(value.into())
    }
}

impl<I, T: FromItems + From<[I; N]>, const N: usize> From<[I; N]> for Field<T> {
    fn from(items: [I; N]) -> Self {
        Self::Value(items.into())
    }
}

impl<I, T: FromItems + From<Vec<I>>> From<Vec<I>> for Field<T> {
    fn from(items: Vec<I>) -> Self {
        Self::Value(items.into())
    }
}

impl<I: Into<T>, T, const N: usize> From<[I; N]> for Field<Vec<T>> {
    fn from(items: [I; N]) -> Self {
        Self::Value(items.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<String>, V: Into<T>, T, const N: usize> From<[(K, V); N]> for Field<BTreeMap<String, T>> {
    fn from(entries: [(K, V); N]) -> Self {
        Self::Value(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// `None` makes the property absent.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T: Model> Node for Field<T> {
    fn view(&self) -> View<'_> {
        match self {
            Self::Absent => View::Absent,
            Self::Null => View::Null,
            Self::Value(value) => value.view(),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

impl<T: Model> Optional for Field<T> {
    fn fill(&mut self) -> Option<&mut dyn Node> {
        *self = Self::Value(T::blank());
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    fn set_null(&mut self) {
        *self = Self::Null;
    }

    fn clear(&mut self) {
        *self = Self::Absent;
    }
}

impl<T: Model> Model for Field<T> {
    fn blank() -> Self {
        Self::Absent
    }
}

/// An object with arbitrary properties.
///
/// It converts from entries, a map or a [`Value`], and dereferences to a map:
///
/// ```text
/// let schema = JsonObject::from(json!({"type": "string", "maxLength": 8}));
/// assert_eq!(schema["type"], "string");
/// ```
///
/// A [`Value`] of another type is an error when it is sent.
#[derive(Clone, Default, PartialEq)]
pub struct JsonObject {
    members: Extra,
    /// The value of the user that is not an object.
    other: Option<Box<Value>>,
}

impl JsonObject {
    /// Creates an empty object.
    pub const fn new() -> Self {
        Self { members: Extra::new(), other: None }
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
        match &self.other {
            Some(other) => other.fmt(f),
            None => self.members.fmt(f),
        }
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
        let members = entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        Self { members, other: None }
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for JsonObject {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> From<Vec<(K, V)>> for JsonObject {
    fn from(entries: Vec<(K, V)>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> From<HashMap<K, V>> for JsonObject {
    fn from(entries: HashMap<K, V>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> From<BTreeMap<K, V>> for JsonObject {
    fn from(entries: BTreeMap<K, V>) -> Self {
        entries.into_iter().collect()
    }
}

impl From<serde_json::Map<String, Value>> for JsonObject {
    fn from(entries: serde_json::Map<String, Value>) -> Self {
        entries.into_iter().collect()
    }
}

impl From<Value> for JsonObject {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(members) => members.into(),
            other => Self { members: Extra::new(), other: Some(Box::new(other)) },
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

/// A value of an enum that this version of the crate does not know.
///
/// It has no public constructor, so that code which matches the known values keeps its meaning when one is added. The
/// enum's `From<&str>` creates one, and `as_str` returns it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Returns the unmodified value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[allow(dead_code, reason = "a client without enums of texts makes none")]
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
