//! [`ResponseBody`]: a value as the server would send it.

use std::mem::discriminant;
use std::sync::OnceLock;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Map, Value};

use super::super::api::{Envelope, Operation};
use super::super::encode::to_vec;
use super::super::error::Target;
use super::super::failure::Code;
use super::super::hidden::Hidden;
use super::super::node::{Model, Node, View};
use super::super::response::RawResponse;
use super::super::several::{Payload, Several};

/// The output of a method, and the response it is decoded from.
pub trait ResponseBody {
    /// Media type and bytes; no media type without content.
    #[doc(hidden)]
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes);

    /// The status code, if the value determines it.
    #[doc(hidden)]
    fn status(&self) -> Option<u16> {
        None
    }
}

impl<T: Model> ResponseBody for T {
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        value(self, operation)
    }
}

impl ResponseBody for () {
    fn written(&self, _: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        (None, Bytes::new())
    }
}

impl ResponseBody for Bytes {
    fn written(&self, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
        (Some(accepted(operation).unwrap_or("application/octet-stream")), self.clone())
    }
}

/// One of several successes as the server would send it; emitted enums delegate to it.
#[doc(hidden)]
pub fn several<T: Several + Clone>(value: &T, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
    let mut value = value.clone();
    match value.payload() {
        Payload::Empty => (None, Bytes::new()),
        Payload::Json(node) => {
            let envelope = operation.and_then(|operation| operation.envelope);
            (Some("application/json"), wrapped(node, envelope))
        }
        // XML outputs also accept JSON with a JSON content type.
        Payload::Bare(node) | Payload::Read(node, _) => (Some("application/json"), to_vec(node).into()),
        Payload::Text(text) => (Some("text/plain; charset=utf-8"), Bytes::from(std::mem::take(text))),
        Payload::Bytes(bytes) => (Some("application/octet-stream"), bytes.clone()),
    }
}

/// The first status code of this variant.
#[doc(hidden)]
pub fn status_of<T: Several>(value: &T) -> u16 {
    let target = Target {
        method: Method::GET,
        path: String::new(),
        operation: None,
        request_id_header: None,
        hidden: Hidden::default(),
        attempts: 1,
        unfollowed: None,
        given_up: None,
    };
    let (headers, body) = (HeaderMap::new(), Bytes::new());
    let mut response = RawResponse {
        status: StatusCode::OK,
        headers,
        body,
        target,
        envelope: None,
        accept: "",
        is_strict: true,
        deviations: OnceLock::new(),
    };
    let is_it = |status: &u16| {
        response.status = StatusCode::from_u16(*status).unwrap_or_default();
        discriminant(&T::blank(&response)) == discriminant(value)
    };
    (200..400).find(is_it).unwrap_or(200)
}

/// The first media type that the operation accepts, unless it is a range.
fn accepted(operation: Option<&'static Operation>) -> Option<&'static str> {
    let first = operation?.accept.split([',', ';']).next()?.trim();
    (!first.is_empty() && !first.contains('*')).then_some(first)
}

/// JSON in its envelope, or a plain string if the operation accepts text.
fn value(node: &dyn Node, operation: Option<&'static Operation>) -> (Option<&'static str>, Bytes) {
    let media_type = accepted(operation).unwrap_or("application/json");
    match node.view() {
        View::Text(text) if !media_type.contains("json") => (Some(media_type), Bytes::from(text.into_owned())),
        _ => {
            let envelope = operation.and_then(|operation| operation.envelope);
            (Some("application/json"), wrapped(node, envelope))
        }
    }
}

/// JSON in its envelope.
fn wrapped(node: &dyn Node, envelope: Option<&Envelope>) -> Bytes {
    let Some(envelope) = envelope else { return to_vec(node).into() };
    placed(&[envelope.result], Value::Object(around(envelope).collect()), to_vec(node)).into()
}

/// A page of a list; `members` are the other properties of the response.
pub(super) fn page(items: &dyn Node, operation: Option<&'static Operation>, mut members: Value) -> Bytes {
    let envelope = operation.and_then(|operation| operation.envelope);
    let way = operation.and_then(|operation| operation.paging).map_or(&[][..], |paging| paging.items);
    let way: Vec<&str> = envelope.map(|envelope| envelope.result).into_iter().chain(way.iter().copied()).collect();
    if let (Some(envelope), Value::Object(members)) = (envelope, &mut members) {
        members.extend(around(envelope));
    }
    placed(&way, members, to_vec(items)).into()
}

/// The properties of an envelope that mark a success.
fn around(envelope: &Envelope) -> impl Iterator<Item = (String, Value)> {
    let success = envelope.success.map(|name| (name.to_owned(), Value::Bool(true)));
    success.into_iter().chain(envelope.errors.map(|name| (name.to_owned(), Value::Array(Vec::new()))))
}

/// JSON nested in these properties, beside others.
fn placed(way: &[&str], members: Value, json: Vec<u8>) -> Vec<u8> {
    let Some((name, way)) = way.split_first() else { return json };
    let mut members = if let Value::Object(members) = members { members } else { Map::new() };
    let inner = members.remove(*name).unwrap_or_default();
    // The value is not parsed into `Value`, so its numbers keep their digits.
    let mut text = format!("{{{}:", Value::from(*name)).into_bytes();
    text.extend(placed(way, inner, json));
    for (name, member) in members {
        text.extend(format!(",{}:{member}", Value::from(name)).bytes());
    }
    text.push(b'}');
    text
}

/// Inserts a property at the pointer, and creates objects on the way.
pub(super) fn put(value: &mut Value, pointer: &str, member: Value) {
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

/// The body of an API error.
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
