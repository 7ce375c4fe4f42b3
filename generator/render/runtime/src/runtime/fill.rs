//! Fills a [`Node`] from JSON, in one loop for all types, optionally leniently.
//!
//! Valid JSON that `Value` cannot represent, such as `1e400`, becomes a string, so that a new
//! property never breaks a response.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::value::RawValue;

use super::api::{Property, Table};
use super::json::{
    MAX_DEPTH, Number, Path, Step, float_of, integer_of, kind_of, lossy_value, to_exact_i64,
    without_position,
};
use super::node::{
    List, Map, Node, Record, Slot, clear_following, is_absent, is_short, tuple_place,
};

/// Fills a node; after an error, `path` is its location.
pub(super) fn decode_at(
    json: &str,
    node: &mut dyn Node,
    path: &mut Path,
    depth: usize,
) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    NodeSeed { node, path, depth }.deserialize(&mut deserializer)?;
    deserializer.end()
}

struct NodeSeed<'n, 'p> {
    node: &'n mut dyn Node,
    path: &'p mut Path,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(D::Error::custom(format_args!(
                "nested deeper than {MAX_DEPTH} levels"
            )));
        }
        let Self { node, path, depth } = self;
        match node.slot() {
            Slot::Any(place) if path.is_lossy => {
                *place = lossy_value(raw_json(deserializer)?, depth).map_err(D::Error::custom)?;
            }
            Slot::Any(place) => *place = Deserialize::deserialize(deserializer)?,
            Slot::Number(place) => {
                let json = unquote_number(raw_json(deserializer)?, path);
                *place = Number::from_json(json)
                    .ok_or_else(|| mismatch_error("a number", kind_of(json)))?;
            }
            // The number is read as raw digits, because other visitors convert numbers beyond 64
            // bits to floats.
            Slot::Wide(place) => {
                let json = unquote_number(raw_json(deserializer)?, path);
                let found = if kind_of(json) == "a number" {
                    json
                } else {
                    kind_of(json)
                };
                *place = json
                    .parse()
                    .ok()
                    .or_else(|| to_exact_i64(json.parse().ok()?).map(i128::from))
                    .ok_or_else(|| mismatch_error("an integer", found))?;
            }
            Slot::Union(table, union, read) => {
                read(table, union, raw_json(deserializer)?, path, depth)
                    .map_err(D::Error::custom)?;
            }
            slot @ Slot::Optional(_) => {
                deserializer.deserialize_option(SlotVisitor { slot, path, depth })?
            }
            slot => deserializer.deserialize_any(SlotVisitor { slot, path, depth })?,
        }
        Ok(())
    }
}

fn raw_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'de str, D::Error> {
    <&RawValue>::deserialize(deserializer).map(RawValue::get)
}

/// Returns a number without quotes, if numbers may be in strings here.
fn unquote_number<'j>(json: &'j str, path: &Path) -> &'j str {
    if !path.numbers_in_strings {
        return json;
    }
    let inner = json
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(json)
}

fn mismatch_error<E: serde::de::Error>(expected: &str, found: impl fmt::Display) -> E {
    E::custom(format_args!("expected {expected}, found {found}"))
}

/// Returns the expected type of a slot, for messages.
fn expected_type(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Bool(_) => "a boolean",
        Slot::Integer(_) | Slot::Wide(_) => "an integer",
        Slot::Float(_) | Slot::Number(_) => "a number",
        Slot::Text(_) => "a string",
        Slot::List(_) | Slot::Tuple(..) => "an array",
        Slot::Map(_) | Slot::Record(..) => "an object",
        Slot::Any(_) | Slot::Optional(_) | Slot::Union(..) => "a value",
    }
}

struct SlotVisitor<'n, 'p> {
    slot: Slot<'n>,
    path: &'p mut Path,
    depth: usize,
}

impl SlotVisitor<'_, '_> {
    fn mismatch<T, E: serde::de::Error>(&self, found: impl fmt::Display) -> Result<T, E> {
        Err(mismatch_error(expected_type(&self.slot), found))
    }
}

impl<'de> Visitor<'de> for SlotVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(expected_type(&self.slot))
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    /// Leaves an optional value empty, even if it is not nullable: servers send `null` for unknown
    /// values. In lenient reading, it is an empty array or map as well, which servers in Go send as
    /// `null`.
    fn visit_unit<E: serde::de::Error>(mut self) -> Result<(), E> {
        match &mut self.slot {
            Slot::Optional(optional) => {
                optional.set_null();
                return Ok(());
            }
            Slot::List(list) if self.path.is_lenient => list.clear(),
            Slot::Map(map) if self.path.is_lenient => map.clear(),
            _ => return self.mismatch("null"),
        }
        let expected = expected_type(&self.slot);
        self.path
            .deviate(format!("expected {expected}, found null"));
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Slot::Optional(optional) = self.slot else {
            return self.mismatch("a value");
        };
        let Some(node) = optional.fill() else {
            return Ok(());
        };
        NodeSeed {
            node,
            path: self.path,
            depth: self.depth,
        }
        .deserialize(deserializer)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        let Slot::Bool(place) = self.slot else {
            return self.mismatch("a boolean");
        };
        *place = value;
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        match self.slot {
            Slot::Integer(place) => place.take(value),
            Slot::Float(place) => *place = Number::from(value).as_f64(),
            _ => return self.mismatch(value),
        }
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        match (self.slot, i64::try_from(value)) {
            (Slot::Integer(place), Ok(value)) => place.take(value),
            (Slot::Float(place), _) => *place = Number::from(value).as_f64(),
            (slot, _) => return Err(mismatch_error(expected_type(&slot), value)),
        }
        Ok(())
    }

    /// Reads `1.0` as an integer, as JSON Schema requires.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        match (self.slot, to_exact_i64(value)) {
            (Slot::Integer(place), Some(whole)) => place.take(whole),
            (Slot::Float(place), _) if value.is_finite() => *place = value,
            (slot, _) => return Err(mismatch_error(expected_type(&slot), value)),
        }
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        let reads_number = self.path.numbers_in_strings;
        match self.slot {
            Slot::Text(place) => place.take(text),
            Slot::Integer(place) if reads_number => {
                place.take(
                    integer_of(text)
                        .ok_or_else(|| mismatch_error("an integer", "another string"))?,
                );
            }
            Slot::Float(place) if reads_number => {
                *place =
                    float_of(text).ok_or_else(|| mismatch_error("a number", "another string"))?;
            }
            _ => return self.mismatch("a string"),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        match self.slot {
            Slot::List(list) => read_items(Places::List(list), self.path, self.depth + 1, items),
            Slot::Tuple(table, record) => read_items(
                Places::Tuple(table, record),
                self.path,
                self.depth + 1,
                items,
            ),
            _ => self.mismatch("an array"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        match self.slot {
            Slot::Record(table, record) => {
                read_record(table, record, self.path, self.depth + 1, members)
            }
            Slot::Map(map) => read_map(map, self.path, self.depth + 1, members),
            _ => match object_number(members)? {
                Some(number) => self.visit_f64(number),
                None => self.mismatch("an object"),
            },
        }
    }
}

/// Reads a number that `serde_json` passes as an object if the program enables its feature
/// `arbitrary_precision`.
fn object_number<'de, A: MapAccess<'de>>(mut members: A) -> Result<Option<f64>, A::Error> {
    const KEY: &str = "$serde_json::private::Number";
    match members.next_key::<String>()?.as_deref() {
        Some(KEY) => Ok(members.next_value::<String>()?.parse().ok()),
        _ => Ok(None),
    }
}

/// The array or tuple whose items are filled.
enum Places<'n> {
    List(&'n mut dyn List),
    Tuple(&'static Table, &'n mut dyn Record),
}

fn read_items<'de, A: SeqAccess<'de>>(
    places: Places<'_>,
    path: &mut Path,
    depth: usize,
    items: A,
) -> Result<(), A::Error> {
    let around = path.numbers_in_strings;
    let outcome = read_each_item(places, path, depth, items);
    path.numbers_in_strings = around;
    outcome
}

fn read_each_item<'de, A: SeqAccess<'de>>(
    mut places: Places<'_>,
    path: &mut Path,
    depth: usize,
    mut items: A,
) -> Result<(), A::Error> {
    match &mut places {
        Places::List(list) => list.clear(),
        Places::Tuple(_, record) => clear_following(*record),
    }
    for index in 0.. {
        let known = path.deviations.len();
        let item = items.next_element_seed(Item {
            places: &mut places,
            index,
            path,
            depth,
        });
        if path.at(|| Step::Index(index), known, item)?.is_none() {
            return match places {
                Places::Tuple(table, _) if is_short(table, index) => {
                    path.at(|| Step::Index(index), known, Err(A::Error::custom(MISSING)))
                }
                _ => Ok(()),
            };
        }
    }
    Ok(())
}

/// The item at `index`; space is allocated only if there is one.
struct Item<'i, 'n, 'p> {
    places: &'i mut Places<'n>,
    index: usize,
    path: &'p mut Path,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self {
            places,
            index,
            path,
            depth,
        } = self;
        let (node, is_optional) = match places {
            Places::List(list) => (list.push(), false),
            Places::Tuple(table, record) => {
                let property = table.properties.get(index);
                path.numbers_in_strings =
                    property.map_or(table.numbers_in_strings, |known| known.numbers_in_strings);
                let is_optional = property.is_some_and(|property| !property.required);
                (tuple_place(table, *record, index), is_optional)
            }
        };
        let Some(node) = node else { return Ok(()) };
        NodeSeed {
            node: &mut *node,
            path,
            depth,
        }
        .deserialize(deserializer)?;
        path.emptied += usize::from(is_optional && is_absent(node));
        Ok(())
    }
}

fn read_map<'de, A: MapAccess<'de>>(
    map: &mut dyn Map,
    path: &mut Path,
    depth: usize,
    mut members: A,
) -> Result<(), A::Error> {
    map.clear();
    while let Some(name) = members.next_key::<String>()? {
        let (key, known) = (name.clone(), path.deviations.len());
        let value = members.next_value_seed(NodeSeed {
            node: map.insert(name),
            path,
            depth,
        });
        path.at(|| Step::Key(key.clone()), known, value)?;
    }
    Ok(())
}

fn read_record<'de, A: MapAccess<'de>>(
    table: &'static Table,
    record: &mut dyn Record,
    path: &mut Path,
    depth: usize,
    members: A,
) -> Result<(), A::Error> {
    let around = path.numbers_in_strings;
    let outcome = read_properties(table, record, path, depth, members);
    path.numbers_in_strings = around;
    outcome
}

fn read_properties<'de, A: MapAccess<'de>>(
    table: &'static Table,
    record: &mut dyn Record,
    path: &mut Path,
    depth: usize,
    mut members: A,
) -> Result<(), A::Error> {
    let mut seen = Seen::default();
    let mut guess = 0;
    while let Some(key) = members.next_key_seed(KeySeed { table, guess })? {
        match key {
            Key::Known(index) => {
                guess = index + 1;
                let is_duplicate = !seen.insert(index);
                let (Some(property), node) = (table.properties.get(index), record.get_mut(index))
                else {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                };
                if is_duplicate {
                    clear_node(node);
                }
                path.numbers_in_strings = property.numbers_in_strings;
                let known = path.deviations.len();
                if path.is_lenient
                    && (!property.required || takes_null(node) || path.is_in_optional)
                {
                    let value = read_leniently(property, node, path, depth, &mut members);
                    if let Some(other) = path.at(|| Step::Name(property.name), known, value)? {
                        keep_mismatch(record, property.name, other.get(), depth)
                            .map_err(A::Error::custom)?;
                        continue;
                    }
                } else {
                    let value = members.next_value_seed(NodeSeed {
                        node: &mut *node,
                        path,
                        depth,
                    });
                    path.at(|| Step::Name(property.name), known, value)?;
                    let is_emptied = !property.required && !property.nullable && is_absent(node);
                    path.emptied += usize::from(is_emptied);
                }
                if property.nullable && is_absent(record.get(index)) {
                    record.note_null(index);
                }
            }
            Key::Unknown(name) => {
                let (key, known) = (name.clone(), path.deviations.len());
                path.numbers_in_strings = table.numbers_in_strings;
                let Some(rest) = record.rest_mut() else {
                    return Ok(());
                };
                let node = rest.insert(name);
                let value = members.next_value_seed(NodeSeed { node, path, depth });
                path.at(|| Step::Key(key.clone()), known, value)?;
            }
        }
    }
    for (index, property) in table.properties.iter().enumerate() {
        if property.required && !seen.contains(index) {
            let known = path.deviations.len();
            let may_lack = may_lack(record.get_mut(index), path);
            let missing = if may_lack {
                Ok(())
            } else {
                let names = missing_names(table, &seen, record, index + 1, path);
                Err(A::Error::custom(describe_missing(&names)))
            };
            if may_lack {
                path.deviate(MISSING.to_owned());
            }
            if may_lack && !takes_null(record.get_mut(index)) {
                keep_mismatch(record, property.name, "null", depth).map_err(A::Error::custom)?;
            }
            path.at(|| Step::Name(property.name), known, missing)?;
        }
    }
    Ok(())
}

const MISSING: &str = "expected a value, found none";

/// Returns the names of missing properties, from an index on; a lenient reader accepts an object
/// without some of them.
fn missing_names(
    table: &Table,
    seen: &Seen,
    record: &mut dyn Record,
    from: usize,
    path: &Path,
) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (index, property) in table.properties.iter().enumerate().skip(from) {
        if property.required && !seen.contains(index) && !may_lack(record.get_mut(index), path) {
            names.push(property.name);
        }
    }
    names
}

/// Returns the message for a missing property; `others` are also missing.
fn describe_missing(others: &[&str]) -> String {
    if others.is_empty() {
        MISSING.to_owned()
    } else {
        format!("{MISSING}; also missing: {}", others.join(", "))
    }
}

#[derive(Default)]
struct Seen {
    first: u128,
    others: Vec<usize>,
}

impl Seen {
    /// Marks a property as present; returns whether it was new.
    fn insert(&mut self, index: usize) -> bool {
        let is_new = !self.contains(index);
        if index < 128 {
            self.first |= 1 << index;
        } else {
            self.others.push(index);
        }
        is_new
    }

    fn contains(&self, index: usize) -> bool {
        if index < 128 {
            self.first & (1 << index) != 0
        } else {
            self.others.contains(&index)
        }
    }
}

/// Returns whether a required property may be absent in lenient reading, because its type has a
/// value for `null`.
fn takes_null(node: &mut dyn Node) -> bool {
    matches!(node.slot(), Slot::Optional(_) | Slot::Any(_))
}

/// Returns whether an object may lack a required property, which is then blank.
fn may_lack(node: &mut dyn Node, path: &Path) -> bool {
    path.is_lenient && (path.is_in_optional || takes_null(node))
}

/// Returns whether a property is empty if its value, `json`, does not match. `null` counts as
/// missing; any other value must not become a number or a boolean that the server did not send.
fn becomes_empty(property: &Property, node: &mut dyn Node, json: &str) -> bool {
    !property.required
        || json == "null"
        || takes_null(node)
        || matches!(node.slot(), Slot::Text(_) | Slot::List(_) | Slot::Map(_))
}

/// Fills a property that may be empty; if its value does not match, the value is returned instead.
fn read_leniently<'de, A: MapAccess<'de>>(
    property: &Property,
    node: &mut dyn Node,
    path: &mut Path,
    depth: usize,
    members: &mut A,
) -> Result<Option<&'de RawValue>, A::Error> {
    let raw: &'de RawValue = members.next_value()?;
    let known = path.deviations.len();
    let is_in_optional = path.is_in_optional;
    path.is_in_optional |= !property.required || takes_null(node);
    let outcome = decode_at(raw.get(), node, path, depth);
    path.is_in_optional = is_in_optional;
    match outcome {
        Ok(()) => Ok(None),
        Err(error) if !becomes_empty(property, node, raw.get()) => {
            Err(A::Error::custom(without_position(&error)))
        }
        Err(error) => {
            clear_node(node);
            path.deviations.truncate(known);
            path.deviate(without_position(&error));
            Ok(Some(raw))
        }
    }
}

/// Adds a value that does not match its property to the unknown properties; `null` stands for a
/// missing value.
fn keep_mismatch(
    record: &mut dyn Record,
    name: &str,
    json: &str,
    depth: usize,
) -> Result<(), serde_json::Error> {
    let Some(rest) = record.rest_mut() else {
        return Ok(());
    };
    match rest.insert(name.to_owned()).slot() {
        Slot::Any(place) => *place = lossy_value(json, depth)?,
        // Additional properties have a type, which this value does not match.
        _ => rest.remove(name),
    }
    Ok(())
}

/// Clears a value before it is filled again: values of duplicate keys are not merged, the last one
/// wins.
pub(crate) fn clear_node(node: &mut dyn Node) {
    match node.slot() {
        Slot::List(list) => list.clear(),
        Slot::Map(map) => map.clear(),
        Slot::Optional(optional) => optional.clear(),
        Slot::Record(table, record) | Slot::Tuple(table, record) => {
            // The entry after the last has the unknown properties or items.
            for index in 0..=table.properties.len() {
                clear_node(record.get_mut(index));
            }
        }
        // All other values are overwritten completely.
        _ => {}
    }
}

enum Key {
    Known(usize),
    Unknown(String),
}

/// Looks up a key without copying it; `guess` is the index of the property after the previous one.
struct KeySeed {
    table: &'static Table,
    guess: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Key, E> {
        Ok(match self.table.find(name, self.guess) {
            Some(index) => Key::Known(index),
            None => Key::Unknown(name.to_owned()),
        })
    }
}
