//! The contract between emitted types and everything that reads or writes them.
//!
//! A [`Node`] holds one JSON value. It can be viewed ([`View`]) and filled ([`Slot`]). Emitted types are described by a
//! table and two `match`es ([`Record`]); every loop over them (JSON, forms, parameters, checks, redaction) exists once,
//! in this runtime, without generics, so that a crate with thousands of types compiles quickly.

use std::borrow::Cow;

use serde_json::Value;

use super::check::Check;
use super::encode::is_written;
use super::number::Number;
use super::primitives::Extra;
use super::union::{Union, UnionTable};
use super::upload::Upload;

/// A holder of one JSON value.
pub trait Node {
    /// Returns a view of the value.
    fn view(&self) -> View<'_>;

    /// Returns a slot to fill; a previous value may be overwritten.
    fn slot(&mut self) -> Slot<'_>;
}

/// A type that the client sends and decodes: every type of this crate, and strings, numbers, booleans, `Option`, `Vec`
/// and maps of such, and `serde_json::Value`.
///
/// It is public for use in bounds; only this crate implements it.
pub trait Model: Node + Clone + Send + Sync + 'static {
    /// A value to be filled; it is not a valid one, and never leaves the runtime before it is filled.
    #[doc(hidden)]
    fn blank() -> Self;
}

/// A type that converts from arrays, entries or JSON: a union, or a free-form object.
///
/// It is public for use in bounds; only this crate implements it.
pub trait FromItems: Model {}

/// The value of a [`Node`].
pub enum View<'a> {
    /// The property is absent.
    Absent,
    /// The value `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// An integer, possibly beyond 64 bits.
    Wide(i128),
    /// A number.
    Float(f64),
    /// A number with its original digits.
    Number(&'a Number),
    /// A string.
    Text(Cow<'a, str>),
    /// Any JSON.
    Any(&'a Value),
    /// An array.
    List(&'a dyn List),
    /// An object whose keys are data.
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

/// The properties of an object that are sent, including absent required ones; `None` for anything else.
pub(crate) fn members<'a>(view: &View<'a>) -> Option<Vec<(&'a str, &'a dyn Node)>> {
    Some(match *view {
        View::Record(table, record) => {
            let sent = table.properties.iter().enumerate().filter(|(_, property)| !property.read_only);
            let known = sent.filter_map(|(index, property)| Some((property, record.get(index)?)));
            let there = known.filter(|(property, node)| property.required || !matches!(node.view(), View::Absent));
            let rest = record.rest().entries().filter(|(name, _)| !is_written(table, record, name, true));
            there.map(|(property, node)| (property.name, node)).chain(rest).collect()
        }
        View::Map(map) => map.entries().collect(),
        View::Any(Value::Object(members)) => members.iter().map(|(name, value)| (name.as_str(), value as _)).collect(),
        _ => return None,
    })
}

/// The value of a property of an object, if present.
pub(crate) fn member<'n>(node: &'n dyn Node, name: &str) -> Option<View<'n>> {
    match node.view() {
        View::Record(table, record) => {
            let index = table.properties.iter().position(|property| property.name == name)?;
            record.get(index).map(Node::view)
        }
        View::Map(map) => map.entries().find(|(known, _)| *known == name).map(|(_, node)| node.view()),
        View::Any(Value::Object(members)) => members.get(name).map(View::Any),
        _ => None,
    }
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
    /// An object whose keys are data.
    Map(&'a mut dyn Map),
    /// An object with known properties.
    Record(&'static Table, &'a mut dyn Record),
    /// A tuple.
    Tuple(&'static Table, &'a mut dyn Record),
    /// An optional value.
    Optional(&'a mut dyn Optional),
    /// A union.
    Union(&'static UnionTable, &'a mut dyn Union),
}

/// Accepts an integer: `i64` and enums of integers.
pub trait TakeInteger {
    /// Sets the value.
    fn take(&mut self, value: i64);
}

/// Accepts a string: `String`, enums of strings, dates.
pub trait TakeText {
    /// Sets the value.
    fn take(&mut self, text: &str);
}

/// Derived methods, which types get for free.
impl<T: for<'a> From<&'a str>> TakeText for T {
    fn take(&mut self, text: &str) {
        *self = Self::from(text);
    }
}

/// A value that may be absent.
pub trait Optional {
    /// Returns a node for the value; never `None` in practice.
    fn fill(&mut self) -> Option<&mut dyn Node>;

    /// Becomes `null`, or absent if there is no difference.
    fn set_null(&mut self);

    /// Becomes absent.
    fn clear(&mut self);
}

/// An array of nodes.
pub trait List {
    /// Returns the number of items.
    fn len(&self) -> usize;

    /// Returns whether there are none.
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

/// Nodes by name.
pub trait Map {
    /// Returns whether there are none.
    fn is_empty(&self) -> bool;

    /// Returns all of them, in the order of their names.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Node)> + '_>;

    /// Removes all.
    fn clear(&mut self);

    /// Adds a blank node under `name`, to be filled.
    fn insert(&mut self, name: String) -> &mut dyn Node;

    /// Removes the node under `name`.
    fn remove(&mut self, name: &str);
}

/// An object with known properties, or a tuple, described by its [`Table`]; the emitted structs.
pub trait Record {
    /// Returns the property or item at `index` of the table; at any other, the further properties or items.
    fn get(&self, index: usize) -> Option<&dyn Node>;

    /// Like [`get`](Self::get), to be filled.
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Node>;
}

/// Derived methods, which types get for free.
impl dyn Record + '_ {
    /// Properties that are not in the table.
    pub fn rest(&self) -> &dyn Map {
        match self.get(usize::MAX).map(Node::view) {
            Some(View::Map(map)) => map,
            _ => &NOTHING,
        }
    }

    /// Properties that are not in the table, to be filled; never `None` in practice.
    pub fn rest_mut(&mut self) -> Option<&mut dyn Map> {
        match self.get_mut(usize::MAX)?.slot() {
            Slot::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Items of a tuple after those in the table.
    pub fn following(&self) -> &dyn List {
        match self.get(usize::MAX).map(Node::view) {
            Some(View::List(list)) => list,
            _ => &NO_ITEMS,
        }
    }

    /// Items of a tuple after those in the table, to be filled; never `None` in practice.
    pub fn following_mut(&mut self) -> Option<&mut dyn List> {
        match self.get_mut(usize::MAX)?.slot() {
            Slot::List(list) => Some(list),
            _ => None,
        }
    }
}

static NOTHING: Extra = Extra::new();
static NO_ITEMS: Vec<Value> = Vec::new();

/// Names and constraints of the properties of a [`Record`], or of the items of a tuple.
#[derive(Debug)]
pub struct Table {
    /// Rust name of the type, for `Debug`.
    pub name: &'static str,
    /// The properties, by the index that [`Record::get`] takes.
    pub properties: &'static [Property],
    /// The constraints of a sent object or tuple as a whole: the number and names of its properties or items.
    pub checks: &'static [Check],
}

impl Table {
    /// A table of properties without constraints on the whole.
    pub const fn new(name: &'static str, properties: &'static [Property]) -> Self {
        Self { name, properties, checks: &[] }
    }

    /// A table of properties with constraints on the whole.
    pub const fn checked(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    /// The index of the property with this name; `guess` is tried first.
    pub fn find(&self, name: &str, guess: usize) -> Option<usize> {
        if self.properties.get(guess).is_some_and(|p| p.name == name) {
            return Some(guess);
        }
        self.properties.iter().position(|p| p.name == name)
    }
}

/// Name and constraints of a property.
#[derive(Debug)]
pub struct Property {
    /// Name in JSON.
    pub name: &'static str,
    /// Whether every object has it.
    pub required: bool,
    /// Whether only responses have it: it is never sent.
    pub read_only: bool,
    /// Whether every request has it, though responses may lack it.
    pub always_sent: bool,
    /// Whether its value is a secret that must not be printed.
    pub secret: bool,
    /// The constraints of a sent value.
    pub checks: &'static [Check],
    /// Its XML form, if it is not an element of its name.
    pub xml: &'static Xml,
}

/// The XML form of a value.
#[derive(Debug)]
pub struct Xml {
    /// Name of the element or attribute; empty for that of the property.
    pub name: &'static str,
    /// Prefix of the name.
    pub prefix: Option<&'static str>,
    /// Namespace of the name; with a prefix it is declared for that, else for the element and its content.
    pub namespace: Option<&'static str>,
    /// Whether it is an attribute.
    pub attribute: bool,
    /// The wrapper element of items; without it, each item is an element in place of the array.
    pub items: Option<&'static Xml>,
}

impl Xml {
    /// An element with the name of the property.
    pub const PLAIN: Self = Self { name: "", prefix: None, namespace: None, attribute: false, items: None };
}

impl Property {
    /// A required property.
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            required: true,
            read_only: false,
            always_sent: false,
            secret: false,
            checks: &[],
            xml: &Xml::PLAIN,
        }
    }

    /// An optional property.
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            required: false,
            read_only: false,
            always_sent: false,
            secret: false,
            checks: &[],
            xml: &Xml::PLAIN,
        }
    }

    /// Adds constraints for sent values.
    pub const fn check(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    /// Sets the XML form.
    pub const fn xml(mut self, xml: &'static Xml) -> Self {
        self.xml = xml;
        self
    }

    /// Marks it as never sent.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Marks it as always sent.
    pub const fn always_sent(mut self) -> Self {
        self.always_sent = true;
        self
    }

    /// Marks it as never printed.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}
