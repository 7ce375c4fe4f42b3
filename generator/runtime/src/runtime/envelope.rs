//! What wraps a result: `{"result": …, "success": true}`, read and written in the same pass as the result.

use std::iter::once;

use serde_json::Value;

use super::api::Envelope;
use super::decode::{DecodeError, decode};
use super::encode::to_vec;
use super::node::{Map, Model, Node, Slot, View};
use super::primitives::Extra;

/// An envelope around a result; a map, one of whose values goes to a place of its own.
pub(crate) struct Wrapped<'n> {
    name: &'static str,
    result: &'n mut dyn Node,
    found: bool,
    /// All other members.
    pub(crate) others: Extra,
}

impl<'n> Wrapped<'n> {
    fn new(envelope: &Envelope, result: &'n mut dyn Node) -> Self {
        Self { name: envelope.result, result, found: false, others: Extra::new() }
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

impl Map for Wrapped<'_> {
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
            self.found = true;
            return &mut *self.result;
        }
        Map::insert(&mut self.others, name)
    }
}

/// Fills `result` from a body; returns what stands beside it in the envelope.
pub(crate) fn open(body: &[u8], envelope: Option<&Envelope>, result: &mut dyn Node) -> Result<Extra, DecodeError> {
    let Some(envelope) = envelope else { return decode(body, result).map(|()| Extra::new()) };
    let mut wrapped = Wrapped::new(envelope, result);
    decode(body, &mut wrapped)?;
    if !wrapped.found {
        return Err(missing(envelope.result, "a value", None));
    }
    if let Some(success) = envelope.success {
        match wrapped.others.get(success) {
            // A result without it is a result all the same.
            Some(Value::Bool(_)) | None => {}
            found => return Err(missing(success, "a boolean", found)),
        }
    }
    Ok(wrapped.others)
}

/// A member that the envelope promises is not there, or is something else.
fn missing(name: &str, expected: &str, found: Option<&Value>) -> DecodeError {
    let found = found.map_or_else(|| "none".to_owned(), ToString::to_string);
    DecodeError { path: format!("$.{name}"), message: format!("expected {expected}, found {found}") }
}

/// Whether the members of an envelope report a failure.
pub(crate) fn reports_failure(envelope: &Envelope, member: impl Fn(&str) -> Option<Value>) -> bool {
    envelope.success.and_then(member) == Some(Value::Bool(false))
}

/// Reads a documented reply and writes it again, envelope included: what the emitted tests compare.
///
/// # Errors
/// The text is not what `T` promises.
#[doc(hidden)]
pub fn round_trip<T: Model>(envelope: Option<&Envelope>, json: &str) -> Result<(T, String), DecodeError> {
    let mut value = T::blank();
    let others = open(json.as_bytes(), envelope, &mut value)?;
    let text = match envelope {
        Some(envelope) => to_vec(&Wrapped { others, ..Wrapped::new(envelope, &mut value) }),
        None => to_vec(&value),
    };
    Ok((value, String::from_utf8_lossy(&text).into_owned()))
}
