//! JSON to and from a [`Node`], in one loop for all types.
//!
//! An error has the JSON path of the invalid value. Read-only properties are omitted from requests,
//! but kept in values that users serialize to store them.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use super::api::{Api, Check, Property, Table};
use super::check::{Checker, Files, MISSING, Violation, item_checks, tuple_item_checks};
use super::fill::{clear_node, decode_at};
use super::json::{
    DecodeError, Deviation, LONGEST_NAME, Number, Path, may_help, shorten_text, to_integer,
    without_position,
};
use super::json_reader::unescaped_length;
use super::node::{Model, Node, Record, View, is_absent, is_unfilled, tuple_items};

/// Fills `node` from JSON.
pub fn decode(json: &[u8], node: &mut dyn Node) -> Result<(), DecodeError> {
    let mut path = Path::default();
    // Checks UTF-8 once, not string by string.
    decode_text(json_text(json)?, node, &mut path).map_err(|error| path.explain(&error))
}

/// Returns JSON as a string, without the byte order mark that some servers send.
pub(crate) fn json_text(json: &[u8]) -> Result<&str, DecodeError> {
    match std::str::from_utf8(json) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(DecodeError::of(format!(
            "expected UTF-8, found other bytes at offset {}",
            error.valid_up_to()
        ))),
    }
}

/// Decodes JSON. Values of any type are read lossily only after an error that such a value may have
/// caused, because lossy reading takes longer.
pub(super) fn decode_text(
    json: &str,
    node: &mut dyn Node,
    path: &mut Path,
) -> Result<(), serde_json::Error> {
    let Err(error) = decode_at(json, node, path, 0) else {
        return Ok(());
    };
    if !may_help(&error) {
        return Err(error);
    }
    let Path {
        may_deviate,
        numbers_in_strings,
        ..
    } = *path;
    let mut second = Path {
        is_lossy: true,
        may_deviate,
        numbers_in_strings,
        ..Path::default()
    };
    let outcome = decode_at(json, node, &mut second, 0);
    *path = second;
    outcome
}

/// Decodes a `T` from JSON.
pub fn from_slice<T: Model>(json: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::blank();
    decode(json, &mut value).map(|()| value)
}

/// Fills `node` from a value that was already parsed.
pub fn decode_value(value: &Value, node: &mut dyn Node) -> Result<(), DecodeError> {
    decode(value.to_string().as_bytes(), node)
}

/// Decodes a value from any format through JSON. JSON itself is read as raw text, which keeps the
/// digits of numbers.
pub fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    let outcome = if is_json_deserializer::<D>() {
        let json: Box<RawValue> = Deserialize::deserialize(deserializer)?;
        decode(json.get().as_bytes(), &mut value)
    } else {
        decode_value(&Value::deserialize(deserializer)?, &mut value)
    };
    outcome.map(|()| value).map_err(D::Error::custom)
}

/// Returns whether a deserializer is that of `serde_json`, the only one with raw text. If its name
/// is not recognized, values are still read, but numbers may lose digits.
fn is_json_deserializer<D>() -> bool {
    let name = std::any::type_name::<D>();
    // `serde_path_to_error` wraps the deserializer.
    let wrapped = name.strip_prefix("serde_path_to_error::de::Deserializer<");
    wrapped
        .map_or(name, |wrapped| wrapped.trim_start_matches("'_, "))
        .trim_start_matches("&mut ")
        .starts_with("serde_json::")
}

/// How a response is read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Reading {
    /// Whether optional parts that do not match the description are errors.
    pub(crate) is_strict: bool,
    /// Whether numbers may be in strings, if the response is a number, or an array or map of
    /// numbers.
    pub(crate) numbers_in_strings: bool,
}

/// Fills `node` from a response and returns the deviations from the description, which are errors
/// in strict reading.
///
/// An optional property of another type reads as absent, and the unknown properties keep its value.
/// A required nullable property may be absent.
pub(crate) fn decode_response(
    json: &[u8],
    node: &mut dyn Node,
    reading: Reading,
) -> Result<Vec<DecodeError>, DecodeError> {
    let Reading {
        is_strict,
        numbers_in_strings,
    } = reading;
    let text = json_text(json)?;
    // Most responses match; decoding each property separately takes longer.
    let mut path = Path {
        may_deviate: !is_strict,
        numbers_in_strings,
        ..Path::default()
    };
    let mut outcome = decode_text(text, node, &mut path);
    if outcome.is_err() && !is_strict {
        clear_node(node);
        path = Path {
            may_deviate: true,
            is_lenient: true,
            is_lossy: true,
            numbers_in_strings,
            ..Path::default()
        };
        outcome = decode_at(text, node, &mut path, 0);
    }
    match outcome {
        Ok(()) => Ok(path.deviations.iter().map(Deviation::to_error).collect()),
        Err(error) => Err(path.explain(&error)),
    }
}

/// Decodes a `T` from JSON. An empty body is accepted by types such as `Option`.
pub(crate) fn read_as<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    let json = if json.is_empty() { b"null" } else { json };
    let mut deserializer = serde_json::Deserializer::from_str(json_text(json)?);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| locate_error(json_path(error.path()), error.inner()))?;
    match deserializer.end() {
        Ok(()) => Ok(value),
        Err(error) => Err(locate_error("$".to_owned(), &error)),
    }
}

/// Returns the location and message of an error. If the error comes from a type of this crate, its
/// message contains the rest of the path.
fn locate_error(outer: String, error: &serde_json::Error) -> DecodeError {
    let message = without_position(error);
    match message
        .strip_prefix('$')
        .and_then(|inner| inner.split_once(": "))
    {
        Some((inner, message)) => DecodeError {
            path: outer + inner,
            message: message.to_owned(),
        },
        None => DecodeError {
            path: outer,
            message,
        },
    }
}

fn json_path(path: &serde_path_to_error::Path) -> String {
    let mut text = "$".to_owned();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                text.push_str(&format!(".{}", shorten_text(name, LONGEST_NAME)));
            }
            Segment::Unknown => text.push_str(".?"),
        }
    }
    text
}

/// Serializes a node as JSON, including read-only properties.
pub fn to_vec(node: &dyn Node) -> Vec<u8> {
    unchecked_json(node, false)
}

/// Serializes a node for a request, without read-only properties. `check_node` has accepted the
/// node.
pub(crate) fn to_request_json(node: &dyn Node) -> Vec<u8> {
    unchecked_json(node, true)
}

fn unchecked_json(node: &dyn Node, is_sent: bool) -> Vec<u8> {
    let mut writer = Writer::<false>::new(is_sent, Checker::default());
    // Writing to memory cannot fail; only files can, and neither requests nor responses have any.
    match writer.write(node.view(), &[]) {
        Ok(()) => writer.json,
        Err(_) => Vec::new(),
    }
}

/// Checks and serializes the body of a request in one pass, without read-only properties.
pub(crate) fn checked_json(api: &Api, body: &dyn Node) -> Result<Vec<u8>, Violation> {
    let mut writer = Writer::<true>::new(true, Checker::new(api));
    match writer.write(body.view(), &[]) {
        Ok(()) => Ok(writer.json),
        Err(error) => Err(writer.checker.violation("", error.to_string())),
    }
}

/// Writes values as [`Written`] does, without the detour through a `Serializer`. If `CHECKED`, each
/// value is checked before it is written.
struct Writer<const CHECKED: bool> {
    json: Vec<u8>,
    /// Whether read-only properties are omitted.
    is_sent: bool,
    checker: Checker,
}

impl<const CHECKED: bool> Writer<CHECKED> {
    fn new(is_sent: bool, checker: Checker) -> Self {
        Self {
            json: Vec::with_capacity(128),
            is_sent,
            checker,
        }
    }

    /// Writes a value, whose location has these constraints.
    fn write(&mut self, view: View<'_>, checks: &[Check]) -> Result<(), serde_json::Error> {
        if CHECKED {
            let checked = self.checker.check_value(&view, checks, Files::Nowhere);
            checked.map_err(invalid_value)?;
        }
        match view {
            View::Bool(true) => self.json.extend_from_slice(b"true"),
            View::Bool(false) => self.json.extend_from_slice(b"false"),
            View::Text(text) => write_text(&text, &mut self.json)?,
            View::List(list) => {
                let checks = item_checks(checks);
                self.json.push(b'[');
                for index in 0..list.len() {
                    separate(&mut self.json, b'[');
                    let item = list.get(index).map_or(View::Absent, Node::view);
                    self.write(item, checks)
                        .map_err(|error| self.checker.locate(error, format_args!("[{index}]")))?;
                }
                self.json.push(b']');
            }
            View::Tuple(table, record) => self.write_tuple(table, record)?,
            View::Map(map) => {
                let checks = item_checks(checks);
                self.write_members(map.entries().map(|(name, node)| Member {
                    name,
                    node,
                    checks,
                }))?;
            }
            View::Record(table, record) if record.extra().is_empty() => {
                self.write_record(table, record)?;
            }
            View::Record(table, record) => {
                self.check_presence(table, record)?;
                self.write_members(members_to_write(table, record, self.is_sent))?;
            }
            view => {
                let is_sent = self.is_sent;
                serde_json::to_writer(&mut self.json, &Written { view, is_sent })?;
            }
        }
        Ok(())
    }

    /// Writes an object without additional properties.
    fn write_record(
        &mut self,
        table: &Table,
        record: &dyn Record,
    ) -> Result<(), serde_json::Error> {
        self.json.push(b'{');
        for (index, property) in table.properties.iter().enumerate() {
            if self.is_sent && property.read_only {
                continue;
            }
            let view = record.get(index).view();
            if matches!(view, View::Absent) && !(property.nullable && record.has_null(index)) {
                self.check_absence(property)?;
                if !property.required {
                    continue;
                }
            }
            separate(&mut self.json, b'{');
            if property.is_plain {
                write_plain(property.name, &mut self.json);
            } else {
                write_text(property.name, &mut self.json)?;
            }
            self.json.push(b':');
            self.write(view, property.checks).map_err(|error| {
                self.checker
                    .locate(error, format_args!(".{}", property.name))
            })?;
        }
        self.json.push(b'}');
        Ok(())
    }

    fn write_members<'a>(
        &mut self,
        members: impl IntoIterator<Item = Member<'a>>,
    ) -> Result<(), serde_json::Error> {
        self.json.push(b'{');
        for Member { name, node, checks } in members {
            separate(&mut self.json, b'{');
            write_text(name, &mut self.json)?;
            self.json.push(b':');
            self.write(node.view(), checks)
                .map_err(|error| self.checker.locate(error, format_args!(".{name}")))?;
        }
        self.json.push(b'}');
        Ok(())
    }

    fn write_tuple(&mut self, table: &Table, record: &dyn Record) -> Result<(), serde_json::Error> {
        self.json.push(b'[');
        for (index, item) in tuple_items(table, record).into_iter().enumerate() {
            separate(&mut self.json, b'[');
            let written = match tuple_item_checks(table, index, item) {
                Err(message) if CHECKED => Err(invalid_value(message)),
                checks => self.write(item.view(), checks.unwrap_or_default()),
            };
            written.map_err(|error| self.checker.locate(error, format_args!("[{index}]")))?;
        }
        self.json.push(b']');
        Ok(())
    }

    /// Fails if a property is absent that every request has.
    fn check_presence(
        &mut self,
        table: &Table,
        record: &dyn Record,
    ) -> Result<(), serde_json::Error> {
        if !CHECKED {
            return Ok(());
        }
        let mut properties = record.properties(table);
        properties.try_for_each(|(property, node)| {
            if property.read_only || !is_absent(node) {
                return Ok(());
            }
            self.check_absence(property)
        })
    }

    /// Fails if every request has this property, which is absent.
    fn check_absence(&mut self, property: &Property) -> Result<(), serde_json::Error> {
        if !CHECKED || !property.always_sent {
            return Ok(());
        }
        Err(self
            .checker
            .locate(invalid_value(MISSING), format_args!(".{}", property.name)))
    }
}

/// Returns the error about a value that must not be sent.
fn invalid_value(message: impl fmt::Display) -> serde_json::Error {
    serde::ser::Error::custom(message)
}

/// Writes the comma before an item or property, unless it is the first after the bracket.
fn separate(json: &mut Vec<u8>, bracket: u8) {
    if json.last() != Some(&bracket) {
        json.push(b',');
    }
}

fn write_text(text: &str, json: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    if unescaped_length(text.as_bytes()) < text.len() {
        return serde_json::to_writer(json, text);
    }
    write_plain(text, json);
    Ok(())
}

/// Writes a string that needs no escapes.
fn write_plain(text: &str, json: &mut Vec<u8>) {
    json.push(b'"');
    json.extend_from_slice(text.as_bytes());
    json.push(b'"');
}

/// A value that is serialized.
pub(crate) struct Written<'a> {
    view: View<'a>,
    /// Whether read-only properties are omitted.
    is_sent: bool,
}

impl<'a> Written<'a> {
    pub(crate) fn of(node: &'a dyn Node, is_sent: bool) -> Self {
        Self {
            view: node.view(),
            is_sent,
        }
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let &Self { ref view, is_sent } = self;
        match view {
            View::Absent | View::Null => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(*value),
            View::Integer(value) => write_wide(*value, serializer),
            // Whole numbers are written as integers: many servers accept `2` for an integer, but
            // not `2.0`.
            View::Float(value) => match to_integer(*value) {
                Some(whole) => write_wide(whole, serializer),
                None => serializer.serialize_f64(*value),
            },
            View::Number(value) => value.serialize(serializer),
            View::Text(text) => serializer.serialize_str(text),
            View::Any(value) | View::NoObject(value) => value.serialize(serializer),
            View::Owned(value) => value.serialize(serializer),
            View::List(list) => serializer.collect_seq((0..list.len()).map(|index| Written {
                view: list.get(index).map_or(View::Absent, Node::view),
                is_sent,
            })),
            View::Tuple(table, record) => {
                let items = tuple_items(table, *record).into_iter();
                serializer.collect_seq(items.map(|node| Written::of(node, is_sent)))
            }
            View::Map(map) => {
                let entries = map.entries();
                serializer
                    .collect_map(entries.map(|(name, node)| (name, Written::of(node, is_sent))))
            }
            View::Record(table, record) => {
                let members = members_to_write(table, *record, is_sent).into_iter();
                serializer.collect_map(
                    members.map(|member| (member.name, Written::of(member.node, is_sent))),
                )
            }
            View::Upload(upload) => match upload.text() {
                Some(text) => serializer.serialize_str(text),
                // Requests are checked before they are serialized; this is for users who store
                // values.
                None => Err(S::Error::custom(
                    "expected text in memory, found a file, a stream or bytes that are not UTF-8",
                )),
            },
        }
    }
}

/// Serializes an integer with 64 bits if they suffice: not every format of `serde` has more.
fn write_wide<S: Serializer>(value: i128, serializer: S) -> Result<S::Ok, S::Error> {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => serializer.serialize_i64(value),
        (_, Ok(value)) => serializer.serialize_u64(value),
        _ => serializer.serialize_i128(value),
    }
}

/// A property to write.
struct Member<'a> {
    name: &'a str,
    node: &'a dyn Node,
    /// The constraints of its value.
    checks: &'static [Check],
}

impl<'a> Member<'a> {
    /// A property that is not in the description.
    fn additional(name: &'a str, node: &'a dyn Node) -> Self {
        Self {
            name,
            node,
            checks: &[],
        }
    }
}

/// Returns the properties to write, including absent required properties.
fn members_to_write<'a>(
    table: &'a Table,
    record: &'a dyn Record,
    is_sent: bool,
) -> Vec<Member<'a>> {
    let extra: Vec<(&str, &dyn Node)> = record.extra().entries().collect();
    let mut written = Vec::with_capacity(table.properties.len());
    for (property, node) in record.properties(table) {
        if !(is_sent && property.read_only) && is_property_present(property, node, &extra) {
            written.push(Member {
                name: property.name,
                node,
                checks: property.checks,
            });
        }
    }
    for (name, node) in &extra {
        // A property takes precedence over an additional property of the same name, even if it is
        // never sent. If the additional property is `null`, the response had no value.
        let is_null = matches!(node.view(), View::Any(Value::Null));
        let described = record
            .properties(table)
            .find(|(property, _)| property.name == *name);
        let takes_precedence = described.is_some_and(|(property, node)| {
            (property.required && is_null)
                || (is_sent && property.read_only)
                || is_property_present(property, node, &extra)
        });
        if !takes_precedence {
            written.push(Member::additional(name, *node));
        }
    }
    written
}

/// Returns whether a property is serialized; `extra` are the additional properties.
fn is_property_present(property: &Property, node: &dyn Node, extra: &[(&str, &dyn Node)]) -> bool {
    if !property.required {
        return !is_absent(node);
    }
    // A required property with an absent value is `null`, because only nullable values can be
    // absent. If a response has no value or one of another type there, the additional properties
    // have it.
    !is_unfilled(node) || !extra.iter().any(|(name, _)| *name == property.name)
}

/// Returns the properties of an object to send, including absent required properties; `None` for
/// other values.
pub(crate) fn object_members<'a>(view: &View<'a>) -> Option<Vec<(&'a str, &'a dyn Node)>> {
    Some(match *view {
        View::Record(table, record) => members_to_write(table, record, true)
            .into_iter()
            .map(|member| (member.name, member.node))
            .collect(),
        View::Map(map) => map.entries().collect(),
        View::Any(Value::Object(members)) => members
            .iter()
            .map(|(name, value)| (name.as_str(), value as _))
            .collect(),
        _ => return None,
    })
}

/// Returns the properties of an object together with additional ones, which replace properties of
/// the same name.
pub(crate) fn members_with<'a>(
    body: &'a dyn Node,
    extra: &'a [(String, Value)],
) -> Option<Vec<(&'a str, &'a dyn Node)>> {
    let mut members = object_members(&body.view())?;
    members.retain(|(name, _)| extra.iter().all(|(replaced, _)| replaced != name));
    members.extend(
        extra
            .iter()
            .map(|(name, value)| (name.as_str(), value as &dyn Node)),
    );
    Some(members)
}

/// Serializes properties as a JSON object for a request.
pub(crate) fn sent_members(members: Vec<(&str, &dyn Node)>) -> Vec<u8> {
    let mut writer = Writer::<false>::new(true, Checker::default());
    let members = members.into_iter();
    // Writing to memory cannot fail.
    let _ = writer.write_members(members.map(|(name, node)| Member::additional(name, node)));
    writer.json
}

/// Returns a property of an object.
pub(crate) fn object_member<'n>(node: &'n dyn Node, name: &str) -> Option<View<'n>> {
    match node.view() {
        View::Record(table, record) => record
            .properties(table)
            .find(|(property, _)| property.name == name)
            .map(|(_, node)| node.view()),
        View::Map(map) => map
            .entries()
            .find(|(key, _)| *key == name)
            .map(|(_, node)| node.view()),
        View::Any(Value::Object(members)) => members.get(name).map(View::Any),
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

/// Implements `Serialize` and `Deserialize`, for users who store values; the client itself does not
/// use them.
macro_rules! serde {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(
                    &$crate::runtime::codec::Written::of(self, false),
                    serializer,
                )
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::codec::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use serde;
