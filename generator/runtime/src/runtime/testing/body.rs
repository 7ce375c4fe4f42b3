//! [`ReplyBody`]: a value as the server would send it.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::super::api::{Envelope, Operation, Paging};
use super::super::encode::to_vec;
use super::super::failure::Code;
use super::super::node::{Model, Node, View};

/// What a method gives, and what a reply that says so looks like.
pub trait ReplyBody {
    /// Media type and bytes; no media type where there is nothing.
    #[doc(hidden)]
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes);
}

impl<T: Model> ReplyBody for T {
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        value(self, operation)
    }
}

impl ReplyBody for () {
    fn written(&self, _: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        (None, Bytes::new())
    }
}

impl ReplyBody for Bytes {
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        (Some(accepted(operation).unwrap_or("application/octet-stream")), self.clone())
    }
}

/// The first media type that the operation asks for, if it is no range.
fn accepted(operation: Option<&'static Operation>) -> Option<&'static str> {
    let first = operation?.accept.split([',', ';']).next()?.trim();
    (!first.is_empty() && !first.contains('*')).then_some(first)
}

/// JSON in its envelope, or a text as it is where the operation asks for text.
fn value(node: &dyn Node, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
    let media_type = accepted(operation).unwrap_or("application/json");
    match node.view() {
        View::Text(text) if !media_type.contains("json") => (Some(media_type), Bytes::from(text.into_owned())),
        _ => {
            let envelope = operation.and_then(|operation| operation.envelope);
            (Some("application/json"), wrapped(node, envelope, Map::new()))
        }
    }
}

/// JSON in its envelope, beside other members.
fn wrapped(node: &dyn Node, envelope: Option<&Envelope>, mut members: Map<String, Value>) -> Bytes {
    let Some(envelope) = envelope else { return to_vec(node).into() };
    members.extend(envelope.success.map(|name| (name.to_owned(), Value::Bool(true))));
    members.extend(envelope.errors.map(|name| (name.to_owned(), Value::Array(Vec::new()))));
    // The value is not read into `Value`: its numbers keep their digits.
    let mut text = Value::from(envelope.result).to_string().into_bytes();
    text.insert(0, b'{');
    text.push(b':');
    text.extend(to_vec(node));
    for (name, member) in members {
        text.extend(format!(",{}:{member}", Value::from(name)).bytes());
    }
    text.push(b'}');
    text.into()
}

/// A page of a list, which states how many pages and items there are, if the API has words for it;
/// says whether it has.
pub(super) fn page(
    items: &dyn Node,
    operation: Option<&'static Operation>,
    pages: usize,
    total: usize,
) -> (Bytes, bool) {
    let envelope = operation.and_then(|operation| operation.envelope);
    let mut members = Value::Object(Map::new());
    let stated = match operation.and_then(|operation| operation.paging) {
        Some(Paging { total_pages, total_items, .. }) if envelope.is_some() => {
            let facts = [(total_pages, pages), (total_items, total)];
            let facts = facts.into_iter().filter_map(|(pointer, count)| Some(((*pointer)?, count)));
            facts.map(|(pointer, count)| put(&mut members, pointer, count.into())).last().is_some()
        }
        _ => false,
    };
    let members = if let Value::Object(members) = members { members } else { Map::new() };
    (wrapped(items, envelope, members), stated)
}

/// Puts a member where the pointer says, and objects on the way.
fn put(value: &mut Value, pointer: &str, member: Value) {
    let mut place = value;
    for name in pointer.split('/').skip(1) {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        let Value::Object(members) = place else { return };
        place = members.entry(name.replace("~1", "/").replace("~0", "~")).or_insert(Value::Null);
    }
    *place = member;
}

/// What a server says of a failure.
pub(super) fn error(operation: Option<&'static Operation>, code: Code, message: &str) -> Value {
    let envelope = operation.and_then(|operation| operation.envelope);
    let code = match code {
        Code::Number(number) => Value::from(number),
        Code::Text(text) => Value::from(text),
    };
    let mut body = Map::new();
    body.extend(envelope.and_then(|envelope| envelope.success).map(|name| (name.to_owned(), Value::Bool(false))));
    let name = envelope.and_then(|envelope| envelope.errors).unwrap_or("errors");
    let error = Map::from_iter([("code".to_owned(), code), ("message".to_owned(), Value::from(message))]);
    body.insert(name.to_owned(), Value::Array(vec![error.into()]));
    body.into()
}
