//! Fills a [`Node`] from JSON, in one loop for all types, optionally leniently.
//!
//! Valid JSON that `Value` cannot represent, such as `1e400`, becomes a string, so that a new
//! property never breaks a response.

use std::borrow::Cow;
use std::fmt;

use serde::de::Error as _;
use serde_json::Error;
use serde_json::value::RawValue;

use super::api::{Property, Table};
use super::json::{
    MAX_DEPTH, Number, Path, Step, float_of, integer_of, kind_of, lossy_value, to_exact_i64,
    without_position,
};
use super::json_reader::{JsonNumber, JsonReader};
use super::node::{
    List, Map, Node, Record, Slot, clear_following, is_absent, is_short, tuple_place,
};

/// Fills a node; after an error, `path` is its location.
pub(super) fn decode_at(
    json: &str,
    node: &mut dyn Node,
    path: &mut Path,
    depth: usize,
) -> Result<(), Error> {
    let mut filler = Filler {
        reader: JsonReader::new(json),
        path,
    };
    filler.fill(node, depth)?;
    filler.reader.end()
}

struct Filler<'j, 'p> {
    reader: JsonReader<'j>,
    path: &'p mut Path,
}

/// Returns a number without quotes, if numbers may be in strings here.
fn unquote_number<'j>(json: &'j str, path: &Path) -> &'j str {
    if !path.numbers_in_strings {
        return json;
    }
    let inner = json
        .strip_prefix('"')
        .and_then(|unclosed| unclosed.strip_suffix('"'));
    inner.unwrap_or(json)
}

fn mismatch_error(expected: &str, actual: impl fmt::Display) -> Error {
    Error::custom(format_args!("expected {expected}, found {actual}"))
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
        Slot::Any(_) | Slot::Json(_) | Slot::Optional(_) | Slot::Union(..) => "a value",
    }
}

fn mismatch(slot: &Slot<'_>, actual: impl fmt::Display) -> Result<(), Error> {
    Err(mismatch_error(expected_type(slot), actual))
}

impl Filler<'_, '_> {
    /// Fills a node with the next value. Returns whether the node is optional and the value `null`.
    fn fill(&mut self, node: &mut dyn Node, depth: usize) -> Result<bool, Error> {
        if depth > MAX_DEPTH {
            return Err(Error::custom(format_args!(
                "nested deeper than {MAX_DEPTH} levels"
            )));
        }
        match node.slot() {
            // Servers send `null` for unknown values, even if the property is not nullable.
            Slot::Optional(optional) if self.reader.peek() == Some(b'n') => {
                self.reader.literal("null")?;
                optional.set_null();
                return Ok(true);
            }
            Slot::Optional(optional) => {
                if let Some(node) = optional.fill() {
                    self.fill(node, depth)?;
                }
            }
            Slot::Any(place) if self.path.is_lossy => {
                let json = self.reader.raw()?.get();
                *place = lossy_value(json, depth).map_err(Error::custom)?;
            }
            Slot::Any(place) => *place = self.reader.value()?,
            Slot::Json(place) => {
                let json = self.reader.raw()?.get();
                place.take(json).map_err(Error::custom)?;
            }
            Slot::Number(place) => {
                let json = unquote_number(self.reader.raw()?.get(), self.path);
                *place = Number::from_json(json)
                    .ok_or_else(|| mismatch_error("a number", kind_of(json)))?;
            }
            Slot::Wide(place) => *place = self.wide_integer()?,
            Slot::Union(table, union, read) => {
                let json = self.reader.raw()?.get();
                read(table, union, json, self.path, depth).map_err(Error::custom)?;
            }
            slot => self.fill_by_type(slot, depth)?,
        }
        Ok(false)
    }

    fn wide_integer(&mut self) -> Result<i128, Error> {
        let json = unquote_number(self.reader.raw()?.get(), self.path);
        let actual = if kind_of(json) == "a number" {
            json
        } else {
            kind_of(json)
        };
        json.parse()
            .ok()
            .or_else(|| to_exact_i64(json.parse().ok()?).map(i128::from))
            .ok_or_else(|| mismatch_error("an integer", actual))
    }

    /// Fills a slot with the next value, if that has the type of the slot.
    fn fill_by_type(&mut self, slot: Slot<'_>, depth: usize) -> Result<(), Error> {
        match self.reader.peek() {
            Some(b'"') => {
                let text = self.reader.string()?;
                fill_text(slot, &text, self.path.numbers_in_strings)
            }
            Some(b'{') => {
                self.reader.begin()?;
                match slot {
                    Slot::Record(table, record) => self.read_record(table, record, depth + 1),
                    Slot::Map(map) => self.read_map(map, depth + 1),
                    _ => {
                        self.reader.next_property(true)?;
                        mismatch(&slot, "an object")
                    }
                }
            }
            Some(b'[') => {
                self.reader.begin()?;
                match slot {
                    Slot::List(list) => self.read_items(Places::List(list), depth + 1),
                    Slot::Tuple(table, record) => {
                        self.read_items(Places::Tuple(table, record), depth + 1)
                    }
                    _ => mismatch(&slot, "an array"),
                }
            }
            Some(b'n') => {
                self.reader.literal("null")?;
                self.fill_null(slot)
            }
            Some(b't') => {
                self.reader.literal("true")?;
                fill_bool(slot, true)
            }
            Some(b'f') => {
                self.reader.literal("false")?;
                fill_bool(slot, false)
            }
            _ => fill_number(slot, self.reader.number()?),
        }
    }

    /// In lenient reading, `null` is an empty array or map, as servers in Go send it.
    fn fill_null(&mut self, slot: Slot<'_>) -> Result<(), Error> {
        let expected = expected_type(&slot);
        match slot {
            Slot::List(list) if self.path.is_lenient => list.clear(),
            Slot::Map(map) if self.path.is_lenient => map.clear(),
            _ => return Err(mismatch_error(expected, "null")),
        }
        self.path
            .deviate(format!("expected {expected}, found null"));
        Ok(())
    }
}

fn fill_bool(slot: Slot<'_>, value: bool) -> Result<(), Error> {
    let Slot::Bool(place) = slot else {
        return mismatch(&slot, "a boolean");
    };
    *place = value;
    Ok(())
}

/// Reads `1.0` as an integer, as JSON Schema requires.
fn fill_number(slot: Slot<'_>, number: JsonNumber) -> Result<(), Error> {
    match (slot, number) {
        (Slot::Integer(place), JsonNumber::Negative(value)) => place.take(value),
        (Slot::Float(place), JsonNumber::Negative(value)) => *place = Number::from(value).as_f64(),
        (Slot::Float(place), JsonNumber::Unsigned(value)) => *place = Number::from(value).as_f64(),
        (Slot::Float(place), JsonNumber::Float(value)) => *place = value,
        (Slot::Integer(place), JsonNumber::Unsigned(value)) => match i64::try_from(value) {
            Ok(value) => place.take(value),
            Err(_) => return Err(mismatch_error("an integer", value)),
        },
        (Slot::Integer(place), JsonNumber::Float(value)) => match to_exact_i64(value) {
            Some(whole) => place.take(whole),
            None => return Err(mismatch_error("an integer", value)),
        },
        (slot, JsonNumber::Negative(value)) => return mismatch(&slot, value),
        (slot, JsonNumber::Unsigned(value)) => return mismatch(&slot, value),
        (slot, JsonNumber::Float(value)) => return mismatch(&slot, value),
    }
    Ok(())
}

fn fill_text(slot: Slot<'_>, text: &str, reads_number: bool) -> Result<(), Error> {
    match slot {
        Slot::Text(place) => place.take(text),
        Slot::Integer(place) if reads_number => {
            place.take(
                integer_of(text).ok_or_else(|| mismatch_error("an integer", "another string"))?,
            );
        }
        Slot::Float(place) if reads_number => {
            *place = float_of(text).ok_or_else(|| mismatch_error("a number", "another string"))?;
        }
        _ => return mismatch(&slot, "a string"),
    }
    Ok(())
}

/// The array or tuple whose items are filled.
enum Places<'n> {
    List(&'n mut dyn List),
    Tuple(&'static Table, &'n mut dyn Record),
}

impl<'j> Filler<'j, '_> {
    fn read_items(&mut self, places: Places<'_>, depth: usize) -> Result<(), Error> {
        let outer = self.path.numbers_in_strings;
        let outcome = self.read_each_item(places, depth);
        self.path.numbers_in_strings = outer;
        outcome
    }

    fn read_each_item(&mut self, mut places: Places<'_>, depth: usize) -> Result<(), Error> {
        match &mut places {
            Places::List(list) => list.clear(),
            Places::Tuple(_, record) => clear_following(*record),
        }
        for index in 0.. {
            let deviation_count = self.path.deviations.len();
            let has_item = self.read_item(&mut places, index, depth);
            if self
                .path
                .add_step(|| Step::Index(index), deviation_count, has_item)?
            {
                continue;
            }
            return match places {
                Places::Tuple(table, _) if is_short(table, index) => {
                    let missing = Err(Error::custom(MISSING));
                    self.path
                        .add_step(|| Step::Index(index), deviation_count, missing)
                }
                _ => Ok(()),
            };
        }
        Ok(())
    }

    /// Reads the item at `index`, if there is one.
    fn read_item(
        &mut self,
        places: &mut Places<'_>,
        index: usize,
        depth: usize,
    ) -> Result<bool, Error> {
        if !self.reader.next_item(index == 0)? {
            return Ok(false);
        }
        let (node, is_optional) = match places {
            Places::List(list) => (list.push(), false),
            Places::Tuple(table, record) => {
                let property = table.properties.get(index);
                self.path.numbers_in_strings =
                    property.map_or(table.numbers_in_strings, |item| item.numbers_in_strings);
                let is_optional = property.is_some_and(|property| !property.required);
                (tuple_place(table, *record, index), is_optional)
            }
        };
        if let Some(node) = node {
            let is_null = self.fill(&mut *node, depth)?;
            self.path.emptied += usize::from(is_optional && is_null && is_absent(node));
        }
        Ok(true)
    }

    fn read_map(&mut self, map: &mut dyn Map, depth: usize) -> Result<(), Error> {
        map.clear();
        let mut is_first = true;
        while self.reader.next_property(is_first)? {
            is_first = false;
            let name = self.reader.string()?;
            self.read_entry(map, &name, depth)?;
        }
        Ok(())
    }

    /// Reads an entry of a map, or an additional property.
    fn read_entry(&mut self, map: &mut dyn Map, name: &str, depth: usize) -> Result<(), Error> {
        let deviation_count = self.path.deviations.len();
        let value = self.read_value(map.insert(name.to_owned()), depth);
        self.path
            .add_step(|| Step::Key(name.to_owned()), deviation_count, value)?;
        Ok(())
    }

    /// Fills a node with the value of a property, like [`fill`](Self::fill).
    fn read_value(&mut self, node: &mut dyn Node, depth: usize) -> Result<bool, Error> {
        self.reader.colon()?;
        self.fill(node, depth)
    }

    fn read_record(
        &mut self,
        table: &'static Table,
        record: &mut dyn Record,
        depth: usize,
    ) -> Result<(), Error> {
        let outer = self.path.numbers_in_strings;
        let outcome = self.read_properties(table, record, depth);
        self.path.numbers_in_strings = outer;
        outcome
    }

    fn read_properties(
        &mut self,
        table: &'static Table,
        record: &mut dyn Record,
        depth: usize,
    ) -> Result<(), Error> {
        let mut seen = Seen::default();
        let mut lookup = Lookup::new(table);
        let mut is_first = true;
        while self.reader.next_property(is_first)? {
            is_first = false;
            match lookup.read_name(&mut self.reader)? {
                Key::Known(index, property) => {
                    if !seen.insert(index) {
                        clear_node(record.get_mut(index));
                    }
                    self.read_property(record, index, property, depth)?;
                }
                Key::Unknown(name) => {
                    self.path.numbers_in_strings = table.numbers_in_strings;
                    let Some(extra) = record.extra_mut() else {
                        return Ok(());
                    };
                    self.read_entry(extra, &name, depth)?;
                }
            }
        }
        for (index, property) in table.properties.iter().enumerate() {
            if property.required && !seen.contains(index) {
                self.lack_property(table, record, index, property, &seen, depth)?;
            }
        }
        Ok(())
    }

    fn read_property(
        &mut self,
        record: &mut dyn Record,
        index: usize,
        property: &'static Property,
        depth: usize,
    ) -> Result<(), Error> {
        let node = record.get_mut(index);
        let deviation_count = self.path.deviations.len();
        self.path.numbers_in_strings = property.numbers_in_strings;
        if self.path.is_lenient
            && (!property.required || self.path.is_in_optional || takes_null(node))
        {
            let value = self.read_leniently(property, node, depth);
            let other = self
                .path
                .add_step(|| Step::Name(property.name), deviation_count, value)?;
            if let Some(other) = other {
                return keep_mismatch(record, property.name, other.get(), depth)
                    .map_err(Error::custom);
            }
            if property.nullable && is_absent(record.get(index)) {
                record.note_null(index);
            }
            return Ok(());
        }
        let value = self.read_value(&mut *node, depth);
        let is_null = self
            .path
            .add_step(|| Step::Name(property.name), deviation_count, value)?;
        if is_null && is_absent(node) {
            if property.nullable {
                record.note_null(index);
            } else {
                self.path.emptied += usize::from(!property.required);
            }
        }
        Ok(())
    }

    /// Accepts a missing required property in lenient reading; otherwise, it is an error.
    fn lack_property(
        &mut self,
        table: &Table,
        record: &mut dyn Record,
        index: usize,
        property: &'static Property,
        seen: &Seen,
        depth: usize,
    ) -> Result<(), Error> {
        let deviation_count = self.path.deviations.len();
        let node = record.get_mut(index);
        let missing = if may_lack(node, self.path) {
            let is_kept = !takes_null(node);
            self.path.deviate(MISSING.to_owned());
            if is_kept {
                keep_mismatch(record, property.name, "null", depth).map_err(Error::custom)?;
            }
            Ok(())
        } else {
            let names = missing_names(table, seen, record, index + 1, self.path);
            Err(Error::custom(describe_missing(&names)))
        };
        self.path
            .add_step(|| Step::Name(property.name), deviation_count, missing)
    }

    /// Fills a property that may be empty; if its value does not match, the value is returned
    /// instead.
    fn read_leniently(
        &mut self,
        property: &Property,
        node: &mut dyn Node,
        depth: usize,
    ) -> Result<Option<&'j RawValue>, Error> {
        self.reader.colon()?;
        let raw = self.reader.raw()?;
        let path = &mut *self.path;
        let deviation_count = path.deviations.len();
        let is_in_optional = path.is_in_optional;
        path.is_in_optional |= !property.required || takes_null(node);
        let outcome = decode_at(raw.get(), node, path, depth);
        path.is_in_optional = is_in_optional;
        match outcome {
            Ok(()) => Ok(None),
            Err(error) if !becomes_empty(property, node, raw.get()) => {
                Err(Error::custom(without_position(&error)))
            }
            Err(error) => {
                clear_node(node);
                path.deviations.truncate(deviation_count);
                path.deviate(without_position(&error));
                Ok(Some(raw))
            }
        }
    }
}

/// Finds properties by name. Objects have their properties in the order of the description, but
/// tables have those that are required first.
struct Lookup {
    table: &'static Table,
    /// The indexes after the previous optional property, and after the previous required one.
    next: [usize; 2],
}

impl Lookup {
    fn new(table: &'static Table) -> Self {
        Self {
            table,
            next: [0, 0],
        }
    }

    fn read_name<'j>(&mut self, reader: &mut JsonReader<'j>) -> Result<Key<'j>, Error> {
        let properties = self.table.properties;
        for index in self.next {
            if let Some(property) = properties.get(index)
                && property.is_plain
                && reader.skip_string(property.name)
            {
                return Ok(self.advance(index, property));
            }
        }
        let name = reader.string()?;
        let mut named = properties.iter().enumerate();
        Ok(match named.find(|(_, property)| property.name == name) {
            Some((index, property)) => self.advance(index, property),
            None => Key::Unknown(name),
        })
    }

    /// Moves on after a property, and returns its key.
    fn advance(&mut self, index: usize, property: &'static Property) -> Key<'static> {
        let [optional, required] = &mut self.next;
        let next = if property.required {
            required
        } else {
            optional
        };
        *next = index + 1;
        Key::Known(index, property)
    }
}

/// The name of a property in JSON.
enum Key<'j> {
    /// The property at this index of the table.
    Known(usize, &'static Property),
    Unknown(Cow<'j, str>),
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

/// Adds a value that does not match its property to the unknown properties; `null` stands for a
/// missing value.
fn keep_mismatch(
    record: &mut dyn Record,
    name: &str,
    json: &str,
    depth: usize,
) -> Result<(), Error> {
    let Some(extra) = record.extra_mut() else {
        return Ok(());
    };
    match extra.insert(name.to_owned()).slot() {
        Slot::Any(place) => *place = lossy_value(json, depth)?,
        // Additional properties have a type, which this value does not match.
        _ => extra.remove(name),
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
