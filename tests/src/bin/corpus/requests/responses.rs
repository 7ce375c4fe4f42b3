//! What is replied to a call, and what must arrive of it.

use generator::diag::Origin;
use generator::source::Document;
use serde_json::{Map, Value, json};

use super::headers::{self, SentHeader};
use super::raw::{Content, Operation, Response, is_json, is_lines, is_xml};
use super::recorder::{CannedResponse, Request, essence, weight};
use super::xml::Writer;
use crate::dice::Dice;
use crate::payloads::difference;
use crate::references::follow;

/// What text and bytes are replied as.
const TEXT: &str = "line 1\r\n\"Grüße\" & <b>🦀</b>; a=b+c%20d\n";

/// What XML that no schema describes is replied as.
const NOTE: &str = "<?xml version=\"1.0\"?>\n<note to=\"a&amp;b\">Grüße 🦀</note>\n";

/// The statuses that say that something is elsewhere.
const REDIRECTS: [u16; 6] = [300, 301, 302, 303, 307, 308];

/// A place that no client follows a redirect to.
const ELSEWHERE: &str = "https://elsewhere.example/";

/// How often a value is tried to make that the rules for XML have room for.
pub(crate) const XML_ATTEMPTS: usize = 20;

/// How often an event is tried to make that a stream has room for.
const EVENT_ATTEMPTS: usize = 20;

/// How many items a stream has.
const ITEMS: u64 = 3;

/// A response, and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) is_success: bool,
    pub(crate) media_type: Option<String>,
    pub(crate) headers: Vec<SentHeader>,
    /// Whether it is a stream beside another response, which another method asks for.
    pub(crate) is_stream: bool,
    /// Whether an optional property has a value of another kind than described.
    deviates: bool,
    said: Said,
}

#[derive(Clone, Debug)]
enum Said {
    Nothing,
    /// JSON, and whether a schema describes it.
    Json(Value, bool),
    Text(String),
    /// A value, and the XML that it is in.
    Xml(Value, String),
    /// The items of a stream, and the text that they are in.
    Items(Vec<Value>, String),
}

impl Answer {
    pub(crate) fn empty(status: u16, is_success: bool) -> Self {
        let said = Said::Nothing;
        Self { status, is_success, media_type: None, headers: Vec::new(), is_stream: false, deviates: false, said }
    }

    /// The same with an optional property of another kind than `schema` describes, where there is one.
    pub(crate) fn deviating(&self, document: &Document, schema: &Origin) -> Option<Self> {
        let Said::Json(value, true) = &self.said else { return None };
        let mut value = value.clone();
        let deviates = deviate(document, schema, &mut value, 0);
        deviates.then(|| Self { said: Said::Json(value, true), deviates, ..self.clone() })
    }

    pub(crate) fn response(&self) -> CannedResponse {
        let body = match &self.said {
            Said::Nothing => String::new(),
            Said::Json(value, _) => value.to_string(),
            Said::Text(text) | Said::Xml(_, text) | Said::Items(_, text) => text.clone(),
        };
        let mut headers: Vec<_> =
            self.headers.iter().map(|header| (header.name.clone(), header.line.clone())).collect();
        let leads = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("location"));
        if REDIRECTS.contains(&self.status) && !leads {
            // One that is the response itself is not followed, though it could be.
            let place = if self.is_success { "/elsewhere" } else { ELSEWHERE };
            headers.push(("location".to_owned(), place.to_owned()));
        }
        CannedResponse { status: self.status, media_type: self.media_type.clone(), headers, body: body.into_bytes() }
    }

    /// Whether the request did not ask for what a success is documented to be.
    pub(crate) fn refused(&self, request: &Request) -> Option<String> {
        let media_type = self.media_type.as_ref().filter(|media_type| self.is_success && media_type.contains('/'))?;
        let accept = request.all("accept").join(", ");
        (weight(&accept, media_type) <= 0.0).then(|| format!("`accept: {accept}` does not ask for `{media_type}`"))
    }

    /// What differs in the program's answer, if anything does.
    pub(crate) fn difference(&self, answer: &Value) -> Option<String> {
        let text = |key: &str| answer.get(key).and_then(Value::as_str);
        let status = answer.get("status").and_then(Value::as_u64);
        if status != Some(u64::from(self.status)) {
            let error = text("error").unwrap_or("no error");
            // A `GET` of bytes follows a redirect to another host, where nothing is.
            if REDIRECTS.contains(&self.status) && error.contains("cannot connect") {
                return None;
            }
            return Some(format!("status {} arrived as {status:?}: {error}", self.status));
        }
        let said = match (text("error"), self.is_success) {
            (Some(error), true) => Some(format!("status {} is an error: {error}", self.status)),
            (None, false) => Some(format!("status {} is no error", self.status)),
            (None, true) => self.value(text("kind").unwrap_or_default(), answer.get("value")),
            (Some(_), false) => self.failure(answer),
        };
        let reported = answer.get("deviations").and_then(Value::as_u64).unwrap_or_default();
        let is_silent = reported == 0 && text("kind") == Some("json");
        let said = said.or_else(|| (self.deviates && is_silent).then(|| "the deviation is not reported".to_owned()));
        said.or_else(|| headers::difference(&self.headers, self.is_success, answer))
    }

    fn value(&self, kind: &str, value: Option<&Value>) -> Option<String> {
        let arrived = value.and_then(Value::as_str).unwrap_or_default();
        match (&self.said, kind) {
            (Said::Nothing, "empty") => None,
            (Said::Nothing, _) if arrived.is_empty() || arrived == "null" => None,
            (Said::Json(value, _) | Said::Xml(value, _), "json") => {
                difference(&value.to_string(), &Ok(arrived.to_owned()))
            }
            // A file that is called JSON is a file all the same, and so is what is called by no media type.
            (Said::Json(value, is_typed), "bytes") if !is_typed || value.is_string() => {
                let expected = value.to_string();
                (arrived != expected).then(|| format!("{expected} arrived as {arrived}"))
            }
            (Said::Text(text) | Said::Xml(_, text), "text" | "bytes") if arrived == text => None,
            // A string in JSON is a text to users.
            (Said::Json(Value::String(text), true), "text") if arrived == text => None,
            // Any value may be a string.
            (Said::Text(text), "json")
                if serde_json::from_str(arrived).is_ok_and(|arrived: String| arrived == *text) =>
            {
                None
            }
            (Said::Items(items, _), "items") => {
                let arrived = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                if arrived.len() != items.len() {
                    return Some(format!("{} items arrived, expected {}", arrived.len(), items.len()));
                }
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let mut pairs = items.iter().zip(arrived);
                pairs.find_map(|(item, arrived)| difference(&item.to_string(), &Ok(text(arrived))))
            }
            (said, kind) => Some(format!("{said:?} arrived as {kind}: {arrived}")),
        }
    }

    fn failure(&self, answer: &Value) -> Option<String> {
        let response = self.response();
        let sent = String::from_utf8_lossy(&response.body);
        let arrived = answer.get("body").and_then(Value::as_str).unwrap_or_default();
        let start: String = sent.chars().take(2000).collect();
        if !arrived.starts_with(&start) || sent.is_empty() && !arrived.is_empty() {
            return Some(format!("status {}: the body `{arrived}` arrived, expected `{sent}`", self.status));
        }
        let Said::Json(value, true) = &self.said else { return None };
        let typed = answer.get("typed");
        // What is cut off cannot be read.
        if sent.len() > 65_536 {
            return None;
        }
        let text = |key: &str| typed.and_then(|typed| typed.get(key)?.as_str()).map(str::to_owned);
        let outcome = match (text("json"), text("error")) {
            (Some(json), _) => Ok(json),
            (None, Some(message)) => Err(message),
            (None, None) => Err("it has no type".to_owned()),
        };
        let message = difference(&value.to_string(), &outcome)?;
        Some(format!("status {}: {message}", self.status))
    }
}

/// Gives an optional property a value of another kind, in an object that one schema alone describes.
fn deviate(document: &Document, schema: &Origin, value: &mut Value, depth: usize) -> bool {
    let Some((place, described)) = plain(document, schema).filter(|_| depth < 8) else { return false };
    match value {
        Value::Array(items) => {
            items.first_mut().is_some_and(|item| deviate(document, &place.child("items"), item, depth + 1))
        }
        Value::Object(members) => members.iter_mut().any(|(name, member)| {
            let place = place.child("properties").child(name);
            let required = described.get("required").and_then(Value::as_array);
            let is_required = required.is_some_and(|names| names.iter().any(|other| other == name));
            let other = of_another_kind(document, &place).filter(|_| !is_required);
            match other {
                Some(other) => *member = other,
                None => return deviate(document, &place, member, depth + 1),
            }
            true
        }),
        _ => false,
    }
}

/// A value of another type than the one that a schema names.
fn of_another_kind(document: &Document, schema: &Origin) -> Option<Value> {
    let (_, described) = plain(document, schema)?;
    match described.get("type")?.as_str()? {
        // An integer may be one, too.
        "string" if described.get("format").is_some_and(|format| format == "int-or-string") => None,
        "string" => Some(json!({ "deviates": true })),
        "boolean" | "integer" | "number" | "array" | "object" => Some(json!("deviates")),
        _ => None,
    }
}

/// A schema that says by itself what its values are.
fn plain<'d>(document: &'d Document, schema: &Origin) -> Option<(Origin, &'d Map<String, Value>)> {
    const MORE: [&str; 8] = [
        "additionalProperties",
        "allOf",
        "anyOf",
        "discriminator",
        "oneOf",
        "patternProperties",
        "unevaluatedProperties",
        "x-pattern-properties",
    ];
    let place = follow(document, schema)?;
    let described = document.value(&place)?.as_object()?;
    let is_plain = described.contains_key("type") && !MORE.iter().any(|key| described.contains_key(*key));
    is_plain.then_some((place, described))
}

/// Lets a redirect that is not the response itself lead where clients do not follow.
pub(crate) fn lead_away(status: u16, headers: &mut [SentHeader]) {
    let is_place = |header: &&mut SentHeader| header.name.eq_ignore_ascii_case("location");
    if REDIRECTS.contains(&status) {
        headers.iter_mut().filter(is_place).for_each(|header| header.line = ELSEWHERE.to_owned());
    }
}

/// Whether a response of this status is what the operation is called for: a success, or a redirect where no success is
/// described.
pub(crate) fn is_success(status: u16, operation: &Operation) -> bool {
    let is_any = operation.responses.iter().any(|response| response.status.starts_with('2'));
    (200..300).contains(&status) || (!is_any && REDIRECTS.contains(&status))
}

/// The status that is replied for a response; `None` where none can be.
pub(crate) fn status(response: &Response, operation: &Operation) -> Option<u16> {
    let is_free = |status: &u16| operation.responses.iter().all(|other| other.status != status.to_string());
    let is_ranged = |status: &u16| {
        let range = format!("{}XX", status / 100);
        operation.responses.iter().any(|other| other.status.eq_ignore_ascii_case(&range))
    };
    match response.status.as_str() {
        "default" => {
            let statuses = operation.responses.iter().filter_map(|other| {
                let code = other.status.to_ascii_uppercase().replace("3XX", "303").replace("2XX", "200");
                code.parse().ok()
            });
            let is_any = statuses.into_iter().any(|status| is_success(status, operation));
            let candidates = if is_any { [418, 499, 503, 599] } else { [200, 201, 202, 203] };
            candidates.into_iter().find(|status| is_free(status) && !is_ranged(status))
        }
        range if range.eq_ignore_ascii_case("3XX") => REDIRECTS.into_iter().find(is_free),
        range if range.to_ascii_uppercase().ends_with("XX") => {
            let class: u16 = range.get(..1)?.parse().ok()?;
            let mut candidates = (class * 100..class * 100 + 100).rev();
            candidates.find(|status| (200..600).contains(status) && is_free(status))
        }
        status => status.parse().ok().filter(|status| (200..600).contains(status)),
    }
}

/// A media type of a text or file in a range of them.
fn one_of(range: &str) -> String {
    match range.split('/').next() {
        Some(class) if !matches!(class, "*" | "text" | "") && range.contains('/') => format!("{class}/x-sample"),
        _ => "text/plain; charset=utf-8".to_owned(),
    }
}

/// Whether a schema says that `null` is a value too, or says nothing.
fn may_be_null(document: &Document, schema: Option<&Origin>) -> bool {
    let schema = schema.and_then(|schema| document.value(&follow(document, schema)?));
    schema.is_none_or(|schema| {
        schema.get("nullable") == Some(&Value::Bool(true)) || !schema.get("type").is_some_and(Value::is_string)
    })
}

/// Whether a schema is that of a whole event, with `event` and `data`, or of a choice of such.
fn is_event(document: &Document, schema: &Origin, depth: usize) -> bool {
    let Some(place) = follow(document, schema).filter(|_| depth < 8) else { return false };
    let value = document.value(&place);
    let has = |name: &str| value.and_then(|value| value.get("properties")?.get(name)).is_some();
    let members = |key: &str| {
        let count = value.and_then(|value| value.get(key)?.as_array()).map_or(0, Vec::len);
        let list = place.child(key);
        (0..count).map(|index| list.item(index)).collect::<Vec<_>>()
    };
    let choice = [members("oneOf"), members("anyOf")].concat();
    let is_choice = !choice.is_empty() && choice.iter().all(|member| is_event(document, member, depth + 1));
    (has("event") && has("data"))
        || is_choice
        || members("allOf").iter().any(|member| is_event(document, member, depth + 1))
}

/// An event as the stream has it: `data` is a text, or JSON. `None` where a line has no room for it.
fn event(item: &Value) -> Option<String> {
    let item = item.as_object()?;
    let mut lines = String::new();
    for (key, value) in item {
        match (key.as_str(), value) {
            ("event" | "id", Value::String(text)) if !text.contains(['\n', '\r', '\0']) && !text.is_empty() => {
                lines += &format!("{key}: {text}\n");
            }
            // A text that could be JSON is one of the two, and nobody knows which.
            ("data", Value::String(text)) if serde_json::from_str::<Value>(text).is_err() && !text.contains('\r') => {
                text.split('\n').for_each(|line| lines += &format!("data: {line}\n"));
            }
            ("data", value) if !value.is_string() => lines += &format!("data: {value}\n"),
            ("retry", Value::Number(number)) if number.is_u64() => lines += &format!("retry: {number}\n"),
            _ => return None,
        }
    }
    let is_whole = item.contains_key("event") && item.contains_key("data");
    is_whole.then(|| lines + "\n")
}

/// The events as they arrive: one without an id has that of the one before, as the HTML standard has it.
fn with_last_ids(mut events: Vec<Value>) -> Vec<Value> {
    let mut last: Option<Value> = None;
    for event in events.iter_mut().filter_map(Value::as_object_mut) {
        match (event.get("id"), &last) {
            (Some(id), _) => last = Some(id.clone()),
            (None, Some(id)) => drop(event.insert("id".to_owned(), id.clone())),
            (None, None) => {}
        }
    }
    events
}

/// A response in one of the media types of a response.
pub(crate) fn answer(
    status: u16,
    is_success: bool,
    content: &Content,
    mut dice: Dice,
    make: impl Fn(Option<&Origin>, Dice) -> Option<Value>,
    xml: &Writer<'_>,
) -> Result<Answer, &'static str> {
    let name = essence(&content.media_type);
    let schema = content.schema.as_ref();
    let none = "no valid response found";
    let mut next = || Dice::new(dice.below(usize::MAX) as u64, 0);
    let is_open = name.contains('*') || !name.contains('/');
    let (media_type, said) = match name.as_str() {
        name if name == "text/event-stream" || is_lines(name) => {
            let is_event =
                name == "text/event-stream" && schema.is_some_and(|schema| is_event(xml.document, schema, 0));
            let mut item = || {
                let mut all = (0..EVENT_ATTEMPTS).filter_map(|_| make(schema, next()));
                all.find(|item| !is_event || event(item).is_some())
            };
            let items: Option<Vec<Value>> = (0..ITEMS).map(|_| item()).collect();
            let items = items.ok_or(none)?;
            let line = |item: &Value| match name {
                "text/event-stream" if is_event => event(item).unwrap_or_default(),
                "text/event-stream" => format!("data: {item}\n\n"),
                // RFC 7464.
                "application/json-seq" => format!("\u{1e}{item}\n"),
                _ => format!("{item}\n"),
            };
            let text = items.iter().map(line).collect();
            let is_text = schema.is_none() && name == "text/event-stream";
            // Events that no schema describes are texts.
            let said = |item: Value| if is_text { Value::String(item.to_string()) } else { item };
            let items: Vec<Value> = items.into_iter().map(said).collect();
            let items = if is_event { with_last_ids(items) } else { items };
            (content.media_type.clone(), Said::Items(items, text))
        }
        _ if is_json(&name) => {
            (content.media_type.clone(), Said::Json(make(schema, next()).ok_or(none)?, schema.is_some()))
        }
        _ if is_open && schema.is_some() => match make(schema, next()).ok_or(none)? {
            Value::String(_) => (one_of(&name), Said::Text(TEXT.to_owned())),
            value => ("application/json".to_owned(), Said::Json(value, name.contains('/'))),
        },
        _ if is_open => ("application/octet-stream".to_owned(), Said::Text(TEXT.to_owned())),
        _ if is_xml(&name) => {
            let said = schema.map_or(Some(Said::Text(NOTE.to_owned())), |schema| {
                let mut values = (0..XML_ATTEMPTS)
                    .filter_map(|_| make(Some(schema), next()))
                    .map(|value| xml.settled(schema, &value, 0));
                values.find_map(|value| xml.document(schema, &value).map(|text| Said::Xml(value, text)))
            });
            (content.media_type.clone(), said.ok_or("a response in XML that the standard does not settle")?)
        }
        "text/plain" => match make(schema, next()).filter(|_| !may_be_null(xml.document, schema)) {
            Some(value @ (Value::Number(_) | Value::Bool(_))) => (content.media_type.clone(), Said::Json(value, true)),
            _ => (content.media_type.clone(), Said::Text(TEXT.to_owned())),
        },
        _ => (content.media_type.clone(), Said::Text(TEXT.to_owned())),
    };
    let (headers, media_type) = (Vec::new(), Some(media_type));
    Ok(Answer { status, is_success, media_type, headers, is_stream: false, deviates: false, said })
}
