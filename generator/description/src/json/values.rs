//! The serde visitor that builds a [`Value`] from JSON, and reports duplicate keys: serde_json
//! would silently keep the last of them.

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::fmt;

use crate::parsed::{Remark, ValuePath, add_remark};

/// The state of reading one file, shared by all values.
#[derive(Default)]
pub(super) struct JsonReader {
    /// Whether numbers that equal a limit of `f64` are reported, because numbers in the text were
    /// replaced by it.
    is_clamped: bool,
    remarks: RefCell<Vec<Remark>>,
}

impl JsonReader {
    pub(super) fn with_clamped_numbers(self) -> Self {
        Self {
            is_clamped: true,
            ..self
        }
    }

    pub(super) fn root(&self) -> JsonSeed<'_> {
        JsonSeed {
            reader: self,
            path: &ValuePath::Root,
        }
    }

    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.remarks.into_inner()
    }

    fn add_remark(&self, remark: impl FnOnce() -> Remark) {
        add_remark(&mut self.remarks.borrow_mut(), remark);
    }
}

#[derive(Clone, Copy)]
pub(super) struct JsonSeed<'a> {
    reader: &'a JsonReader,
    path: &'a ValuePath<'a>,
}

impl<'de> DeserializeSeed<'de> for JsonSeed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if self.reader.is_clamped && value.abs() == f64::MAX {
            self.reader
                .add_remark(|| Remark::HugeNumber(self.path.pointer()));
        }
        Ok(Value::from(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let path = ValuePath::Item(self.path, items.len());
            let seed = JsonSeed {
                path: &path,
                ..self
            };
            match access.next_element_seed(seed)? {
                Some(item) => items.push(item),
                None => {
                    items.shrink_to_fit();
                    return Ok(Value::Array(items));
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let path = ValuePath::Key(self.path, &key);
            let value = access.next_value_seed(JsonSeed {
                path: &path,
                ..self
            })?;
            match members.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(mut entry) => {
                    self.reader.add_remark(|| {
                        let path = ValuePath::Key(self.path, entry.key());
                        Remark::DuplicateKey(entry.key().clone(), path.pointer())
                    });
                    entry.insert(value);
                }
            }
        }
        // Most objects are small, so the map is rebuilt to drop its excess capacity.
        Ok(Value::Object(members.into_iter().collect()))
    }
}
