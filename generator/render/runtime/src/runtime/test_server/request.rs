//! Requests that the server received, and their problems.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::super::api::Style;
use super::super::catalog::BODY_ARGUMENT;
use super::form_fields::Field;

/// A request that the server received.
#[derive(Clone)]
pub struct TestRequest {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) operation: Option<&'static str>,
    pub(super) arguments: Map<String, Value>,
}

impl TestRequest {
    /// Returns the name of the operation, such as `pets.list`; `None` if the description has no
    /// operation for the request.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the path, as it was sent.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the query, as it was sent, without `?`.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns a header; the values of several lines are separated by commas.
    pub fn header(&self, name: &str) -> Option<String> {
        let values = self.headers.get_all(name).iter();
        let lines = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
        lines
            .reduce(|joined, line| format!("{joined}, {line}").into())
            .map(Into::into)
    }

    /// Returns the number of a preference in the header `Prefer`, such as `code=503`: so programs in
    /// other languages ask for failures.
    pub(super) fn preference<N: FromStr>(&self, name: &str) -> Option<N> {
        let header = self.header("prefer")?;
        let mut preferences = header.split([',', ';']);
        preferences.find_map(|preference| {
            let (key, value) = preference.split_once('=')?;
            if key.trim().eq_ignore_ascii_case(name) {
                value.trim().parse().ok()
            } else {
                None
            }
        })
    }

    /// Returns the content of the body, as it was sent.
    pub fn content(&self) -> &Bytes {
        &self.body
    }

    /// Returns all arguments as JSON, by the names that `Client::call` takes; empty if the request
    /// was refused.
    pub fn arguments(&self) -> &Map<String, Value> {
        &self.arguments
    }

    /// Returns an argument; an absent one is `null`, which is `None` for an `Option`.
    ///
    /// # Errors
    /// The argument has another type.
    pub fn argument<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        let value = self.arguments.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|error| format!("the argument `{name}`: {error}"))
    }

    /// Returns the body.
    ///
    /// # Errors
    /// The body has another type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, String> {
        self.argument(BODY_ARGUMENT)
    }

    pub(super) fn query_fields(&self) -> Vec<Field> {
        Field::of_form(&self.query)
    }

    pub(super) fn cookie_fields(&self, style: Style) -> Vec<Field> {
        let header = self.header(COOKIE.as_str()).unwrap_or_default();
        match style {
            // Without percent-encoding.
            Style::Cookie => Field::of_pairs(&header.replace('%', "%25"), ';'),
            _ => Field::of_pairs(&header, ';'),
        }
    }
}

/// Omits query, headers and body: they may be secret.
impl fmt::Debug for TestRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}

/// What is wrong with a request, by the description.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The HTTP method.
    pub method: Method,
    /// The path.
    pub path: String,
    /// The name of the operation, if the description has one for the request.
    pub operation: Option<&'static str>,
    /// The status code of the response.
    pub status: u16,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(name) = self.operation {
            write!(f, " ({name})")?;
        }
        write!(f, ": {}: {}", self.status, self.message)
    }
}
