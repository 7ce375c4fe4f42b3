//! The catalog of operations: each operation as data, with its documentation and JSON Schemas, and
//! requests whose arguments are JSON values.
//!
//! The statics of emitted code say how a request is sent, and `operations.json` what it means. Its
//! parts are parsed when they are asked for.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::api::{Operation, Parameter};
use super::call::Call;
use super::catalog_check::{ArgumentCheck, ArgumentValue, FileArgument};
use super::client::Client;
use super::error::Error;
use super::outcome::{Fault, RawResponse};
use super::outgoing::{BoxFuture, MaybeSend, Upload};
use super::requests::options;
use super::send::{Sending, without_response};

/// The operations of an API.
pub struct Catalog {
    resources: &'static [&'static [Entry]],
    json: &'static str,
    parts: OnceLock<Parts>,
    schemas: RwLock<BTreeMap<String, Arc<Value>>>,
}

/// The parts of `operations.json`, by name, before they are parsed.
type Parts = BTreeMap<&'static str, BTreeMap<&'static str, &'static RawValue>>;

/// Returns the objects of `operations.json`, with their parts.
fn parse_parts(json: &'static str) -> Result<Parts, serde_json::Error> {
    let members: BTreeMap<&'static str, &'static RawValue> = serde_json::from_str(json)?;
    let objects = members
        .into_iter()
        .filter(|(_, value)| value.get().starts_with('{'));
    objects
        .map(|(key, value)| Ok((key, serde_json::from_str(value.get())?)))
        .collect()
}

/// An operation of a [`Catalog`].
pub struct Entry {
    /// The resource and the method, such as `pets.list`.
    pub name: &'static str,
    /// How the request is sent.
    pub operation: &'static Operation,
    /// The arguments that are parameters, by name.
    pub parameters: &'static [(&'static str, &'static Parameter)],
    /// The argument that is the body.
    pub body: Option<Body>,
    /// Sends a call and returns the result as JSON.
    pub send: fn(Call) -> Sending<Value>,
    /// How items are requested, if the operation returns a list or a stream.
    pub items: Option<Items>,
}

/// The body of a request.
pub struct Body {
    /// Sets the body of a call.
    pub write: fn(Call, ArgumentValue) -> Call,
    /// Whether an empty object is sent without the argument.
    pub sends_empty: bool,
    /// Whether an empty object is the same as no argument.
    pub omits_empty: bool,
}

/// How the items of a list or a stream are requested.
pub struct Items {
    /// The media type of a stream, if the operation returns another media type by default.
    pub media_type: Option<&'static str>,
    /// The property of the body, or the query parameter, that requests a stream.
    pub switch: Option<&'static str>,
    /// Sends a call and returns the items.
    pub open: fn(Call) -> Sending<Values>,
}

/// The name of the argument for the body.
pub const BODY_ARGUMENT: &str = "body";

/// What `operations.json` says about an operation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Documentation {
    /// The summary of the description; may be empty.
    pub summary: String,
    /// The text of the description, in Markdown; may be empty.
    pub description: String,
    /// Whether the operation is deprecated.
    pub is_deprecated: bool,
    /// The JSON Schema of the arguments, an object.
    pub arguments: Value,
    /// The JSON Schema of the result; `None` if there is none.
    pub result: Option<Value>,
    /// The JSON Schema of the items, if the operation returns a list or a stream.
    pub item: Option<Value>,
    /// What the description says about the tool, for the MCP server.
    #[doc(hidden)]
    pub tool: Value,
    /// The media types of the body, for the test server; `null` if it is `application/json`.
    #[doc(hidden)]
    pub contents: Value,
    /// The status code and the example of the response, for the test server.
    #[doc(hidden)]
    pub response: Value,
}

impl Catalog {
    /// Creates a catalog of the operations of some resources; `json` is the content of
    /// `operations.json`.
    pub const fn new(resources: &'static [&'static [Entry]], json: &'static str) -> Self {
        Self {
            resources,
            json,
            parts: OnceLock::new(),
            schemas: RwLock::new(BTreeMap::new()),
        }
    }

    /// Returns all operations, by resource.
    pub fn entries(&self) -> impl Iterator<Item = &'static Entry> {
        self.resources.iter().copied().flatten()
    }

    /// Returns the operation with this name, or whose name ends with it: `pets.list` also finds
    /// `stores.pets.list`, if there is no other `pets.list`.
    ///
    /// # Errors
    /// There is no such operation, or there are several; the message names similar ones.
    pub fn find(&self, name: &str) -> Result<&'static Entry, String> {
        if let Some(entry) = self.entries().find(|entry| entry.name == name) {
            return Ok(entry);
        }
        let suffix = format!(".{name}");
        let matches: Vec<&Entry> = self
            .entries()
            .filter(|entry| entry.name.ends_with(&suffix))
            .collect();
        if let [entry] = matches.as_slice() {
            return Ok(entry);
        }
        if !matches.is_empty() {
            let names = quoted_names(matches.iter().map(|entry| entry.name));
            return Err(format!("several operations are called `{name}`: {names}"));
        }
        let mut similar: Vec<(usize, &str)> = self
            .entries()
            .map(|entry| (shared_letters(name, entry.name), entry.name))
            .filter(|(letters, _)| letters * 2 > name.len())
            .collect();
        similar.sort_by_key(|(letters, _)| Reverse(*letters));
        similar.truncate(MAX_SIMILAR);
        let names = quoted_names(similar.into_iter().map(|(_, name)| name));
        let hint = if names.is_empty() {
            String::new()
        } else {
            format!("; there are {names}")
        };
        Err(format!("no operation is called `{name}`{hint}"))
    }

    /// Returns a member of an object in `operations.json`.
    pub(crate) fn part(&self, key: &str, name: &str) -> Option<Value> {
        let parts = self
            .parts
            .get_or_init(|| parse_parts(self.json).unwrap_or_default());
        let json = parts.get(key)?.get(name)?;
        serde_json::from_str(json.get()).ok()
    }

    /// Returns the documentation of an operation.
    pub fn documentation(&self, entry: &Entry) -> Documentation {
        let mut part = self.part("operations", entry.name).unwrap_or_default();
        let mut text = |key: &str| match part.get_mut(key).map(Value::take) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        Documentation {
            summary: text("summary"),
            description: text("description"),
            is_deprecated: part.get("deprecated") == Some(&Value::Bool(true)),
            arguments: part
                .get_mut("arguments")
                .map(Value::take)
                .unwrap_or_default(),
            result: part.get_mut("result").map(Value::take),
            item: part.get_mut("item").map(Value::take),
            tool: part.get_mut("tool").map(Value::take).unwrap_or_default(),
            contents: part
                .get_mut("contents")
                .map(Value::take)
                .unwrap_or_default(),
            response: part
                .get_mut("response")
                .map(Value::take)
                .unwrap_or_default(),
        }
    }

    /// Returns the schema with this name, to which other schemas refer as `#/$defs/NAME`.
    pub fn schema(&self, name: &str) -> Option<Arc<Value>> {
        let schemas = self.schemas.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(schema) = schemas.get(name) {
            return Some(Arc::clone(schema));
        }
        drop(schemas);
        let schema = Arc::new(self.part("$defs", name)?);
        let mut schemas = self.schemas.write().unwrap_or_else(PoisonError::into_inner);
        schemas.insert(name.to_owned(), Arc::clone(&schema));
        Some(schema)
    }

    /// Returns the schema that a schema refers to, if it is a reference.
    pub(crate) fn referenced_schema(&self, schema: &Value) -> Option<Arc<Value>> {
        self.schema(schema.get("$ref")?.as_str()?.strip_prefix(DEFINITIONS)?)
    }

    /// Returns a schema of this catalog together with all schemas that it refers to, in `$defs`.
    pub fn with_definitions(&self, schema: &Value) -> Value {
        let mut definitions = Map::new();
        self.add_definitions(schema, &mut definitions);
        let mut complete = schema.clone();
        if let (Value::Object(members), false) = (&mut complete, definitions.is_empty()) {
            definitions.sort_keys();
            members.insert("$defs".to_owned(), definitions.into());
        }
        complete
    }

    fn add_definitions(&self, schema: &Value, definitions: &mut Map<String, Value>) {
        let mut waiting = vec![Arc::new(schema.clone())];
        while let Some(schema) = waiting.pop() {
            for name in references_in(&schema) {
                if let (false, Some(target)) = (definitions.contains_key(name), self.schema(name)) {
                    definitions.insert(name.to_owned(), (*target).clone());
                    waiting.push(target);
                }
            }
        }
    }
}

/// Returns the members of a union. Next to properties, `anyOf` says which of these are required.
pub(crate) fn union_members(schema: &Value) -> Option<&[Value]> {
    match (schema.get("properties"), schema.get("anyOf")) {
        (None, Some(Value::Array(members))) => Some(members),
        _ => None,
    }
}

/// The beginning of references to schemas of the catalog.
pub(crate) const DEFINITIONS: &str = "#/$defs/";

/// Returns the names of the schemas that a schema refers to, in their order.
pub(crate) fn references_in(schema: &Value) -> Vec<&str> {
    match schema {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|reference| reference.strip_prefix(DEFINITIONS));
            let inner_names = members.values().flat_map(references_in);
            name.into_iter().chain(inner_names).collect()
        }
        Value::Array(items) => items.iter().flat_map(references_in).collect(),
        _ => Vec::new(),
    }
}

/// The maximum number of names in a message.
const MAX_NAMES: usize = 12;

/// The number of operations that a message names because their names are similar.
const MAX_SIMILAR: usize = 5;

/// Returns how many letters of the words of `name` begin words of `other`: 10 of `portal.list` in
/// `portals.list`.
fn shared_letters(name: &str, other: &str) -> usize {
    let common_prefix = |word: &str, other: &str| {
        let letters = word.chars().zip(other.chars());
        letters.take_while(|(left, right)| left == right).count()
    };
    let separators = ['.', '_', '-', ' '];
    name.split(separators)
        .map(|word| {
            let prefixes = other
                .split(separators)
                .map(|other| common_prefix(word, other));
            prefixes.max().unwrap_or_default()
        })
        .sum()
}

/// Returns names for a message: `` `a`, `b` and 3 more ``.
pub(crate) fn quoted_names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_at_checked(MAX_NAMES) {
        Some((shown, hidden)) if !hidden.is_empty() => {
            format!("{} and {} more", shown.join(", "), hidden.len())
        }
        _ => names.join(", "),
    }
}

/// A request whose arguments and result are JSON values.
///
/// Arguments are named like those of the typed method, and the body is the argument `body`. They
/// are checked by their JSON Schemas before anything is sent.
#[derive(Clone)]
#[must_use = "a request does nothing until it is awaited or sent"]
pub struct ValueRequest {
    call: Call,
    catalog: &'static Catalog,
    /// `None` if there is no such operation, which is the fault of the call.
    entry: Option<&'static Entry>,
    arguments: Value,
    files: Vec<FileArgument>,
    allows_unknown: bool,
}

impl ValueRequest {
    /// Creates a request of the operation with this name.
    pub fn new(
        client: &Client,
        catalog: &'static Catalog,
        name: &str,
        arguments: impl Into<Value>,
    ) -> Self {
        let mut call = Call::unbound(client.clone());
        let entry = match catalog.find(name) {
            Ok(entry) => Some(entry),
            Err(message) => {
                call.keep(Fault::request(message));
                None
            }
        };
        Self {
            call: match entry {
                Some(entry) => call.of(entry.operation),
                None => call,
            },
            catalog,
            entry,
            arguments: arguments.into(),
            files: Vec::new(),
            allows_unknown: false,
        }
    }

    /// Also sends properties of the body that the description does not have. By default, they are an
    /// error, because most of them are misspelled.
    pub fn allow_unknown_properties(mut self) -> Self {
        self.allows_unknown = true;
        self
    }

    /// Sets a file: the whole body, as `body`, or a property of a multipart body, such as `image`.
    /// Several files with one name are the items of an array.
    pub fn file(mut self, name: impl Into<String>, file: impl Into<Upload>) -> Self {
        self.files.push(FileArgument {
            name: name.into(),
            file: file.into(),
        });
        self
    }

    /// Returns the call with its checked arguments.
    pub(crate) fn into_call(self) -> Call {
        let mut call = self.call;
        let Some(entry) = self.entry else { return call };
        let schema = self.catalog.documentation(entry).arguments;
        let api = call.client().0.api;
        let check = ArgumentCheck::new(self.catalog, api, &self.files, self.allows_unknown);
        let mut values = match check.check_arguments(self.arguments, &schema) {
            Ok(values) => values,
            Err(violation) => {
                // A violation without a path concerns the arguments as a whole.
                call.keep(if violation.path.is_empty() {
                    Fault::request(format!("the call {}", violation.message))
                } else {
                    violation.into()
                });
                return call;
            }
        };
        let body_value = values.pop_if(|(name, _)| name == BODY_ARGUMENT);
        for (name, parameter) in entry.parameters {
            if let Some((_, value)) = values.iter().find(|(argument, _)| argument == name) {
                call = call.set(parameter, value);
            }
        }
        match (&entry.body, body_value) {
            (Some(body), Some((_, value))) if body.omits_empty && value.is_empty_object() => call,
            (Some(body), Some((_, value))) => (body.write)(call, value),
            (Some(body), None) if body.sends_empty => {
                (body.write)(call, ArgumentValue::empty_object())
            }
            _ => call,
        }
    }

    /// Sends the request and returns the result as JSON; the same as `.await`. It is what the typed
    /// method decodes: inside an envelope, the result. Text is a string, and bytes are in base64.
    ///
    /// # Errors
    /// An argument does not match its schema, no response arrives, or its status code is not a
    /// success.
    pub fn send(self) -> Sending<Value> {
        let send = self
            .entry
            .map_or(send_any as fn(Call) -> _, |entry| entry.send);
        send(self.into_call())
    }

    /// Like `send`, and waits for the response, in a program without async; see
    /// `Client::block_on`.
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<Value, Error> {
        let client = self.call.client().clone();
        client.block_on(self.send())
    }

    /// Sends the request and returns the whole response.
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    pub fn send_raw(self) -> Sending<RawResponse> {
        self.into_call().send_whole()
    }

    /// Sends the request of a list or a stream and returns its items one by one; further pages are
    /// fetched as they are asked for.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), or the operation returns a single value.
    pub fn items(mut self) -> Sending<Values> {
        let Some(items) = self.entry.and_then(|entry| entry.items.as_ref()) else {
            self.call.keep(Fault::request(
                "the operation returns a single value, no list and no stream",
            ));
            return Box::pin(async move { Ok(Values::new(Failed(self.into_call()))) });
        };
        (items.open)(self.requesting_items().into_call())
    }

    /// Requests a stream, if the operation returns a single value by default.
    pub(crate) fn requesting_items(mut self) -> Self {
        let items = self.entry.and_then(|entry| entry.items.as_ref());
        if let Some(media_type) = items.and_then(|items| items.media_type) {
            self.call = self.call.accept(media_type);
        }
        if let Some(switch) = items.and_then(|items| items.switch) {
            self.call = self.call.extra(switch, true.into());
        }
        self
    }
}

options!(ValueRequest);

impl IntoFuture for ValueRequest {
    type Output = Result<Value, Error>;
    type IntoFuture = Sending<Value>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

/// A source of values: a list or a stream.
pub trait ValueSource: MaybeSend {
    /// Returns the next value; `None` after the last.
    fn next_value(&mut self) -> BoxFuture<'_, Result<Option<Value>, Error>>;

    /// Returns whether the next value is already here, with the page of the previous one.
    fn is_next_ready(&self) -> bool {
        false
    }
}

/// The items of a list or a stream, as JSON.
#[must_use = "items are fetched as they are asked for"]
pub struct Values(Box<dyn ValueSource>);

impl Values {
    /// Creates the values of a source.
    pub fn new(source: impl ValueSource + 'static) -> Self {
        Self(Box::new(source))
    }

    /// Returns the next value; `None` after the last.
    ///
    /// # Errors
    /// A page could not be fetched, or a part of a stream could not be read.
    pub async fn try_next(&mut self) -> Result<Option<Value>, Error> {
        self.0.next_value().await
    }

    /// Returns whether the next value is already here, with the page of the previous one.
    pub fn is_next_ready(&self) -> bool {
        self.0.is_next_ready()
    }
}

/// A call that cannot be sent.
struct Failed(Call);

impl ValueSource for Failed {
    fn next_value(&mut self) -> BoxFuture<'_, Result<Option<Value>, Error>> {
        let sending = self.0.clone().send_empty();
        Box::pin(async { sending.await.map(|_| None) })
    }
}

/// Refuses a body with parts in XML: only the Rust types know the form of their XML.
pub fn refuse_xml(mut call: Call, _: ArgumentValue) -> Call {
    call.keep(Fault::request(
        "the body has a part in XML, which only the typed method can write",
    ));
    call
}

/// Sends a call whose response is JSON.
pub fn send_json(call: Call) -> Sending<Value> {
    without_response(call.send_json())
}

/// Sends a call whose response has no content.
pub fn send_empty(call: Call) -> Sending<Value> {
    let sending = call.send_empty();
    Box::pin(async { sending.await.map(|_| Value::Null) })
}

/// Sends a call whose response is text.
pub fn send_text(call: Call) -> Sending<Value> {
    let sending = call.send_text();
    Box::pin(async { Ok(sending.await?.into_value().into()) })
}

/// Sends a call whose response is bytes, which are returned in base64.
pub fn send_bytes(call: Call) -> Sending<Value> {
    let sending = call.send_bytes();
    Box::pin(async { Ok(BASE64_STANDARD.encode(sending.await?.into_value()).into()) })
}

/// Sends a call whose response may have any content: JSON, text, or bytes in base64.
pub fn send_any(call: Call) -> Sending<Value> {
    let sending = call.send_whole();
    Box::pin(async { Ok(content_of(&sending.await?)) })
}

/// Returns the content of a response as JSON.
fn content_of(response: &RawResponse) -> Value {
    let body = response.body();
    if body.is_empty() {
        return Value::Null;
    }
    if let Ok(value) = serde_json::from_slice(body) {
        return value;
    }
    match std::str::from_utf8(body) {
        Ok(text) => text.into(),
        Err(_) => BASE64_STANDARD.encode(body).into(),
    }
}
