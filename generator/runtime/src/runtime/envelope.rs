//! Envelopes of results: `{"result": …, "success": true}`, processed in the same pass as the result.

use std::iter::once;

use serde_json::{Map, Value};

use super::api::Envelope;
use super::decode::{DecodeError, clear};
use super::encode::to_vec;
use super::lenient::decode_response;
use super::node::{Map as Entries, Model, Node, Slot, View};
use super::primitives::Extra;

/// An envelope around a result; a map, one of whose values is decoded into another node.
pub(crate) struct Wrapped<'n> {
    name: &'static str,
    result: &'n mut dyn Node,
    found: bool,
    /// All other properties.
    pub(crate) others: Extra,
}

impl<'n> Wrapped<'n> {
    fn new(envelope: &Envelope, result: &'n mut dyn Node) -> Self {
        Self::named(envelope.result, result)
    }

    fn named(name: &'static str, result: &'n mut dyn Node) -> Self {
        Self { name, result, found: false, others: Extra::new() }
    }
}

impl Node for Wrapped<'_> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl Entries for Wrapped<'_> {
    fn is_empty(&self) -> bool {
        false
    }

    fn entries(&self) -> Box<dyn Iterator<Item = (&str, &dyn Node)> + '_> {
        Box::new(once((self.name, &*self.result as &dyn Node)).chain(self.others.entries()))
    }

    fn clear(&mut self) {
        self.others.clear();
    }

    fn insert(&mut self, name: String) -> &mut dyn Node {
        if name == self.name {
            if std::mem::replace(&mut self.found, true) {
                clear(self.result);
            }
            return &mut *self.result;
        }
        Entries::insert(&mut self.others, name)
    }

    fn remove(&mut self, name: &str) {
        self.others.remove(name);
    }
}

/// Fills `result` from a body; returns the other properties of the envelope, and the deviations from the description.
pub(crate) fn open(
    body: &[u8],
    envelope: Option<&Envelope>,
    result: &mut dyn Node,
    is_strict: bool,
) -> Result<(Extra, Vec<DecodeError>), DecodeError> {
    let Some(envelope) = envelope else {
        return decode_response(body, result, is_strict).map(|deviations| (Extra::new(), deviations));
    };
    let mut wrapped = Wrapped::new(envelope, result);
    let deviations = decode_response(body, &mut wrapped, is_strict)?;
    if !wrapped.found {
        return Err(missing(envelope.result, "a value", "none"));
    }
    if let Some(success) = envelope.success {
        match wrapped.others.get(success) {
            // A result without it is still a result.
            Some(Value::Bool(_)) | None => {}
            Some(found) => return Err(missing(success, "a boolean", kind_name(found))),
        }
    }
    Ok((wrapped.others, deviations))
}

/// Fills `node` with the value at the end of these properties, if present, and returns the other properties.
///
/// `read` fills the outermost value and returns its other properties; `result` is the path to it.
pub(crate) fn within<E>(
    way: &[&'static str],
    result: Option<&'static str>,
    node: &mut dyn Node,
    read: &mut dyn FnMut(&mut dyn Node) -> Result<Extra, E>,
) -> Result<(Extra, bool), E> {
    let Some((name, before)) = way.split_last() else { return read(node).map(|members| (members, true)) };
    let mut wrapped = Wrapped::named(name, node);
    let (mut members, is_there) = within(before, result, &mut wrapped, read)?;
    let (others, found) = (wrapped.others, wrapped.found);
    put(&mut members, result.iter().chain(before).copied(), others);
    Ok((members, is_there && found))
}

/// Adds the siblings of a property to its object.
fn put<'w>(members: &mut Extra, mut way: impl Iterator<Item = &'w str>, others: Extra) {
    if others.is_empty() {
        return;
    }
    let Some(first) = way.next() else { return members.extend(others) };
    let mut place = members.entry(first.to_owned()).or_insert(Value::Null);
    for name in way {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(object) = place else { return };
        place = object.entry(name).or_insert(Value::Null);
    }
    *place = Value::Object(others.into_iter().collect());
}

/// A property of the envelope that is absent or of another type.
fn missing(name: &str, expected: &str, found: &str) -> DecodeError {
    DecodeError { path: format!("$.{name}"), message: format!("expected {expected}, found {found}") }
}

pub(crate) fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Decodes a documented response and serializes it again, envelope included: the emitted tests compare the two.
///
/// # Errors
/// The JSON does not match `T`.
#[doc(hidden)]
pub fn round_trip<T: Model>(envelope: Option<&Envelope>, json: &str) -> Result<(T, String), DecodeError> {
    let mut value = T::blank();
    let (others, _) = open(json.as_bytes(), envelope, &mut value, true)?;
    let text = match envelope {
        Some(envelope) => to_vec(&Wrapped { others, ..Wrapped::new(envelope, &mut value) }),
        None => to_vec(&value),
    };
    Ok((value, String::from_utf8_lossy(&text).into_owned()))
}
