//! The contract between emitted types and the code that reads or writes them.
//!
//! A [`Node`] holds one JSON value, which can be viewed ([`View`]) and filled ([`Slot`]). An
//! emitted type has a [`Table`] of its properties, and two functions that return a property by its
//! index ([`Record`]). Every loop over types (JSON, forms, parameters, checks, redaction) exists
//! once, without generics, so that a crate with thousands of types compiles quickly.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

use super::api::{Property, Table, UnionTable};
use super::json::{Number, Path};
use super::outgoing::{MaybeSend, MaybeSync, Upload};

/// A holder of one JSON value.
pub trait Node {
    /// Returns a view of the value.
    fn view(&self) -> View<'_>;

    /// Returns a slot to fill; a previous value may be overwritten.
    fn slot(&mut self) -> Slot<'_>;
}

/// A type that the client sends and decodes: each type of this crate, `serde_json::Value`, strings,
/// numbers, booleans, and `Option`, `Vec` and maps of these. This trait is public for use in
/// bounds; only this crate implements it.
pub trait Model: Node + Clone + MaybeSend + MaybeSync + 'static {
    /// Creates a value to be filled, which is not valid until then.
    #[doc(hidden)]
    fn blank() -> Self;
}

/// A union or a free-form object, which converts from arrays, entries or JSON. Only this crate
/// implements it.
pub trait FromItems: Model {}

/// The value of a [`Node`].
pub enum View<'a> {
    /// The property is absent.
    Absent,
    /// The value `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer, possibly beyond 64 bits.
    Integer(i128),
    /// A number.
    Float(f64),
    /// A number with its original digits.
    Number(&'a Number),
    /// A string.
    Text(Cow<'a, str>),
    /// Any JSON.
    Any(&'a Value),
    /// An array or object, made for this view.
    Owned(Box<Value>),
    /// An array.
    List(&'a dyn List),
    /// An object with arbitrary keys.
    Map(&'a dyn Map),
    /// A non-object that a user passed for an object: it is never sent.
    NoObject(&'a Value),
    /// An object with known properties.
    Record(&'static Table, &'a dyn Record),
    /// A tuple.
    Tuple(&'static Table, &'a dyn Record),
    /// Bytes, in memory or not.
    Upload(&'a Upload),
}

/// The values that a [`Node`] accepts.
pub enum Slot<'a> {
    /// A boolean.
    Bool(&'a mut bool),
    /// An integer.
    Integer(&'a mut dyn TakeInteger),
    /// An integer, possibly beyond 64 bits.
    Wide(&'a mut i128),
    /// A number.
    Float(&'a mut f64),
    /// A number with its original digits.
    Number(&'a mut Number),
    /// A string.
    Text(&'a mut dyn TakeText),
    /// Any JSON.
    Any(&'a mut Value),
    /// An array.
    List(&'a mut dyn List),
    /// An object with arbitrary keys.
    Map(&'a mut dyn Map),
    /// An object with known properties.
    Record(&'static Table, &'a mut dyn Record),
    /// A tuple.
    Tuple(&'static Table, &'a mut dyn Record),
    /// A value that reads JSON itself.
    Json(&'a mut dyn TakeJson),
    /// An optional value.
    Optional(&'a mut dyn Optional),
    /// A union.
    Union(&'static UnionTable, &'a mut dyn Union, ReadUnion),
}

/// Reads JSON as the matching member of a union. This function is part of a slot, so that the
/// module `fill` does not depend on the module `union`.
pub type ReadUnion = fn(
    &UnionTable,
    &mut dyn Union,
    json: &str,
    path: &mut Path,
    depth: usize,
) -> Result<(), serde_json::Error>;

/// Accepts an integer; implemented by `i64` and enums of integers.
pub trait TakeInteger {
    /// Sets the value.
    fn take(&mut self, value: i64);
}

/// Accepts a string; implemented by `String`, enums of strings, and dates.
pub trait TakeText {
    /// Sets the value.
    fn take(&mut self, text: &str);
}

impl<T: for<'a> From<&'a str>> TakeText for T {
    fn take(&mut self, text: &str) {
        *self = Self::from(text);
    }
}

/// Accepts JSON, unless it refuses the value.
pub trait TakeJson {
    /// Sets the value.
    ///
    /// # Errors
    /// If the JSON has another form.
    fn take(&mut self, json: &str) -> Result<(), serde_json::Error>;
}

/// A value that may be absent.
pub trait Optional {
    /// Returns a node for the value; `None` only for a constant `null`, which is never filled.
    fn fill(&mut self) -> Option<&mut dyn Node>;

    /// Becomes `null`, or absent if the type has no `null`.
    fn set_null(&mut self);

    /// Becomes absent.
    fn clear(&mut self);
}

/// An array of nodes.
pub trait List {
    /// Returns the number of items.
    fn len(&self) -> usize;

    /// Returns whether the array has no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the item at `index`.
    fn get(&self, index: usize) -> Option<&dyn Node>;

    /// Removes all items.
    fn clear(&mut self);

    /// Appends a blank item to be filled; `None` only if the array cannot grow.
    fn push(&mut self) -> Option<&mut dyn Node>;
}

impl dyn List + '_ {
    pub(crate) fn items(&self) -> impl Iterator<Item = &dyn Node> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// An object with arbitrary keys: nodes by name.
pub trait Map {
    /// Returns all entries, in the order of their names.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Node)> + '_>;

    /// Returns whether there are no entries.
    fn is_empty(&self) -> bool {
        self.entries().next().is_none()
    }

    /// Removes all entries.
    fn clear(&mut self);

    /// Adds a blank node under `name`, to be filled.
    fn insert(&mut self, name: String) -> &mut dyn Node;

    /// Removes the node under `name`.
    fn remove(&mut self, name: &str);
}

/// An object with known properties, or a tuple, described by its [`Table`]. Emitted structs
/// implement it.
pub trait Record {
    /// Returns the property or item at `index` of the table; at any other index, the additional
    /// properties, or the items after the last one in the table.
    fn get(&self, index: usize) -> &dyn Node;

    /// Like [`get`](Self::get), to be filled.
    fn get_mut(&mut self, index: usize) -> &mut dyn Node;

    /// Returns the indices of properties that are `null`, if their `Option` does not distinguish
    /// `null` from absent.
    fn nulls(&self) -> &[u16] {
        &[]
    }

    /// Like [`nulls`](Self::nulls), to be filled; `None` if no property needs it.
    fn nulls_mut(&mut self) -> Option<&mut Nulls> {
        None
    }
}

/// The indices of properties of a response that are `null`: they are `None`, like absent
/// properties, but are written as `null`.
pub type Nulls = Vec<u16>;

/// `null` as a node.
struct NullNode;

impl Node for NullNode {
    fn view(&self) -> View<'_> {
        View::Null
    }

    /// Never filled.
    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

impl Optional for NullNode {
    fn fill(&mut self) -> Option<&mut dyn Node> {
        None
    }

    fn set_null(&mut self) {}

    fn clear(&mut self) {}
}

impl dyn Record + '_ {
    /// Returns the properties or items of the table, with their values.
    pub(crate) fn properties<'a>(
        &'a self,
        table: &'a Table,
    ) -> impl DoubleEndedIterator<Item = (&'a Property, &'a dyn Node)> + ExactSizeIterator {
        table
            .properties
            .iter()
            .enumerate()
            .map(|(index, property)| {
                let node = self.get(index);
                let is_null = property.nullable && is_absent(node) && self.has_null(index);
                (property, if is_null { &NullNode } else { node })
            })
    }

    pub(crate) fn has_null(&self, index: usize) -> bool {
        self.nulls().iter().any(|null| usize::from(*null) == index)
    }

    /// Records that a property is `null`, which its `Option` cannot express.
    pub(crate) fn note_null(&mut self, index: usize) {
        if let (Some(nulls), Ok(index)) = (self.nulls_mut(), u16::try_from(index)) {
            nulls.push(index);
        }
    }

    /// Returns the properties that are not in the table.
    pub fn extra(&self) -> &dyn Map {
        match self.get(usize::MAX).view() {
            View::Map(map) => map,
            _ => &NOTHING,
        }
    }

    /// Returns the properties that are not in the table, to be filled; never `None` in practice.
    pub fn extra_mut(&mut self) -> Option<&mut dyn Map> {
        match self.get_mut(usize::MAX).slot() {
            Slot::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Returns the items of a tuple after those in the table.
    pub fn following(&self) -> &dyn List {
        match self.get(usize::MAX).view() {
            View::List(list) => list,
            _ => &NO_ITEMS,
        }
    }

    /// Returns the items of a tuple after those in the table, to be filled; never `None` in
    /// practice.
    pub fn following_mut(&mut self) -> Option<&mut dyn List> {
        match self.get_mut(usize::MAX).slot() {
            Slot::List(list) => Some(list),
            _ => None,
        }
    }
}

/// A value of one of several types, distinguished by its [`UnionTable`]. Emitted unions implement
/// it.
pub trait Union {
    /// Becomes the blank variant at `index` of the table, to be filled; at any other index, a value
    /// that matches no member.
    fn choose(&mut self, index: usize);

    /// Returns the value of the current variant, to be filled.
    fn active_mut(&mut self) -> &mut dyn Node;
}

impl dyn Union + '_ {
    /// Becomes a value that matches no member.
    pub fn keep(&mut self, raw: Value) {
        self.choose(usize::MAX);
        if let Slot::Any(value) = self.active_mut().slot() {
            *value = raw;
        }
    }
}

static NOTHING: BTreeMap<String, Value> = BTreeMap::new();
static NO_ITEMS: Vec<Value> = Vec::new();

/// Returns the items up to the last present one; an absent item before it is `null`.
pub(crate) fn tuple_items<'a>(table: &'a Table, record: &'a dyn Record) -> Vec<&'a dyn Node> {
    let following = record.following();
    let mut properties = record.properties(table);
    let length = if following.is_empty() {
        properties
            .rposition(|(property, node)| property.required || !is_absent(node))
            .map_or(0, |last| last + 1)
    } else {
        properties.len()
    };
    record
        .properties(table)
        .take(length)
        .map(|(_, node)| node)
        .chain(following.items())
        .collect()
}

/// Returns whether a property is absent; a property that is `null` is not.
pub(crate) fn is_absent(node: &dyn Node) -> bool {
    matches!(node.view(), View::Absent)
}

/// Returns whether a value is what its type has before it is filled: an empty string or array, 0,
/// `false`.
pub(crate) fn is_unfilled(node: &dyn Node) -> bool {
    match node.view() {
        View::Absent | View::Null | View::Any(Value::Null) => true,
        View::Bool(value) => !value,
        View::Integer(value) => value == 0,
        View::Float(value) => value == 0.0,
        View::Number(value) => value.as_i64() == Some(0),
        View::Text(text) => text.is_empty(),
        View::List(list) => list.is_empty(),
        View::Map(map) => map.is_empty(),
        View::Record(table, record) => record.properties(table).all(|(_, node)| is_unfilled(node)),
        View::Any(_) | View::Owned(_) | View::NoObject(_) | View::Tuple(..) | View::Upload(_) => {
            false
        }
    }
}

/// Returns the item at `index`, to be filled; if `index` is after the items of the table, appends
/// an item.
pub(crate) fn tuple_place<'a>(
    table: &Table,
    record: &'a mut dyn Record,
    index: usize,
) -> Option<&'a mut dyn Node> {
    if index < table.properties.len() {
        Some(record.get_mut(index))
    } else {
        record.following_mut()?.push()
    }
}

/// Removes the items after the last one in the table, before they are read again.
pub(crate) fn clear_following(record: &mut dyn Record) {
    if let Some(following) = record.following_mut() {
        following.clear();
    }
}

/// Returns whether an array of `length` items is too short.
pub(crate) fn is_short(table: &Table, length: usize) -> bool {
    // Required items come first.
    table
        .properties
        .get(length)
        .is_some_and(|property| property.required)
}

/// Properties that the description does not have, by name; they are kept and serialized again.
pub type Extra = BTreeMap<String, Value>;

/// Implements [`Node`] and [`Model`] for a type with one kind of [`Slot`].
macro_rules! node {
    ($type:ty $(where $item:ident)?, $blank:expr, |$value:ident| $view:expr, $slot:ident) => {
        impl$(<$item: Model>)? Node for $type {
            fn view(&self) -> View<'_> {
                let $value = self;
                $view
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::$slot(self)
            }
        }

        impl$(<$item: Model>)? Model for $type {
            fn blank() -> Self {
                $blank
            }
        }
    };
}

pub(crate) use node;

node!(bool, false, |value| View::Bool(*value), Bool);
node!(i64, 0, |value| View::Integer((*value).into()), Integer);
node!(i128, 0, |value| View::Integer(*value), Wide);
node!(f64, 0.0, |value| View::Float(*value), Float);
node!(Number, 0.into(), |value| View::Number(value), Number);
node!(
    String,
    Self::new(),
    |text| View::Text(Cow::Borrowed(text)),
    Text
);
node!(Value, Self::Null, |value| View::Any(value), Any);
node!(
    Upload,
    Bytes::new().into(),
    |upload| View::Upload(upload),
    Text
);
node!(Option<T> where T, None, |value| value.as_ref().map_or(View::Absent, Node::view), Optional);
node!(Vec<T> where T, Self::new(), |list| View::List(list), List);
node!(BTreeMap<String, T> where T, Self::new(), |map| View::Map(map), Map);

impl TakeInteger for i64 {
    fn take(&mut self, value: i64) {
        *self = value;
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

impl<T: Model> Map for BTreeMap<String, T> {
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Node)> + '_> {
        Box::new(
            self.iter()
                .map(|(name, value)| (name.as_str(), value as &dyn Node)),
        )
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
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
