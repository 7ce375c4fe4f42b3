//! JSON text into a [`Node`], straight from the bytes, in one loop for all types.
//!
//! Nothing here is generic over emitted types. A failure names the JSON path of the value that does not fit.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::kind::kind;
use super::node::{List, Map, Node, Optional, Record, Slot, Table};
use super::number::Number;
use super::union::Union;

/// How deep a value may be nested; `serde_json` has the same limit, but each union starts its count anew.
const MAX_DEPTH: usize = 127;

/// JSON that is not what the description promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Where in the JSON, as `$.result[0].name`.
    pub path: String,
    /// What was expected there, and what was found.
    pub message: String,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for DecodeError {}

/// Fills `node` from JSON text.
pub fn decode(json: &[u8], node: &mut dyn Node) -> Result<(), DecodeError> {
    let mut path = Path::default();
    // Text that is known to be UTF-8 as a whole need not be checked string by string.
    let result = match std::str::from_utf8(json) {
        Ok(text) => decode_at(text, node, &mut path, 0).map_err(|error| without_position(&error)),
        Err(error) => Err(format!("expected UTF-8, found other bytes at offset {}", error.valid_up_to())),
    };
    result.map_err(|message| DecodeError { path: path.to_string(), message })
}

/// Makes a `T` from JSON text.
pub fn from_slice<T: super::node::Model>(json: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::blank();
    decode(json, &mut value)?;
    Ok(value)
}

/// On an error, `path` leads to the place.
fn decode_at(json: &str, node: &mut dyn Node, path: &mut Path, depth: usize) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Target { node, path, depth, null: true }.deserialize(&mut deserializer)?;
    deserializer.end()
}

/// `serde_json` appends a line and a column that mean nothing to someone who reads a path.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if error.is_data() {
        match text.rfind(" at line ") {
            Some(end) => text.get(..end).unwrap_or(&text).to_owned(),
            None => text,
        }
    } else {
        text
    }
}

/// The way from the top of the JSON to the value that is wrong.
///
/// It is empty while all goes well; an error adds the steps on its way up, so the last one comes first.
struct Path {
    steps: Vec<Step>,
    /// How many more shapes of unions may be tried in vain: nested unions could otherwise take exponential time.
    attempts: u32,
}

impl Default for Path {
    fn default() -> Self {
        Self { steps: Vec::new(), attempts: 10_000 }
    }
}

impl Path {
    /// Adds the step on which `result` failed, if it did.
    fn at<T, E>(&mut self, step: Step, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() {
            self.steps.push(step);
        }
        result
    }
}

enum Step {
    Name(&'static str),
    Key(String),
    Index(usize),
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for step in self.steps.iter().rev() {
            match step {
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A node to fill, and whether it may be `null` without being three-state: required properties, items, map values.
struct Target<'n, 'p> {
    node: &'n mut dyn Node,
    path: &'p mut Path,
    depth: usize,
    null: bool,
}

impl<'de> DeserializeSeed<'de> for Target<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(D::Error::custom(format_args!("nested deeper than {MAX_DEPTH} levels")));
        }
        let Self { node, path, depth, null } = self;
        match node.slot() {
            Slot::Any(value) => {
                *value = serde::Deserialize::deserialize(deserializer)?;
                Ok(())
            }
            Slot::Number(number) => read_number(number, deserializer),
            Slot::Wide(place) => read_wide(place, deserializer),
            Slot::Union(union) => read_union(union, path, depth, deserializer),
            Slot::Optional(optional) => {
                deserializer.deserialize_option(OptionalVisitor { optional, path, depth, null })
            }
            slot => deserializer.deserialize_any(SlotVisitor { slot, path, depth }),
        }
    }
}

struct OptionalVisitor<'n, 'p> {
    optional: &'n mut dyn Optional,
    path: &'p mut Path,
    depth: usize,
    null: bool,
}

impl<'de> Visitor<'de> for OptionalVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_none()
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        if self.optional.set_null() || self.null {
            return Ok(());
        }
        let Some(node) = self.optional.fill() else { return Err(E::custom("found null, where none is allowed")) };
        Err(E::custom(format_args!("expected {}, found null", expected(&node.slot()))))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(node) = self.optional.fill() else { return Ok(()) };
        Target { node, path: self.path, depth: self.depth, null: false }.deserialize(deserializer)
    }
}

/// What a slot takes, for messages.
fn expected(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Bool(_) => "a boolean",
        Slot::Integer(_) | Slot::Wide(_) => "an integer",
        Slot::Number(_) => "a number",
        Slot::Text(_) => "a string",
        Slot::List(_) => "an array",
        Slot::Map(_) | Slot::Record(_) => "an object",
        Slot::Any(_) | Slot::Optional(_) | Slot::Union(_) => "a value",
    }
}

struct SlotVisitor<'n, 'p> {
    slot: Slot<'n>,
    path: &'p mut Path,
    depth: usize,
}

impl SlotVisitor<'_, '_> {
    fn mismatch<T, E: serde::de::Error>(&self, found: Unexpected<'_>) -> Result<T, E> {
        let expected = expected(&self.slot);
        Err(match found {
            Unexpected::Str(_) => E::custom(format_args!("expected {expected}, found a string")),
            Unexpected::Unit => E::custom(format_args!("expected {expected}, found null")),
            Unexpected::Map => E::custom(format_args!("expected {expected}, found an object")),
            Unexpected::Seq => E::custom(format_args!("expected {expected}, found an array")),
            Unexpected::Bool(_) => E::custom(format_args!("expected {expected}, found a boolean")),
            Unexpected::Unsigned(value) => E::custom(format_args!("expected {expected}, found {value}")),
            Unexpected::Signed(value) => E::custom(format_args!("expected {expected}, found {value}")),
            Unexpected::Float(value) => E::custom(format_args!("expected {expected}, found {value}")),
            other => E::custom(format_args!("expected {expected}, found {other}")),
        })
    }
}

impl<'de> Visitor<'de> for SlotVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(expected(&self.slot))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.mismatch(Unexpected::Unit)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        match self.slot {
            Slot::Bool(place) => *place = value,
            _ => return self.mismatch(Unexpected::Bool(value)),
        }
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        match self.slot {
            Slot::Integer(place) => place.take(value),
            _ => return self.mismatch(Unexpected::Signed(value)),
        }
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        match (self.slot, i64::try_from(value)) {
            (Slot::Integer(place), Ok(value)) => place.take(value),
            (slot, _) => return SlotVisitor { slot, ..self }.mismatch(Unexpected::Unsigned(value)),
        }
        Ok(())
    }

    /// `1.0` is an integer, says JSON Schema.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        match (self.slot, whole(value)) {
            (Slot::Integer(place), Some(whole)) => place.take(whole),
            (slot, _) => return SlotVisitor { slot, ..self }.mismatch(Unexpected::Float(value)),
        }
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        match self.slot {
            Slot::Text(place) => place.take(text),
            _ => return self.mismatch(Unexpected::Str(text)),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        match self.slot {
            Slot::List(list) => read_list(list, self.path, self.depth + 1, items),
            _ => self.mismatch(Unexpected::Seq),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        match self.slot {
            Slot::Record(record) => read_record(record, self.path, self.depth + 1, members),
            Slot::Map(map) => read_map(map, self.path, self.depth + 1, members),
            _ => self.mismatch(Unexpected::Map),
        }
    }
}

fn read_list<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    path: &mut Path,
    depth: usize,
    mut items: A,
) -> Result<(), A::Error> {
    list.clear();
    for index in 0.. {
        let item = items.next_element_seed(Item { list, path, depth });
        if path.at(Step::Index(index), item)?.is_none() {
            break;
        }
    }
    Ok(())
}

/// The next item of a list: room is made only when there is one.
struct Item<'n, 'p> {
    list: &'n mut dyn List,
    path: &'p mut Path,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(node) = self.list.push() else { return Ok(()) };
        Target { node, path: self.path, depth: self.depth, null: true }.deserialize(deserializer)
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
        let step = Step::Key(name.clone());
        let value = members.next_value_seed(Target { node: map.insert(name), path, depth, null: true });
        path.at(step, value)?;
    }
    Ok(())
}

fn read_record<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    path: &mut Path,
    depth: usize,
    mut members: A,
) -> Result<(), A::Error> {
    let table = record.table();
    let mut seen = Seen::default();
    let mut guess = 0;
    while let Some(key) = members.next_key_seed(KeySeed { table, guess })? {
        match key {
            Key::Known(index) => {
                guess = index + 1;
                seen.insert(index);
                let (Some(property), Some(node)) = (table.properties.get(index), record.get_mut(index)) else {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                };
                let value = members.next_value_seed(Target { node, path, depth, null: property.required });
                path.at(Step::Name(property.name), value)?;
            }
            Key::Unknown(name) => {
                let step = Step::Key(name.clone());
                let Some(rest) = record.rest_mut() else { return Ok(()) };
                let node = rest.insert(name);
                let value = members.next_value_seed(Target { node, path, depth, null: true });
                path.at(step, value)?;
            }
        }
    }
    for (index, property) in table.properties.iter().enumerate() {
        if property.required && !seen.contains(index) {
            let missing = Err(A::Error::custom("expected a value, found none"));
            return path.at(Step::Name(property.name), missing);
        }
    }
    Ok(())
}

/// Which properties were there.
#[derive(Default)]
struct Seen {
    first: u128,
    others: Vec<usize>,
}

impl Seen {
    fn insert(&mut self, index: usize) {
        if index < 128 {
            self.first |= 1 << index;
        } else {
            self.others.push(index);
        }
    }

    fn contains(&self, index: usize) -> bool {
        if index < 128 { self.first & (1 << index) != 0 } else { self.others.contains(&index) }
    }
}

enum Key {
    Known(usize),
    Unknown(String),
}

/// Looks a key up without copying it; the next key is most likely the next property.
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

fn read_number<'de, D: Deserializer<'de>>(number: &mut Number, deserializer: D) -> Result<(), D::Error> {
    let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
    match Number::from_json(raw.get()) {
        Some(value) => {
            *number = value;
            Ok(())
        }
        None => Err(D::Error::custom(format_args!("expected a number, found {}", kind_name(raw.get())))),
    }
}

/// Reads the digits themselves: other visitors make a float of what is beyond 64 bits.
fn read_wide<'de, D: Deserializer<'de>>(place: &mut i128, deserializer: D) -> Result<(), D::Error> {
    let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
    let as_float = || whole(raw.get().parse().ok()?).map(i128::from);
    match raw.get().parse().ok().or_else(as_float) {
        Some(value) => {
            *place = value;
            Ok(())
        }
        None => {
            let found = match kind_name(raw.get()) {
                "a number" => raw.get(),
                other => other,
            };
            Err(D::Error::custom(format_args!("expected an integer, found {found}")))
        }
    }
}

/// The integer that a float is, as far as floats are exact.
fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = value.fract() == 0.0 && value.abs() <= EXACT;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 53 bits")]
    is_whole.then_some(value as i64)
}

fn kind_name(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    }
}

/// Tries the shapes that the top level of the value allows; a value that fits none is kept as it is.
fn read_union<'de, D: Deserializer<'de>>(
    union: &mut dyn Union,
    path: &mut Path,
    depth: usize,
    deserializer: D,
) -> Result<(), D::Error> {
    let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
    let json = raw.get();
    let table = union.table();
    let kind = kind(json, table.tag.as_ref()).map_err(D::Error::custom)?;
    for index in table.candidates(&kind) {
        union.choose(index);
        if decode_at(json, union.active_mut(), path, depth).is_ok() {
            return Ok(());
        }
        path.steps.clear();
        path.attempts = path.attempts.saturating_sub(1);
        if path.attempts == 0 {
            break;
        }
    }
    union.keep(serde_json::from_str(json).map_err(D::Error::custom)?);
    Ok(())
}

/// Fills `node` from a value that was read already.
pub fn decode_value(value: &Value, node: &mut dyn Node) -> Result<(), DecodeError> {
    decode(value.to_string().as_bytes(), node)
}
