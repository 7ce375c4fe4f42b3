//! Fills a [`Node`] from JSON, in one loop for all types, and leniently if the caller asks for that.
//!
//! Nothing here is generic over emitted types. Valid JSON that [`Value`] cannot represent, such as `1e400`, becomes a
//! string: a new property must never break a response, whatever its value.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::api::Table;
use super::json_path::{Path, Step, shortened};
use super::node::{List, Map, Node, Optional, Record, Slot, View, clear_following, is_short, tuple_place};
use super::number::{Number, whole};

/// The maximum nesting depth; `serde_json` has the same limit, but each union restarts its count.
const MAX_DEPTH: usize = 127;

/// On an error, `path` is the location.
pub(super) fn decode_at(
    json: &str,
    node: &mut dyn Node,
    path: &mut Path,
    depth: usize,
) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Target { node, path, depth }.deserialize(&mut deserializer)?;
    deserializer.end()
}

/// A node to fill.
struct Target<'n, 'p> {
    node: &'n mut dyn Node,
    path: &'p mut Path,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Target<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(D::Error::custom(format_args!("nested deeper than {MAX_DEPTH} levels")));
        }
        let Self { node, path, depth } = self;
        match node.slot() {
            Slot::Any(value) if path.is_lossy => read_lossily(value, depth, deserializer),
            Slot::Any(value) => {
                *value = serde::Deserialize::deserialize(deserializer)?;
                Ok(())
            }
            Slot::Number(number) => read_number(number, deserializer),
            Slot::Wide(place) => read_wide(place, deserializer),
            Slot::Union(table, union, read) => {
                let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
                read(table, union, raw.get(), path, depth).map_err(D::Error::custom)
            }
            Slot::Optional(optional) => deserializer.deserialize_option(OptionalVisitor { optional, path, depth }),
            slot => deserializer.deserialize_any(SlotVisitor { slot, path, depth }),
        }
    }
}

/// `null` leaves an optional value empty, described or not: servers send it for unknown values.
struct OptionalVisitor<'n, 'p> {
    optional: &'n mut dyn Optional,
    path: &'p mut Path,
    depth: usize,
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
        self.optional.set_null();
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(node) = self.optional.fill() else { return Ok(()) };
        Target { node, path: self.path, depth: self.depth }.deserialize(deserializer)
    }
}

/// The expected type of a slot, for messages.
fn expected(slot: &Slot<'_>) -> &'static str {
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
            Slot::Float(place) => *place = Number::from(value).as_f64(),
            _ => return self.mismatch(Unexpected::Signed(value)),
        }
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        match (self.slot, i64::try_from(value)) {
            (Slot::Integer(place), Ok(value)) => place.take(value),
            (Slot::Float(place), _) => *place = Number::from(value).as_f64(),
            (slot, _) => return SlotVisitor { slot, ..self }.mismatch(Unexpected::Unsigned(value)),
        }
        Ok(())
    }

    /// `1.0` is an integer in JSON Schema.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        match (self.slot, whole(value)) {
            (Slot::Integer(place), Some(whole)) => place.take(whole),
            (Slot::Float(place), _) if value.is_finite() => *place = value,
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
            Slot::Tuple(table, record) => read_tuple(table, record, self.path, self.depth + 1, items),
            _ => self.mismatch(Unexpected::Seq),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        match self.slot {
            Slot::Record(table, record) => read_record(table, record, self.path, self.depth + 1, members),
            Slot::Map(map) => read_map(map, self.path, self.depth + 1, members),
            _ => match written_number(members)? {
                Some(number) => self.visit_f64(number),
                None => self.mismatch(Unexpected::Map),
            },
        }
    }
}

/// A number that `serde_json` passes as an object, if some crate of the program enables its feature
/// `arbitrary_precision`.
fn written_number<'de, A: MapAccess<'de>>(mut members: A) -> Result<Option<f64>, A::Error> {
    const KEY: &str = "$serde_json::private::Number";
    match members.next_key::<String>()?.as_deref() {
        Some(KEY) => Ok(members.next_value::<String>()?.parse().ok()),
        _ => Ok(None),
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
        let known = path.deviations.len();
        let item = items.next_element_seed(Item { list, path, depth });
        if path.at(|| Step::Index(index), known, item)?.is_none() {
            break;
        }
    }
    Ok(())
}

/// The next item of an array: space is allocated only if there is one.
struct Item<'n, 'p> {
    list: &'n mut dyn List,
    path: &'p mut Path,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(node) = self.list.push() else { return Ok(()) };
        Target { node, path: self.path, depth: self.depth }.deserialize(deserializer)
    }
}

fn read_tuple<'de, A: SeqAccess<'de>>(
    table: &'static Table,
    record: &mut dyn Record,
    path: &mut Path,
    depth: usize,
    mut items: A,
) -> Result<(), A::Error> {
    clear_following(record);
    for index in 0.. {
        let known = path.deviations.len();
        let item = items.next_element_seed(Position { table, record, index, path, depth });
        if path.at(|| Step::Index(index), known, item)?.is_none() {
            let missing = || Err(A::Error::custom(MISSING));
            return if is_short(table, index) { path.at(|| Step::Index(index), known, missing()) } else { Ok(()) };
        }
    }
    Ok(())
}

/// The item of a tuple at `index`: beyond the table, space is allocated only if there is one.
struct Position<'n, 'p> {
    table: &'static Table,
    record: &'n mut dyn Record,
    index: usize,
    path: &'p mut Path,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Position<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { table, record, index, path, depth } = self;
        let Some(node) = tuple_place(table, record, index) else { return Ok(()) };
        Target { node: &mut *node, path, depth }.deserialize(deserializer)?;
        let is_optional = table.properties.get(index).is_some_and(|property| !property.required);
        path.emptied += usize::from(is_optional && matches!(node.view(), View::Absent));
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
        let value = members.next_value_seed(Target { node: map.insert(name), path, depth });
        path.at(|| Step::Key(shortened(&key).into_owned()), known, value)?;
    }
    Ok(())
}

fn read_record<'de, A: MapAccess<'de>>(
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
                let is_again = !seen.insert(index);
                let (Some(property), Some(node)) = (table.properties.get(index), record.get_mut(index)) else {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                };
                if is_again {
                    clear(node);
                }
                let known = path.deviations.len();
                if path.is_lenient && !property.required {
                    let value = read_leniently(node, path, depth, &mut members);
                    if let Some(other) = path.at(|| Step::Name(property.name), known, value)? {
                        keep(record, property.name, other, depth).map_err(A::Error::custom)?;
                    }
                    continue;
                }
                let value = members.next_value_seed(Target { node: &mut *node, path, depth });
                path.at(|| Step::Name(property.name), known, value)?;
                path.emptied += usize::from(!property.required && matches!(node.view(), View::Absent));
            }
            Key::Unknown(name) => {
                let (key, known) = (name.clone(), path.deviations.len());
                let Some(rest) = record.rest_mut() else { return Ok(()) };
                let node = rest.insert(name);
                let value = members.next_value_seed(Target { node, path, depth });
                path.at(|| Step::Key(shortened(&key).into_owned()), known, value)?;
            }
        }
    }
    for (index, property) in table.properties.iter().enumerate() {
        if property.required && !seen.contains(index) {
            let known = path.deviations.len();
            let takes_null = |node: &mut dyn Node| matches!(node.slot(), Slot::Optional(_) | Slot::Any(_));
            let may_lack = path.is_lenient && record.get_mut(index).is_some_and(takes_null);
            let missing = if may_lack { Ok(()) } else { Err(A::Error::custom(MISSING)) };
            if may_lack {
                path.deviate(MISSING.to_owned());
            }
            path.at(|| Step::Name(property.name), known, missing)?;
        }
    }
    Ok(())
}

const MISSING: &str = "expected a value, found none";

/// The properties that were present.
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
        if index < 128 { self.first & (1 << index) != 0 } else { self.others.contains(&index) }
    }
}

/// Fills an optional property; a value of another type is returned instead.
fn read_leniently<'de, A: MapAccess<'de>>(
    node: &mut dyn Node,
    path: &mut Path,
    depth: usize,
    members: &mut A,
) -> Result<Option<&'de RawValue>, A::Error> {
    let raw: &'de RawValue = members.next_value()?;
    let known = path.deviations.len();
    match decode_at(raw.get(), node, path, depth) {
        Ok(()) => Ok(None),
        // The error is in a known property of an object, not in the type of the value or its items.
        Err(error) if path.steps.iter().any(|step| matches!(step, Step::Name(_))) => {
            Err(A::Error::custom(without_position(&error)))
        }
        Err(error) => {
            clear(node);
            path.deviations.truncate(known);
            path.deviate(without_position(&error));
            Ok(Some(raw))
        }
    }
}

/// Keeps a value that does not match its property among the unknown properties.
fn keep(record: &mut dyn Record, name: &str, value: &RawValue, depth: usize) -> Result<(), serde_json::Error> {
    let Some(rest) = record.rest_mut() else { return Ok(()) };
    match rest.insert(name.to_owned()).slot() {
        Slot::Any(place) => *place = lossy_value(value.get(), depth)?,
        // Additional properties have a type, which this value does not match.
        _ => rest.remove(name),
    }
    Ok(())
}

/// Clears a value that is filled a second time, so that duplicate keys do not merge: the last one wins.
pub(crate) fn clear(node: &mut dyn Node) {
    match node.slot() {
        Slot::List(list) => list.clear(),
        Slot::Map(map) => map.clear(),
        Slot::Optional(optional) => optional.clear(),
        Slot::Record(table, record) => {
            for index in 0..table.properties.len() {
                record.get_mut(index).into_iter().for_each(clear);
            }
            record.rest_mut().into_iter().for_each(|rest| rest.clear());
        }
        Slot::Tuple(table, record) => {
            for index in 0..table.properties.len() {
                record.get_mut(index).into_iter().for_each(clear);
            }
            clear_following(record);
        }
        // All others are overwritten completely.
        _ => {}
    }
}

enum Key {
    Known(usize),
    Unknown(String),
}

/// Looks up a key without copying it; the next key is most likely the next property.
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

/// Reads the digits: other visitors convert numbers beyond 64 bits to floats.
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

/// `serde_json` appends a line and a column, which are useless next to a path.
pub(crate) fn without_position(error: &serde_json::Error) -> String {
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

/// Whether a parse error allows lossy reading: numbers and escapes that no value can hold.
pub(crate) fn may_help(error: &serde_json::Error) -> bool {
    let text = error.to_string();
    let causes = ["number out of range", "lone leading surrogate", "unexpected end of hex escape"];
    causes.iter().any(|cause| text.starts_with(cause))
}

/// Reads a value of any type.
fn read_lossily<'de, D: Deserializer<'de>>(place: &mut Value, depth: usize, from: D) -> Result<(), D::Error> {
    let raw: &RawValue = serde::Deserialize::deserialize(from)?;
    *place = lossy_value(raw.get(), depth).map_err(D::Error::custom)?;
    Ok(())
}

/// Reads a value of any type from valid JSON.
pub(crate) fn lossy_value(json: &str, depth: usize) -> Result<Value, serde_json::Error> {
    let error = match serde_json::from_str(json) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if depth > MAX_DEPTH || !may_help(&error) {
        return Err(error);
    }
    match json.as_bytes().first() {
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json)?;
            items.into_iter().map(|item| lossy_value(item.get(), depth + 1)).collect()
        }
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(json)?;
            members.into_iter().map(|(name, member)| Ok((name, lossy_value(member.get(), depth + 1)?))).collect()
        }
        _ => Ok(Value::String(json.trim_matches('"').to_owned())),
    }
}
