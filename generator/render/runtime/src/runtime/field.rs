//! [`Field`]: a property that may be absent, `null`, or have a value.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Number, Value};

use super::node::{FromItems, Model, Node, Optional, Slot, View, node};
use super::text::{Base64, Date, DateTime, Uuid};

/// A property that may be absent, `null`, or have a value.
///
/// The three states differ on the wire: a `PATCH` or `PUT` without the property keeps its value;
/// one with `null` clears it. Setters take the value; the setter that ends in `_null` sends `null`.
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
    pub fn as_ref(&self) -> Option<&T> {
        if let Self::Value(value) = self {
            Some(value)
        } else {
            None
        }
    }

    /// Returns the value, if there is one.
    pub fn into_option(self) -> Option<T> {
        if let Self::Value(value) = self {
            Some(value)
        } else {
            None
        }
    }

    /// Returns the value, or else the default of its type.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_option().unwrap_or_default()
    }

    /// Converts the value, if there is one.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(convert(value)),
        }
    }

    /// Returns whether there is a value.
    pub fn is_some(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Returns whether the property is absent or `null`.
    pub fn is_none(&self) -> bool {
        !self.is_some()
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
        self.as_ref().map(String::as_str)
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

impl<K: Into<String>, V: Into<T>, T, const N: usize> From<[(K, V); N]>
    for Field<BTreeMap<String, T>>
{
    fn from(entries: [(K, V); N]) -> Self {
        Self::Value(
            entries
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        )
    }
}

impl<K: Into<String>, V: Into<T>, T> From<HashMap<K, V>> for Field<BTreeMap<String, T>> {
    fn from(entries: HashMap<K, V>) -> Self {
        Self::Value(
            entries
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        )
    }
}

impl<'a, V: Into<T>, T> From<BTreeMap<&'a str, V>> for Field<BTreeMap<String, T>> {
    fn from(entries: BTreeMap<&'a str, V>) -> Self {
        Self::Value(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.into()))
                .collect(),
        )
    }
}

impl<K, V, T: FromItems + From<HashMap<K, V>>> From<HashMap<K, V>> for Field<T> {
    fn from(entries: HashMap<K, V>) -> Self {
        Self::Value(entries.into())
    }
}

/// Implements `From` for types that convert to the type of the property. The compiler accepts this
/// only for types that do not implement `$bound` themselves.
macro_rules! from_converted {
    ($bound:ident: $($(#[$cfg:meta])? [$($generics:tt)*] $source:ty;)+) => {
        $(
            $(#[$cfg])?
            impl<$($generics)* T: $bound + From<$source>> From<$source> for Field<T> {
                fn from(value: $source) -> Self {
                    Self::Value(value.into())
                }
            }
        )+
    };
}

from_converted! {
    FromItems:
    [] String;
    ['a,] &'a String;
    [] bool;
    [] i32;
    [] i64;
    [] i128;
    [] f64;
    [] Number;
    [] DateTime;
    [] Date;
    [] Uuid;
    [] Base64;
    [V,] BTreeMap<String, V>;
}

from_converted! {
    Model:
    [] std::time::SystemTime;
    #[cfg(feature = "jiff")] [] jiff::Timestamp;
    #[cfg(feature = "jiff")] [] jiff::ZonedDateTime;
    #[cfg(feature = "jiff")] [] jiff::civil::Date;
    #[cfg(feature = "chrono")] [Tz: chrono::TimeZone,] chrono::DateTime<Tz>;
    #[cfg(feature = "chrono")] [] chrono::NaiveDate;
    #[cfg(feature = "uuid")] [] uuid::Uuid;
}

impl<'a> From<Vec<&'a str>> for Field<Vec<String>> {
    fn from(items: Vec<&'a str>) -> Self {
        Self::Value(items.into_iter().map(str::to_owned).collect())
    }
}

impl<'a> From<&'a String> for Field<String> {
    fn from(value: &'a String) -> Self {
        Self::Value(value.clone())
    }
}

/// `None` if the property is absent or `null`.
impl<T> From<Field<T>> for Option<T> {
    fn from(field: Field<T>) -> Self {
        field.into_option()
    }
}

/// `None` makes the property absent.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

node!(
    Field<T> where T,
    Self::Absent,
    |field| match field {
        Self::Absent => View::Absent,
        Self::Null => View::Null,
        Self::Value(value) => value.view(),
    },
    Optional
);

impl<T: Model> Optional for Field<T> {
    fn fill(&mut self) -> Option<&mut dyn Node> {
        *self = Self::Value(T::blank());
        if let Self::Value(value) = self {
            Some(value)
        } else {
            None
        }
    }

    fn set_null(&mut self) {
        *self = Self::Null;
    }

    fn clear(&mut self) {
        *self = Self::Absent;
    }
}
