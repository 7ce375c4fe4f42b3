//! Tests without a network for programs that use this crate: feature `test-util`.
//!
//! [`MockTransport`] returns scripted responses; its expectations are written as calls.
//! [`Recorder`] writes real exchanges to a file, without their secrets, and
//! [`MockTransport::replay`] replays them. In both cases requests are built, retried and decoded as
//! usual, and waiting takes no time. Misuse and unexpected requests panic.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::api::{Envelope, Operation};
use super::codec::to_vec;
use super::node::{Model, Node, View};
use super::outcome::Code;

mod clock;
mod expectation;
mod listing;
mod mock;
mod recording;
mod request;
mod script;
#[doc(hidden)]
pub mod several;

pub use expectation::Expectation;
pub use mock::MockTransport;
pub use recording::Recorder;
pub use request::MockCall;
pub use script::Failure;

/// The output of a method, and the response it is decoded from.
pub trait ResponseBody {
    /// Returns the media type and the bytes; the media type is `None` if there is no content.
    #[doc(hidden)]
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes);

    /// Returns the status code, if the value determines it.
    #[doc(hidden)]
    fn status(&self) -> Option<u16> {
        None
    }
}

/// The content is JSON in its envelope, or a plain string if the operation accepts text.
impl<T: Model> ResponseBody for T {
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        let media_type = first_accepted_type(operation).unwrap_or("application/json");
        match self.view() {
            View::Text(text) if !media_type.contains("json") => {
                (Some(media_type), Bytes::from(text.into_owned()))
            }
            _ => {
                let envelope = operation.and_then(|operation| operation.envelope);
                (Some("application/json"), wrap_in_envelope(self, envelope))
            }
        }
    }
}

impl ResponseBody for () {
    fn written(&self, _: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        (None, Bytes::new())
    }
}

impl ResponseBody for Bytes {
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        (
            Some(first_accepted_type(operation).unwrap_or("application/octet-stream")),
            self.clone(),
        )
    }
}

/// Returns the first media type that the operation accepts, unless it is a range.
pub(super) fn first_accepted_type(operation: Option<&'static Operation>) -> Option<&'static str> {
    let first = operation?.accept.split([',', ';']).next()?.trim();
    if first.is_empty() || first.contains('*') {
        return None;
    }
    Some(first)
}

fn wrap_in_envelope(node: &dyn Node, envelope: Option<&Envelope>) -> Bytes {
    let Some(envelope) = envelope else {
        return to_vec(node).into();
    };
    nest_json(
        &[envelope.result],
        Value::Object(success_members(envelope).collect()),
        to_vec(node),
    )
    .into()
}

/// Returns the properties of an envelope that mark a success.
pub(super) fn success_members(envelope: &Envelope) -> impl Iterator<Item = (String, Value)> {
    let success = envelope
        .success
        .map(|name| (name.to_owned(), Value::Bool(true)));
    success.into_iter().chain(
        envelope
            .errors
            .map(|name| (name.to_owned(), Value::Array(Vec::new()))),
    )
}

/// Returns JSON nested in these properties, next to other members.
fn nest_json(path: &[&str], members: Value, json: Vec<u8>) -> Vec<u8> {
    let Some((name, path)) = path.split_first() else {
        return json;
    };
    let mut members = if let Value::Object(members) = members {
        members
    } else {
        Map::new()
    };
    let inner = members.remove(*name).unwrap_or_default();
    // The value is not parsed into `Value`, so its numbers keep their digits.
    let mut text = format!("{{{}:", Value::from(*name)).into_bytes();
    text.extend(nest_json(path, inner, json));
    for (name, member) in members {
        text.extend(format!(",{}:{member}", Value::from(name)).bytes());
    }
    text.push(b'}');
    text
}

pub(super) fn error_body(
    operation: Option<&'static Operation>,
    code: Code,
    message: &str,
) -> Value {
    let envelope = operation.and_then(|operation| operation.envelope);
    let code = match code {
        Code::Number(number) => Value::from(number),
        Code::Text(text) => Value::from(text),
    };
    let mut body = Map::new();
    body.extend(
        envelope
            .and_then(|envelope| envelope.success)
            .map(|name| (name.to_owned(), Value::Bool(false))),
    );
    let name = envelope
        .and_then(|envelope| envelope.errors)
        .unwrap_or("errors");
    let error = Map::from_iter([
        ("code".to_owned(), code),
        ("message".to_owned(), Value::from(message)),
    ]);
    body.insert(name.to_owned(), Value::Array(vec![error.into()]));
    body.into()
}
