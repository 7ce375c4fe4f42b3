//! [`MockCall`]: a received request.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::api::{Api, SchemeKind};
use super::super::decode::DecodeError;
use super::super::plain;
use super::super::redact::{REDACTED, is_secret};
use super::super::transport::Request;
use super::content::{Content, pairs, redact_pairs};

/// A received request. Its `Debug` shows method, path, query and body, without values whose name marks them as secret.
#[derive(Clone)]
#[non_exhaustive]
pub struct MockCall {
    /// The `operationId` of the operation, if the description has the operation.
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
    /// The number of this attempt of its call, from 1.
    pub attempt: u32,
    /// The names of secrets; `None` in a recording, which has none.
    pub(super) api: Option<&'static Api>,
}

impl MockCall {
    pub(super) fn new(request: &Request, body: Bytes) -> Self {
        Self {
            operation: request.operation(),
            method: request.method.clone(),
            path: request.path().to_owned(),
            query: query(request),
            headers: redacted(request.origin.api, &request.headers),
            body,
            attempt: request.attempt,
            api: Some(request.origin.api),
        }
    }

    /// Returns a header as a string, if it is present and valid text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the first value of the query parameter.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
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
        plain::read(&self.body)
    }

    pub(super) fn content(&self) -> Content {
        Content::read(&self.headers, &self.body)
    }

    /// The body without secrets, for messages.
    pub(super) fn shown_content(&self) -> Content {
        let mut content = self.content();
        self.api.into_iter().for_each(|api| content.redact(api));
        content
    }

    /// Method, path and query without secrets, as in `GET /pets?limit=1`.
    pub(super) fn line(&self) -> String {
        let mut query = self.query.clone();
        self.api.into_iter().for_each(|api| redact_pairs(api, &mut query));
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{} {}{mark}{}", self.method, self.path, query.join("&"))
    }
}

/// The query without credentials.
fn query(request: &Request) -> Vec<(String, String)> {
    let mut query = request.url.split_once('?').map(|(_, query)| pairs(query)).unwrap_or_default();
    let is_credential = |name: &str| {
        let mut schemes = request.origin.api.schemes.iter();
        schemes.any(|scheme| matches!(scheme.kind, SchemeKind::Query(known) if known == name))
    };
    for (name, value) in &mut query {
        if is_credential(name) {
            REDACTED.clone_into(value);
        }
    }
    query
}

/// Headers without secrets.
pub(super) fn redacted(api: &Api, headers: &HeaderMap) -> HeaderMap {
    let shown = headers.iter().map(|(name, value)| {
        let value = if is_secret(api, name.as_str()) { HeaderValue::from_static(REDACTED) } else { value.clone() };
        (name.clone(), value)
    });
    let mut all = HeaderMap::new();
    for (name, mut value) in shown {
        // The rest may be printed.
        value.set_sensitive(false);
        all.append(name, value);
    }
    all
}

impl fmt::Debug for MockCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shown_content() {
            Content::Nothing => f.write_str(&self.line()),
            content => write!(f, "{} {}", self.line(), content.shown()),
        }
    }
}
