//! Received requests ([`MockCall`]) and expected ones ([`ExpectedRequest`]); [`Content`] is a
//! parsed body.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::super::api::{Api, SchemeKind};
use super::super::codec::read_as;
use super::super::json::{DecodeError, shorten_text};
use super::super::redact::{Hidden, REDACTED, is_secret, percent_decoded, redact_text};
use super::super::transport::Request;

/// A received request. `Debug` shows method, path, query and body, without values whose name marks
/// them as secret.
#[derive(Clone)]
#[non_exhaustive]
pub struct MockCall {
    /// The `operationId`, if the description has the operation.
    pub operation: Option<&'static str>,
    /// HTTP method.
    pub method: Method,
    /// The path as sent, without base URL and query.
    pub path: String,
    /// Names and values of the query, decoded, in order; a credential is `REDACTED`.
    pub query: Vec<(String, String)>,
    /// All headers; the values of those with credentials are `REDACTED`.
    pub headers: HeaderMap,
    /// The body; empty if there is none.
    pub body: Bytes,
    /// The number of this attempt of the call, from 1.
    pub attempt: u32,
    /// The values that messages do not show.
    pub(super) secrets: Secrets,
}

impl MockCall {
    pub(super) fn new(request: &Request, body: Bytes) -> Self {
        Self {
            operation: request.operation(),
            method: request.method.clone(),
            path: request.path().to_owned(),
            query: query_without_credentials(request),
            headers: without_credentials(request.origin.api, &request.headers),
            body,
            attempt: request.attempt,
            secrets: Secrets {
                api: Some(request.origin.api),
                ..Secrets::default()
            },
        }
    }

    /// Returns a header as a string, if it is present and valid text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the first value of the query parameter.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the body as JSON; `null` if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Decodes the JSON body as a type of this crate, or any other `Deserialize` type.
    ///
    /// # Errors
    /// The body does not match the type.
    pub fn body_as<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        read_as(&self.body)
    }

    pub(super) fn content(&self) -> Content {
        Content::read(&self.headers, &self.body)
    }

    pub(super) fn shown_content(&self) -> Content {
        self.secrets.without(self.content())
    }

    /// Returns method, path and query without secrets, as in `GET /pets?limit=1`.
    pub(super) fn line(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        let query = self
            .secrets
            .without(Content::Form(self.query.clone()))
            .text();
        format!("{} {}{mark}{query}", self.method, self.path)
    }
}

/// The values that no message and no recording shows.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    /// The API, which determines the names of secrets; `None` for a request from a recording, which
    /// has no secrets.
    pub(super) api: Option<&'static Api>,
    /// The credentials of a request to record.
    pub(super) credentials: Hidden,
}

impl Secrets {
    fn is_secret(&self, name: &str) -> bool {
        self.api.is_some_and(|api| is_secret(api, name))
    }

    pub(super) fn without(&self, content: Content) -> Content {
        let Some(api) = self.api else { return content };
        match content {
            Content::Json(mut value) => {
                self.credentials.json(api, &mut value);
                Content::Json(value)
            }
            Content::Form(pairs) => Content::Form(
                pairs
                    .into_iter()
                    .map(|(name, value)| self.pair(name, &value))
                    .collect(),
            ),
            Content::Text(text) => Content::Text(self.in_text(&text)),
            other => other,
        }
    }

    fn pair(&self, name: String, value: &str) -> (String, String) {
        let value = if self.is_secret(&name) {
            REDACTED.to_owned()
        } else {
            self.in_text(value)
        };
        (name, value)
    }

    pub(super) fn in_text(&self, text: &str) -> String {
        self.api.map_or_else(
            || text.to_owned(),
            |api| self.credentials.text(&redact_text(api, text)),
        )
    }
}

/// Returns the query without credentials.
fn query_without_credentials(request: &Request) -> Vec<(String, String)> {
    let mut query = request
        .url
        .split_once('?')
        .map(|(_, query)| decode_query(query))
        .unwrap_or_default();
    for (name, value) in &mut query {
        let mut schemes = request.origin.api.schemes.iter();
        if schemes
            .any(|scheme| matches!(scheme.kind, SchemeKind::Query(parameter) if parameter == name))
        {
            REDACTED.clone_into(value);
        }
    }
    query
}

pub(super) fn without_credentials(api: &Api, headers: &HeaderMap) -> HeaderMap {
    let mut redacted = HeaderMap::new();
    for (name, value) in headers {
        let is_secret = is_secret(api, name.as_str());
        let mut value = if is_secret {
            HeaderValue::from_static(REDACTED)
        } else {
            value.clone()
        };
        // All other values may be printed.
        value.set_sensitive(false);
        redacted.append(name, value);
    }
    redacted
}

impl fmt::Debug for MockCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shown_content() {
            Content::Nothing => f.write_str(&self.line()),
            content => write!(f, "{} {}", self.line(), content.shown()),
        }
    }
}

const SHOWN: usize = 200;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Nothing,
    Json(Value),
    Form(Vec<(String, String)>),
    Text(String),
    Bytes(Bytes),
}

impl Content {
    pub(super) fn read(headers: &HeaderMap, body: &Bytes) -> Self {
        let media_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if body.is_empty() {
            return Self::Nothing;
        }
        let Ok(text) = std::str::from_utf8(body) else {
            return Self::Bytes(body.clone());
        };
        if media_type.contains("json")
            && let Ok(json) = serde_json::from_str(text)
        {
            return Self::Json(json);
        }
        if media_type.starts_with("application/x-www-form-urlencoded") {
            return Self::Form(decode_query(&text.replace('+', "%20")));
        }
        // A boundary is random: only the content between boundaries counts.
        match media_type.split_once("boundary=") {
            Some((_, boundary)) => Self::Text(text.replace(boundary.trim_matches('"'), "boundary")),
            None => Self::Text(text.to_owned()),
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Json(_) => "JSON",
            Self::Form(_) => "a form",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }

    pub(super) fn shown(&self) -> String {
        shorten_text(&self.text(), SHOWN)
    }

    fn text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Json(value) => value.to_string(),
            Self::Form(pairs) => pairs
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join("&"),
            Self::Text(text) => text.escape_debug().to_string(),
            Self::Bytes(bytes) => format!("{} bytes", bytes.len()),
        }
    }
}

fn text_difference(what: &str, expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    Some(format!("{what}: expected `{expected}`, found `{actual}`"))
}

/// Returns the names and values of a query, decoded.
pub(super) fn decode_query(query: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((percent_decoded(name), percent_decoded(value)));
    }
    pairs
}

#[derive(Clone, Debug)]
pub(super) struct ExpectedRequest {
    pub(super) call: MockCall,
    pub(super) body: Content,
    pub(super) rule: Rule,
    /// Names in query and body that may differ, because they select further pages.
    pub(super) page_parameters: Vec<&'static str>,
}

/// The parts that must be equal, in addition to the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The path; query and body must contain the query and body of the call.
    Given,
    /// Path, query and body.
    Exactly,
    /// Path, query and body, ignoring secrets.
    Recorded,
    /// The operation, or else the path.
    Operation,
}

impl ExpectedRequest {
    /// Returns the difference between this request and `actual`, if any. `actual` must be redacted
    /// if the rule ignores secrets.
    pub(super) fn difference(&self, actual: &MockCall, body: &Content) -> Option<String> {
        let expected = &self.call;
        if let (Rule::Operation, Some(operation)) = (self.rule, expected.operation) {
            return text_difference("operation", operation, actual.operation.unwrap_or("none"));
        }
        let head = text_difference("method", expected.method.as_str(), actual.method.as_str())
            .or_else(|| text_difference("path", &expected.path, &actual.path));
        if head.is_some() || self.rule == Rule::Operation {
            return head;
        }
        let is_whole = self.rule != Rule::Given;
        let expected_query = self.without_page_parameters(&expected.query);
        let actual_query = self.without_page_parameters(&actual.query);
        let comparison = Comparison {
            secrets: &self.call.secrets,
            is_whole,
        };
        comparison
            .compare_pairs("query", &expected_query, &actual_query)
            .or_else(|| {
                let expected_body = self.body_without_page_parameters(&self.body);
                let actual_body = self.body_without_page_parameters(body);
                comparison.compare_contents(&expected_body, &actual_body)
            })
    }

    fn without_page_parameters(&self, query: &[(String, String)]) -> Vec<(String, String)> {
        query
            .iter()
            .filter(|(name, _)| !self.page_parameters.contains(&name.as_str()))
            .cloned()
            .collect()
    }

    fn body_without_page_parameters(&self, body: &Content) -> Content {
        let mut body = body.clone();
        if let Content::Json(Value::Object(members)) = &mut body
            && !self.page_parameters.is_empty()
        {
            members.retain(|name, _| !self.page_parameters.contains(&name.as_str()));
            // The first page may be requested without a body.
            if members.is_empty() {
                return Content::Nothing;
            }
        }
        body
    }
}

/// Compares two requests. Messages show no secrets, because they end up in logs.
struct Comparison<'c> {
    secrets: &'c Secrets,
    is_whole: bool,
}

impl Comparison<'_> {
    fn compare_pairs(
        &self,
        what: &str,
        expected: &[(String, String)],
        actual: &[(String, String)],
    ) -> Option<String> {
        if let Some((name, value)) = expected.iter().find(|pair| !actual.contains(pair)) {
            return Some(format!(
                "{what} `{name}`: expected {}, found {}",
                self.show_pair(name, value),
                self.show_pair_named(actual, name)
            ));
        }
        if self.is_whole
            && let Some((name, value)) = actual.iter().find(|pair| !expected.contains(pair))
        {
            return Some(format!(
                "{what} `{name}`: expected {}, found {}",
                self.show_pair_named(expected, name),
                self.show_pair(name, value)
            ));
        }
        None
    }

    /// Returns the value of the first of these pairs with this name, or `none`.
    fn show_pair_named(&self, pairs: &[(String, String)], name: &str) -> String {
        match pairs.iter().find(|(key, _)| key == name) {
            Some((_, value)) => self.show_pair(name, value),
            None => "none".to_owned(),
        }
    }

    fn compare_contents(&self, expected: &Content, actual: &Content) -> Option<String> {
        match (expected, actual) {
            (Content::Nothing, _) if !self.is_whole => None,
            (Content::Json(expected), Content::Json(actual)) => {
                self.compare_json("$", expected, actual)
            }
            (Content::Form(expected), Content::Form(actual)) => {
                self.compare_pairs("form field", expected, actual)
            }
            _ if expected == actual => None,
            _ if expected.kind() != actual.kind() => Some(format!(
                "body: expected {}, found {}",
                expected.kind(),
                actual.kind()
            )),
            _ => {
                let shown_expected = self.secrets.without(expected.clone()).shown();
                let shown_actual = self.secrets.without(actual.clone()).shown();
                Some(format!(
                    "body: expected `{shown_expected}`, found `{shown_actual}`"
                ))
            }
        }
    }

    /// Returns the first difference between an expected property and the one that was found.
    fn compare_member(
        &self,
        path: &str,
        name: &str,
        expected: &Value,
        members: &Map<String, Value>,
    ) -> Option<String> {
        let actual = members.get(name);
        if self.secrets.is_secret(name) && actual != Some(expected) {
            let description = if actual.is_some() {
                "another one"
            } else {
                "none"
            };
            return Some(format!(
                "body at `{path}`: expected a secret, found {description}"
            ));
        }
        match actual {
            Some(actual) => self.compare_json(path, expected, actual),
            None => Some(format!(
                "body at `{path}`: expected {}, found none",
                self.show_value(expected)
            )),
        }
    }

    /// Returns the first difference between two JSON values. The order of arrays is significant.
    fn compare_json(&self, path: &str, expected: &Value, actual: &Value) -> Option<String> {
        match (expected, actual) {
            (Value::Object(expected), Value::Object(actual)) => {
                for (name, expected) in expected {
                    let difference =
                        self.compare_member(&format!("{path}.{name}"), name, expected, actual);
                    if difference.is_some() {
                        return difference;
                    }
                }
                let mut names = actual.keys();
                let surplus =
                    names.find(|name| self.is_whole && !expected.contains_key(name.as_str()))?;
                Some(format!("body at `{path}.{surplus}`: expected none"))
            }
            (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
                let mut places = expected.iter().zip(actual).enumerate();
                places.find_map(|(index, (expected, actual))| {
                    self.compare_json(&format!("{path}[{index}]"), expected, actual)
                })
            }
            _ if expected == actual => None,
            _ => Some(format!(
                "body at `{path}`: expected {}, found {}",
                self.show_value(expected),
                self.show_value(actual)
            )),
        }
    }

    fn show_pair(&self, name: &str, value: &str) -> String {
        format!("`{}`", self.secrets.pair(name.to_owned(), value).1)
    }

    fn show_value(&self, value: &Value) -> String {
        self.secrets.without(Content::Json(value.clone())).shown()
    }
}
