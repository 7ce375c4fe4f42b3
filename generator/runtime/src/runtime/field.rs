//! [`Field`]: a property that may be absent, `null`, or have a value.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::node::{FromItems, Model, Node, Optional, Slot, View, node};

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
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    /// Returns the value, if there is one.
    pub fn into_value(self) -> Option<T> {
        if let Self::Value(value) = self { Some(value) } else { None }
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

/// `From` all that converts to the value.
macro_rules! from_values {
    ($([$($generics:tt)*] $source:ty => $target:ty, |$value:ident| $convert:expr;)*) => {
        $(
            impl<$($generics)*> From<$source> for Field<$target> {
                fn from($value: $source) -> Self {
                    Self::Value($convert)
                }
            }
        )*
    };
}

from_values! {
    [T] T => T, |value| value;
    ['a, T: Model + From<&'a str>] &'a str => T, |text| text.into();
    [T: FromItems + From<Value>] Value => T, |value| value.into();
    [I, T: FromItems + From<[I; N]>, const N: usize] [I; N] => T, |items| items.into();
    [I, T: FromItems + From<Vec<I>>] Vec<I> => T, |items| items.into();
    [I: Into<T>, T, const N: usize] [I; N] => Vec<T>, |items| items.into_iter().map(Into::into).collect();
    [K: Into<String>, V: Into<T>, T, const N: usize] [(K, V); N] => BTreeMap<String, T>, |entries| converted(entries);
    [K: Into<String>, V: Into<T>, T] HashMap<K, V> => BTreeMap<String, T>, |entries| converted(entries);
    ['a, V: Into<T>, T] BTreeMap<&'a str, V> => BTreeMap<String, T>, |entries| converted(entries);
    ['a] Vec<&'a str> => Vec<String>, |items| items.into_iter().map(str::to_owned).collect();
    ['a] &'a String => String, |text| text.clone();
}

fn converted<K: Into<String>, V: Into<T>, T>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<String, T> {
    entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
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
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    fn set_null(&mut self) {
        *self = Self::Null;
    }

    fn clear(&mut self) {
        *self = Self::Absent;
    }
}
