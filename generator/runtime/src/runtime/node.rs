//! The contract between emitted types and everything that reads or writes them.
//!
//! A [`Node`] is a place that holds one JSON value. It can be looked at ([`View`]) and filled ([`Slot`]). Emitted types
//! say what they are in a table and two `match`es ([`Record`]); every loop over them (JSON, forms, parameters, checks,
//! redaction) stands once, in this runtime, without generics, so that a crate with thousands of types compiles quickly.

use std::borrow::Cow;

use serde_json::Value;

use super::check::Check;
use super::encode::is_written;
use super::number::Number;
use super::primitives::Extra;
use super::union::{Union, UnionTable};
use super::upload::Upload;

/// A place that holds one JSON value.
pub trait Node {
    /// What the place holds.
    fn view(&self) -> View<'_>;

    /// What the place takes; whatever it held before may be overwritten.
    fn slot(&mut self) -> Slot<'_>;
}

/// A type that the client sends and reads: every type of this crate, and texts, numbers, truth values, `Option`, lists
/// and maps of such, and `serde_json::Value`.
///
/// It is there to be named in bounds, and implemented by this crate alone.
pub trait Model: Node + Clone + Send + Sync + 'static {
    /// A value to be filled; it is not a valid one, and never leaves the runtime before it is filled.
    #[doc(hidden)]
    fn blank() -> Self;
}

/// A type that is made from arrays, entries or JSON: a union, or a free-form object.
///
/// It is there to be named in bounds, and implemented by this crate alone.
pub trait FromItems: Model {}

/// What a [`Node`] holds.
pub enum View<'a> {
    /// Nothing: the property is left out.
    Absent,
    /// The value `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// An integer that may be beyond 64 bits.
    Wide(i128),
    /// A number.
    Float(f64),
    /// A number with its digits.
    Number(&'a Number),
    /// A string.
    Text(Cow<'a, str>),
    /// Any JSON.
    Any(&'a Value),
    /// A list.
    List(&'a dyn List),
    /// An object whose keys are data.
    Map(&'a dyn Map),
    /// What a user gave for an object, and is none: it is never sent.
    NoObject(&'a Value),
    /// An object with known properties.
    Record(&'static Table, &'a dyn Record),
    /// A list whose first items have types of their own.
    Tuple(&'static Table, &'a dyn Record),
    /// Bytes, in memory or not.
    Upload(&'a Upload),
}

/// The members of an object that are sent, absent ones that are required among them; `None` of anything else.
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

/// The value of one property of an object, if it is there.
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

/// What a [`Node`] takes.
pub enum Slot<'a> {
    /// A boolean.
    Bool(&'a mut bool),
    /// An integer.
    Integer(&'a mut dyn TakeInteger),
    /// An integer that may be beyond 64 bits.
    Wide(&'a mut i128),
    /// A number.
    Float(&'a mut f64),
    /// A number with its digits.
    Number(&'a mut Number),
    /// A string.
    Text(&'a mut dyn TakeText),
    /// Any JSON.
    Any(&'a mut Value),
    /// A list.
    List(&'a mut dyn List),
    /// An object whose keys are data.
    Map(&'a mut dyn Map),
    /// An object with known properties.
    Record(&'static Table, &'a mut dyn Record),
    /// A list whose first items have types of their own.
    Tuple(&'static Table, &'a mut dyn Record),
    /// A value or nothing.
    Optional(&'a mut dyn Optional),
    /// One of several shapes.
    Union(&'static UnionTable, &'a mut dyn Union),
}

/// Takes an integer: `i64` and enums of integers.
pub trait TakeInteger {
    /// Takes it.
    fn take(&mut self, value: i64);
}

/// Takes text: `String`, enums of texts, dates.
pub trait TakeText {
    /// Takes it.
    fn take(&mut self, text: &str);
}

/// Types pay nothing for what they can be made from.
impl<T: for<'a> From<&'a str>> TakeText for T {
    fn take(&mut self, text: &str) {
        *self = Self::from(text);
    }
}

/// A place that may stay empty.
pub trait Optional {
    /// Makes room for a value; `None` never in practice.
    fn fill(&mut self) -> Option<&mut dyn Node>;

    /// Becomes `null`, or empty where the two are one.
    fn set_null(&mut self);

    /// Becomes empty.
    fn clear(&mut self);
}

/// A list of nodes.
pub trait List {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one at `index`.
    fn get(&self, index: usize) -> Option<&dyn Node>;

    /// Removes all.
    fn clear(&mut self);

    /// Adds a blank one, to be filled; `None` only if the list cannot grow.
    fn push(&mut self) -> Option<&mut dyn Node>;
}

/// Nodes by name.
pub trait Map {
    /// Whether there are none.
    fn is_empty(&self) -> bool;

    /// All of them, in the order of their names.
    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Node)> + '_>;

    /// Removes all.
    fn clear(&mut self);

    /// Adds a blank one under `name`, to be filled.
    fn insert(&mut self, name: String) -> &mut dyn Node;

    /// Removes the one under `name`.
    fn remove(&mut self, name: &str);
}

/// An object with known properties, or a list with known items, whose [`Table`] stands beside it; the emitted structs.
pub trait Record {
    /// The property or item at `index` of the table; at any other, the map or list of those that are not in it.
    fn get(&self, index: usize) -> Option<&dyn Node>;

    /// The same, to be filled.
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Node>;
}

/// What follows from the methods above: types pay nothing for it.
impl dyn Record + '_ {
    /// Properties that are not in the table.
    pub fn rest(&self) -> &dyn Map {
        match self.get(usize::MAX).map(Node::view) {
            Some(View::Map(map)) => map,
            _ => &NOTHING,
        }
    }

    /// Properties that are not in the table, to be filled; `None` never in practice.
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

    /// Items of a tuple after those in the table, to be filled; `None` never in practice.
    pub fn following_mut(&mut self) -> Option<&mut dyn List> {
        match self.get_mut(usize::MAX)?.slot() {
            Slot::List(list) => Some(list),
            _ => None,
        }
    }
}

static NOTHING: Extra = Extra::new();
static NO_ITEMS: Vec<Value> = Vec::new();

/// Names and rules of the properties of a [`Record`], or of the items of a tuple.
#[derive(Debug)]
pub struct Table {
    /// Rust name of the type, for `Debug`.
    pub name: &'static str,
    /// The properties, by the index that [`Record::get`] takes.
    pub properties: &'static [Property],
    /// What the properties or items that are sent must satisfy together: how many there are, and their names.
    pub checks: &'static [Check],
}

impl Table {
    /// A table of properties, of which there may be any number.
    pub const fn new(name: &'static str, properties: &'static [Property]) -> Self {
        Self { name, properties, checks: &[] }
    }

    /// The same, where number or names of properties are checked.
    pub const fn checked(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    /// The index of the property with this name; `guess` is looked at first.
    pub fn find(&self, name: &str, guess: usize) -> Option<usize> {
        if self.properties.get(guess).is_some_and(|p| p.name == name) {
            return Some(guess);
        }
        self.properties.iter().position(|p| p.name == name)
    }
}

/// Name and rules of a property.
#[derive(Debug)]
pub struct Property {
    /// Name in JSON.
    pub name: &'static str,
    /// Whether every object has it.
    pub required: bool,
    /// Whether only responses have it: it is never sent.
    pub read_only: bool,
    /// Whether all that is sent has it, though responses may lack it.
    pub always_sent: bool,
    /// Whether its value is a secret that must not be printed.
    pub secret: bool,
    /// What a value that is sent must satisfy.
    pub checks: &'static [Check],
    /// How it is written in XML, where that is not an element of its name.
    pub xml: &'static Xml,
}

/// How a value is written in XML.
#[derive(Debug)]
pub struct Xml {
    /// Name of the element or attribute; empty for that of the property.
    pub name: &'static str,
    /// Prefix of the name.
    pub prefix: Option<&'static str>,
    /// Namespace of the name; with a prefix it is declared for that, else for the element and all in it.
    pub namespace: Option<&'static str>,
    /// Whether it is an attribute.
    pub attribute: bool,
    /// How items are written in an element around them; without, each item is an element in place of the list.
    pub items: Option<&'static Xml>,
}

impl Xml {
    /// An element that is called like its property.
    pub const PLAIN: Self = Self { name: "", prefix: None, namespace: None, attribute: false, items: None };
}

impl Property {
    /// A property that every object has.
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

    /// A property that an object may have.
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

    /// The same, with rules for values that are sent.
    pub const fn check(mut self, checks: &'static [Check]) -> Self {
        self.checks = checks;
        self
    }

    /// The same, written like this in XML.
    pub const fn xml(mut self, xml: &'static Xml) -> Self {
        self.xml = xml;
        self
    }

    /// The same, never sent.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// The same, always sent.
    pub const fn always_sent(mut self) -> Self {
        self.always_sent = true;
        self
    }

    /// The same, never printed.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}
