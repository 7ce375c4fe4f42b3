//! Makes the response to each call, and checks the value that the client returns.

use ::tests::json::{count_at, text_at};
use sdkwright::diag::Origin;
use sdkwright::source::Document;
use serde_json::{Map, Value, json};

use super::headers::{self, SentHeader};
use super::raw::{Content, Operation, Response, is_json, is_lines, is_xml};
use super::recorder::{CannedResponse, Request, accept_weight, media_type_essence};
use super::xml::XmlWriter;
use crate::dice::Dice;
use crate::payloads::answer_difference;
use crate::references::follow_references;

/// The content of text and byte responses.
const TEXT: &str = "line 1\r\n\"Grüße\" & <b>🦀</b>; a=b+c%20d\n";

/// The content of XML responses without a schema.
const NOTE: &str = "<?xml version=\"1.0\"?>\n<note to=\"a&amp;b\">Grüße 🦀</note>\n";

/// Status codes of redirects.
const REDIRECTS: [u16; 6] = [300, 301, 302, 303, 307, 308];

/// A URL to which no client follows a redirect.
const ELSEWHERE: &str = "https://elsewhere.example/";

/// The maximum number of attempts to make a value that XML can represent.
pub(crate) const XML_ATTEMPTS: usize = 20;

/// The maximum number of attempts to make an event that a stream can represent.
const EVENT_ATTEMPTS: usize = 20;

/// Why a case is not judged.
const NO_RESPONSE: &str = "no valid response found";

/// The depth up to which schemas are looked into.
const DEPTH: usize = 8;

/// The number of items in a stream.
const ITEMS: u64 = 3;

/// A response, with the value that the client must return.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) is_success: bool,
    pub(crate) media_type: Option<String>,
    pub(crate) headers: Vec<SentHeader>,
    /// Whether it is a stream that the method returns only on request, by its `stream` variant.
    pub(crate) is_stream: bool,
    /// Whether a JSON value may also be the only item of a stream.
    pub(crate) may_be_stream: bool,
    /// Whether an optional property has a value of a type that its schema does not allow.
    deviates: bool,
    payload: Payload,
}

#[derive(Clone, Debug)]
enum Payload {
    Nothing,
    /// A JSON value, and whether a schema describes it.
    Json(Value, bool),
    Text(String),
    /// A value, and the XML document that represents it.
    Xml(Value, String),
    /// The items of a stream, and its text.
    Items(Vec<Value>, String),
}

impl Answer {
    pub(crate) fn empty(status: u16, is_success: bool) -> Self {
        let payload = Payload::Nothing;
        Self {
            status,
            is_success,
            media_type: None,
            headers: Vec::new(),
            is_stream: false,
            may_be_stream: false,
            deviates: false,
            payload,
        }
    }

    /// Returns the same response, but with an optional property whose value has a type that
    /// `schema` does not allow; `None` if the response has no suitable property.
    pub(crate) fn deviating(&self, document: &Document, schema: &Origin) -> Option<Self> {
        let Payload::Json(value, true) = &self.payload else {
            return None;
        };
        let mut value = value.clone();
        let deviates = deviate_in_property(document, schema, &mut value, 0);
        deviates.then(|| Self {
            payload: Payload::Json(value, true),
            deviates,
            ..self.clone()
        })
    }

    pub(crate) fn response(&self) -> CannedResponse {
        let body = match &self.payload {
            Payload::Nothing => String::new(),
            Payload::Json(value, _) => value.to_string(),
            Payload::Text(text) | Payload::Xml(_, text) | Payload::Items(_, text) => text.clone(),
        };
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .map(|header| (header.name.clone(), header.line.clone()))
            .collect();
        let leads = headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("location"));
        if REDIRECTS.contains(&self.status) && !leads {
            // If the redirect itself is the described response, the client must not follow it,
            // though it could.
            let place = if self.is_success {
                "/elsewhere"
            } else {
                ELSEWHERE
            };
            headers.push(("location".to_owned(), place.to_owned()));
        }
        CannedResponse {
            status: self.status,
            media_type: self.media_type.clone(),
            headers,
            body: body.into_bytes(),
        }
    }

    /// Returns the difference, if `accept` does not include the media type of the documented
    /// success.
    pub(crate) fn refused(&self, request: &Request) -> Option<String> {
        let media_type = self
            .media_type
            .as_ref()
            .filter(|media_type| self.is_success && media_type.contains('/'))?;
        let accept = request.all("accept").join(", ");
        (accept_weight(&accept, media_type) <= 0.0)
            .then(|| format!("`accept: {accept}` does not ask for `{media_type}`"))
    }

    /// Returns the first difference in the program's answer.
    pub(crate) fn difference(&self, answer: &Value) -> Option<String> {
        let error = text_at(answer, "/error");
        let status = count_at(answer, "/status");
        if status != Some(u64::from(self.status)) {
            let error = error.unwrap_or("no error");
            // A `GET` of bytes follows a redirect to another host, which does not exist.
            if REDIRECTS.contains(&self.status) && error.contains("cannot connect") {
                return None;
            }
            return Some(format!(
                "status {} arrived as {status:?}: {error}",
                self.status
            ));
        }
        let kind = text_at(answer, "/kind").unwrap_or_default();
        let payload = match (error, self.is_success) {
            (Some(error), true) => Some(format!("status {} is an error: {error}", self.status)),
            (None, false) => Some(format!("status {} is no error", self.status)),
            (None, true) => self.value(kind, answer.get("value")),
            (Some(_), false) => self.failure(answer),
        };
        if payload.is_some() {
            return payload;
        }
        let reported = count_at(answer, "/deviations").unwrap_or_default();
        if self.deviates && reported == 0 && kind == "json" {
            return Some("the deviation is not reported".to_owned());
        }
        headers::header_difference(&self.headers, self.is_success, answer)
    }

    fn value(&self, kind: &str, value: Option<&Value>) -> Option<String> {
        let arrived = value.and_then(Value::as_str).unwrap_or_default();
        match (&self.payload, kind) {
            (Payload::Nothing, "empty" | "raw") => None,
            (Payload::Nothing, _) if arrived.is_empty() || arrived == "null" => None,
            (Payload::Json(value, _) | Payload::Xml(value, _), "json") => {
                answer_difference(&value.to_string(), &Ok(arrived.to_owned()))
            }
            // JSON without a schema, or a string without a media type, arrives as bytes.
            (Payload::Json(value, is_typed), "bytes") if !is_typed || value.is_string() => {
                let expected = value.to_string();
                (arrived != expected).then(|| format!("{expected} arrived as {arrived}"))
            }
            (Payload::Text(text) | Payload::Xml(_, text), "text" | "bytes") if arrived == text => {
                None
            }
            // A JSON string arrives as text.
            (Payload::Json(Value::String(text), true), "text") if arrived == text => None,
            // A schema that allows any value also allows a string.
            (Payload::Text(text), "json")
                if serde_json::from_str(arrived).is_ok_and(|arrived: String| arrived == *text) =>
            {
                None
            }
            (Payload::Items(items, _), "items") => {
                let arrived = value
                    .and_then(Value::as_array)
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                if arrived.len() != items.len() {
                    return Some(format!(
                        "{} items arrived, expected {}",
                        arrived.len(),
                        items.len()
                    ));
                }
                let mut pairs = items.iter().zip(arrived);
                pairs.find_map(|(item, arrived)| {
                    let arrived = arrived.as_str().unwrap_or_default().to_owned();
                    answer_difference(&item.to_string(), &Ok(arrived))
                })
            }
            (Payload::Json(item, _), "items") if self.may_be_stream => {
                let arrived = value.and_then(|items| items.get(0)?.as_str());
                answer_difference(
                    &item.to_string(),
                    &Ok(arrived.unwrap_or_default().to_owned()),
                )
            }
            (payload, kind) => Some(format!("{payload:?} arrived as {kind}: {arrived}")),
        }
    }

    fn failure(&self, answer: &Value) -> Option<String> {
        let response = self.response();
        let sent = String::from_utf8_lossy(&response.body);
        let arrived = answer
            .get("body")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let start: String = sent.chars().take(2000).collect();
        if !arrived.starts_with(&start) || sent.is_empty() && !arrived.is_empty() {
            return Some(format!(
                "status {}: the body `{arrived}` arrived, expected `{sent}`",
                self.status
            ));
        }
        let Payload::Json(value, true) = &self.payload else {
            return None;
        };
        let typed = answer.get("typed");
        // A string is the message of the error, without a type.
        if value.is_string() && typed.is_none_or(Value::is_null) {
            return None;
        }
        // A truncated body cannot be decoded.
        if sent.len() > 65_536 {
            return None;
        }
        let typed = typed.unwrap_or(&Value::Null);
        let outcome = match (text_at(typed, "/json"), text_at(typed, "/error")) {
            (Some(json), _) => Ok(json.to_owned()),
            (None, Some(message)) => Err(message.to_owned()),
            (None, None) => Err("it has no type".to_owned()),
        };
        let message = answer_difference(&value.to_string(), &outcome)?;
        Some(format!("status {}: {message}", self.status))
    }
}

/// Gives an optional property a value of a wrong type, in an object with a plain schema.
fn deviate_in_property(
    document: &Document,
    schema: &Origin,
    value: &mut Value,
    depth: usize,
) -> bool {
    if depth >= DEPTH {
        return false;
    }
    let Some((place, described)) = plain_schema(document, schema) else {
        return false;
    };
    match value {
        Value::Array(items) => items.first_mut().is_some_and(|item| {
            deviate_in_property(document, &place.child("items"), item, depth + 1)
        }),
        Value::Object(members) => members.iter_mut().any(|(name, member)| {
            let place = place.child("properties").child(name);
            let required = described.get("required").and_then(Value::as_array);
            let is_required = required.is_some_and(|names| names.iter().any(|other| other == name));
            match of_another_kind(document, &place) {
                Some(other) if !is_required => {
                    *member = other;
                    true
                }
                _ => deviate_in_property(document, &place, member, depth + 1),
            }
        }),
        _ => false,
    }
}

/// Returns a value of another type than the schema allows.
fn of_another_kind(document: &Document, schema: &Origin) -> Option<Value> {
    let (_, described) = plain_schema(document, schema)?;
    match described.get("type")?.as_str()? {
        // The format `int-or-string` also allows an integer.
        "string"
            if described
                .get("format")
                .is_some_and(|format| format == "int-or-string") =>
        {
            None
        }
        "string" => Some(json!({ "deviates": true })),
        "boolean" | "integer" | "number" | "array" | "object" => Some(json!("deviates")),
        _ => None,
    }
}

/// Follows the references at `schema`. Returns the location and value of the target, if it has a
/// type and no keyword that combines it with other schemas.
fn plain_schema<'d>(
    document: &'d Document,
    schema: &Origin,
) -> Option<(Origin, &'d Map<String, Value>)> {
    const MORE: [&str; 7] = [
        "additionalProperties",
        "allOf",
        "anyOf",
        "discriminator",
        "oneOf",
        "patternProperties",
        "unevaluatedProperties",
    ];
    let place = follow_references(document, schema)?;
    let described = document.value(&place)?.as_object()?;
    let is_plain =
        described.contains_key("type") && !MORE.iter().any(|key| described.contains_key(*key));
    is_plain.then_some((place, described))
}

/// Replaces the `location` of a redirect by one that clients do not follow, unless the redirect is
/// the response itself.
pub(crate) fn lead_away(status: u16, headers: &mut [SentHeader]) {
    if REDIRECTS.contains(&status) {
        headers
            .iter_mut()
            .filter(|header| header.name.eq_ignore_ascii_case("location"))
            .for_each(|header| header.line = ELSEWHERE.to_owned());
    }
}

/// Returns whether a status code means success for the operation: `2XX`, or a redirect if no `2XX`
/// is described.
pub(crate) fn is_success(status: u16, operation: &Operation) -> bool {
    let is_any = operation
        .responses
        .iter()
        .any(|response| response.status.starts_with('2'));
    (200..300).contains(&status) || (!is_any && REDIRECTS.contains(&status))
}

fn is_free(status: u16, operation: &Operation) -> bool {
    operation
        .responses
        .iter()
        .all(|other| other.status != status.to_string())
}

/// Returns whether the operation describes a range of status codes that contains this one.
fn is_in_range(status: u16, operation: &Operation) -> bool {
    let range = format!("{}XX", status / 100);
    operation
        .responses
        .iter()
        .any(|other| other.status.eq_ignore_ascii_case(&range))
}

/// Returns the status code to reply with for a response; `None` if there is none.
pub(crate) fn reply_status(response: &Response, operation: &Operation) -> Option<u16> {
    match response.status.as_str() {
        "default" => {
            let statuses = operation.responses.iter().filter_map(|other| {
                let code = other
                    .status
                    .to_ascii_uppercase()
                    .replace("3XX", "303")
                    .replace("2XX", "200");
                code.parse().ok()
            });
            let is_any = statuses
                .into_iter()
                .any(|status| is_success(status, operation));
            let candidates = if is_any {
                [418, 499, 503, 599]
            } else {
                [200, 201, 202, 203]
            };
            candidates
                .into_iter()
                .find(|status| is_free(*status, operation) && !is_in_range(*status, operation))
        }
        range if range.eq_ignore_ascii_case("3XX") => REDIRECTS
            .into_iter()
            .find(|status| is_free(*status, operation)),
        range if range.to_ascii_uppercase().ends_with("XX") => {
            let class: u16 = range.get(..1)?.parse().ok()?;
            let mut candidates = (class * 100..class * 100 + 100).rev();
            candidates.find(|status| (200..600).contains(status) && is_free(*status, operation))
        }
        status => status
            .parse()
            .ok()
            .filter(|status| (200..600).contains(status)),
    }
}

/// Returns a media type for a text or file in a media range.
fn one_of(range: &str) -> String {
    match range.split('/').next() {
        Some(class) if !matches!(class, "*" | "text" | "") && range.contains('/') => {
            format!("{class}/x-sample")
        }
        _ => "text/plain; charset=utf-8".to_owned(),
    }
}

/// Returns whether a schema allows `null`, or is absent.
fn may_be_null(document: &Document, schema: Option<&Origin>) -> bool {
    let schema = schema.and_then(|schema| document.value(&follow_references(document, schema)?));
    schema.is_none_or(|schema| {
        schema.get("nullable") == Some(&Value::Bool(true))
            || !schema.get("type").is_some_and(Value::is_string)
    })
}

/// Returns whether a schema describes a whole event, with `event` and `data`, or a union of such
/// schemas.
fn is_event(document: &Document, schema: &Origin, depth: usize) -> bool {
    if depth >= DEPTH {
        return false;
    }
    let Some(place) = follow_references(document, schema) else {
        return false;
    };
    let Some(value) = document.value(&place) else {
        return false;
    };
    if value.pointer("/properties/event").is_some() && value.pointer("/properties/data").is_some() {
        return true;
    }
    let mut choice = ["oneOf", "anyOf"]
        .into_iter()
        .flat_map(|key| members_of_list(value, &place, key))
        .peekable();
    if choice.peek().is_some() && choice.all(|member| is_event(document, &member, depth + 1)) {
        return true;
    }
    members_of_list(value, &place, "allOf").any(|member| is_event(document, &member, depth + 1))
}

/// Returns the locations of the schemas in the list at `key`.
fn members_of_list(value: &Value, place: &Origin, key: &str) -> impl Iterator<Item = Origin> {
    let count = value.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    let list = place.child(key);
    (0..count).map(move |index| list.item(index))
}

/// Returns an event in the format of the stream: `data` is text or JSON. `None` if the format
/// cannot represent it.
fn event_text(item: &Value) -> Option<String> {
    let item = item.as_object()?;
    let mut lines = String::new();
    for (key, value) in item {
        match (key.as_str(), value) {
            ("event" | "id", Value::String(text))
                if !text.contains(['\n', '\r', '\0']) && !text.is_empty() =>
            {
                lines += &format!("{key}: {text}\n");
            }
            // A string that is also valid JSON would be ambiguous.
            ("data", Value::String(text))
                if serde_json::from_str::<Value>(text).is_err() && !text.contains('\r') =>
            {
                text.split('\n')
                    .for_each(|line| lines += &format!("data: {line}\n"));
            }
            ("data", value) if !value.is_string() => lines += &format!("data: {value}\n"),
            ("retry", Value::Number(number)) if number.is_u64() => {
                lines += &format!("retry: {number}\n")
            }
            _ => return None,
        }
    }
    let is_whole = item.contains_key("event") && item.contains_key("data");
    is_whole.then(|| lines + "\n")
}

/// Returns the events as clients receive them: by the HTML standard, one without an id has the id
/// of the previous one.
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

/// Makes values for a response, each with separate random choices.
struct ValueMaker<F> {
    make: F,
    dice: Dice,
}

impl<F: Fn(Option<&Origin>, Dice) -> Option<Value>> ValueMaker<F> {
    fn value(&mut self, schema: Option<&Origin>) -> Option<Value> {
        let dice = Dice::new(self.dice.below(usize::MAX) as u64, 0);
        (self.make)(schema, dice)
    }

    /// Makes the items of a stream, or of a body with an item on each line; `name` is its media
    /// type.
    fn items(
        &mut self,
        name: &str,
        schema: Option<&Origin>,
        document: &Document,
    ) -> Result<Payload, &'static str> {
        let is_stream = name == "text/event-stream";
        let is_event = is_stream && schema.is_some_and(|schema| is_event(document, schema, 0));
        let mut items = Vec::new();
        for _ in 0..ITEMS {
            let mut all = (0..EVENT_ATTEMPTS).filter_map(|_| self.value(schema));
            let item = all.find(|item| !is_event || event_text(item).is_some());
            items.push(item.ok_or(NO_RESPONSE)?);
        }
        let text = items
            .iter()
            .map(|item| match name {
                "text/event-stream" if is_event => event_text(item).unwrap_or_default(),
                "text/event-stream" => format!("data: {item}\n\n"),
                // RFC 7464.
                "application/json-seq" => format!("\u{1e}{item}\n"),
                _ => format!("{item}\n"),
            })
            .collect();
        if is_event {
            items = with_last_ids(items);
        } else if is_stream && schema.is_none() {
            // Events without a schema are text.
            items = items
                .into_iter()
                .map(|item| Value::String(item.to_string()))
                .collect();
        }
        Ok(Payload::Items(items, text))
    }

    /// Makes a body that XML can represent.
    fn xml(&mut self, schema: Option<&Origin>, xml: &XmlWriter<'_>) -> Option<Payload> {
        let Some(schema) = schema else {
            return Some(Payload::Text(NOTE.to_owned()));
        };
        (0..XML_ATTEMPTS).find_map(|_| {
            let value = xml.settled(schema, &self.value(Some(schema))?, 0);
            let text = xml.document(schema, &value)?;
            Some(Payload::Xml(value, text))
        })
    }
}

/// Makes the response in one of the media types.
pub(crate) fn make_answer(
    status: u16,
    is_success: bool,
    content: &Content,
    dice: Dice,
    make: impl Fn(Option<&Origin>, Dice) -> Option<Value>,
    xml: &XmlWriter<'_>,
) -> Result<Answer, &'static str> {
    let name = media_type_essence(&content.media_type);
    let schema = content.schema.as_ref();
    let mut maker = ValueMaker { make, dice };
    let is_open = name.contains('*') || !name.contains('/');
    let mut media_type = content.media_type.clone();
    let payload = match name.as_str() {
        name if name == "text/event-stream" || is_lines(name) => {
            maker.items(name, schema, xml.document)?
        }
        _ if is_json(&name) => {
            Payload::Json(maker.value(schema).ok_or(NO_RESPONSE)?, schema.is_some())
        }
        _ if is_open && schema.is_some() => match maker.value(schema).ok_or(NO_RESPONSE)? {
            Value::String(_) => {
                media_type = one_of(&name);
                Payload::Text(TEXT.to_owned())
            }
            value => {
                "application/json".clone_into(&mut media_type);
                Payload::Json(value, name.contains('/'))
            }
        },
        _ if is_open => {
            "application/octet-stream".clone_into(&mut media_type);
            Payload::Text(TEXT.to_owned())
        }
        _ if is_xml(&name) => maker
            .xml(schema, xml)
            .ok_or("a response in XML that the standard does not settle")?,
        "text/plain" if !may_be_null(xml.document, schema) => match maker.value(schema) {
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Payload::Json(value, true),
            _ => Payload::Text(TEXT.to_owned()),
        },
        _ => Payload::Text(TEXT.to_owned()),
    };
    let (headers, media_type) = (Vec::new(), Some(media_type));
    Ok(Answer {
        status,
        is_success,
        media_type,
        headers,
        is_stream: false,
        may_be_stream: false,
        deviates: false,
        payload,
    })
}
