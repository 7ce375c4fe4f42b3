//! The serde visitor for both formats, which builds a [`Value`] and handles duplicate keys and merge keys.
//!
//! The built-in ones do not suffice: serde_json silently keeps the last of duplicate keys, and serde_yaml also refuses
//! integers beyond 64 bits and ignores `<<`.

use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use super::pointer::push_segment;

/// The cost of a node besides its text; together with [`ALLOWANCE`] it limits the memory that aliases expand to.
const NODE: usize = 32;
/// The cost that every file may have, however short.
const ALLOWANCE: usize = 64 << 20;
/// The maximum number of remarks for a file, as a hostile one could cause millions.
const MOST_REMARKS: usize = 100;

#[derive(Debug)]
pub(super) enum Remark {
    /// A duplicate key, and its pointer.
    DuplicateKey(String, String),
    /// A number beyond `f64`.
    HugeNumber(String),
}

/// The state of reading one file, shared by all nodes.
pub(super) struct Reader {
    merges: bool,
    clamped: bool,
    budget: Cell<usize>,
    remarks: RefCell<Vec<Remark>>,
}

impl Reader {
    /// Creates the state for a text of `length` bytes; with `merges`, `<<` is a merge key.
    pub(super) fn new(length: usize, merges: bool) -> Self {
        let budget = Cell::new(length.saturating_mul(NODE + 1).saturating_add(ALLOWANCE));
        Self {
            merges,
            clamped: false,
            budget,
            remarks: RefCell::default(),
        }
    }

    /// Reports numbers equal to the maximum `f64`, because the text was clamped to it.
    pub(super) fn with_clamped_numbers(self) -> Self {
        Self {
            clamped: true,
            ..self
        }
    }

    pub(super) fn root(&self) -> Seed<'_> {
        Seed {
            reader: self,
            path: &Path::Root,
        }
    }

    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.remarks.into_inner()
    }

    /// Returns whether reading stopped because the budget is used up.
    pub(super) fn is_exhausted(&self) -> bool {
        self.budget.get() == 0
    }

    fn spend<E: Error>(&self, text: usize) -> Result<(), E> {
        let budget = self.budget.get().saturating_sub(NODE + text);
        self.budget.set(budget);
        if budget == 0 {
            Err(E::custom("aliases repeat too much of the document"))
        } else {
            Ok(())
        }
    }

    fn remark(&self, remark: impl FnOnce() -> Remark) {
        let mut remarks = self.remarks.borrow_mut();
        if remarks.len() < MOST_REMARKS {
            remarks.push(remark());
        }
    }
}

/// The path from the root to a node, without allocations.
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> String {
        let (mut pointer, last) = match self {
            Self::Root => return String::new(),
            Self::Key(parent, key) => (parent.pointer(), Cow::Borrowed(*key)),
            Self::Item(parent, index) => (parent.pointer(), Cow::Owned(index.to_string())),
        };
        push_segment(&mut pointer, &last);
        pointer
    }
}

#[derive(Clone, Copy)]
pub(super) struct Seed<'a> {
    reader: &'a Reader,
    path: &'a Path<'a>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.scalar(Value::Bool(value), 0)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.scalar(Value::from(value), 0)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.scalar(Value::from(value), 0)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if self.reader.clamped && value.abs() == f64::MAX {
            self.reader
                .remark(|| Remark::HugeNumber(self.path.pointer()));
        }
        // JSON has neither infinity nor NaN, so they become strings in the form of YAML.
        let value = match value {
            f64::INFINITY => Value::from(".inf"),
            f64::NEG_INFINITY => Value::from("-.inf"),
            _ => Number::from_f64(value).map_or_else(|| Value::from(".nan"), Value::Number),
        };
        self.scalar(value, 0)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.scalar(Value::from(value), value.len())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.scalar(Value::Null, 0)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    /// Reads a YAML node with a custom tag (`!secret x`); the tag is ignored.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (_, variant) = access.variant_seed(KeyVisitor)?;
        variant.newtype_variant_seed(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        self.reader.spend(0)?;
        let mut items = Vec::new();
        loop {
            let path = Path::Item(self.path, items.len());
            match access.next_element_seed(Seed {
                reader: self.reader,
                path: &path,
            })? {
                Some(item) => items.push(item),
                None => {
                    items.shrink_to_fit();
                    return Ok(Value::Array(items));
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        self.reader.spend(0)?;
        let mut members = Map::new();
        let mut merges = Vec::new();
        while let Some(key) = access.next_key_seed(KeyVisitor)? {
            self.reader.spend(key.len())?;
            let path = Path::Key(self.path, &key);
            let value = access.next_value_seed(Seed {
                reader: self.reader,
                path: &path,
            })?;
            if self.reader.merges && key == "<<" && is_mergeable(&value) {
                merges.push(value);
                continue;
            }
            if members.contains_key(&key) {
                self.reader
                    .remark(|| Remark::DuplicateKey(key.clone(), path.pointer()));
            }
            members.insert(key, value);
        }
        for merge in merges {
            apply_merge(&mut members, merge);
        }
        // Rebuilding drops the excess capacity of the map, as most objects are small.
        Ok(Value::Object(members.into_iter().collect()))
    }
}

impl Seed<'_> {
    fn scalar<E: Error>(self, value: Value, text: usize) -> Result<Value, E> {
        self.reader.spend(text)?;
        Ok(value)
    }
}

fn is_mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().all(Value::is_object),
        _ => false,
    }
}

/// Merges keys that are not yet there: the object's own keys win, then those merged earlier.
fn apply_merge(members: &mut Map<String, Value>, merge: Value) {
    match merge {
        Value::Object(merged) => {
            for (key, value) in merged {
                members.entry(key).or_insert(value);
            }
        }
        Value::Array(items) => {
            for item in items {
                apply_merge(members, item);
            }
        }
        _ => {}
    }
}

/// Reads a key as written, so that `200:` and `null:` become strings.
struct KeyVisitor;

impl<'de> DeserializeSeed<'de> for KeyVisitor {
    type Value = String;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }
}
