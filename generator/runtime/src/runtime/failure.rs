//! What servers say about a failure: [`ApiError`], read leniently from whatever JSON came.
//!
//! Nothing here fails: a body that says nothing yields no errors.

use std::fmt;

use serde_json::Value;

use super::api::Envelope;

/// One error that the server reported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The server's code, where it gives one.
    pub code: Option<Code>,
    /// What the server says about it; may be empty.
    pub message: String,
    /// Where in the request the fault lies, from the outside in, where the server says so.
    pub path: Vec<String>,
}

/// A server's code for an error.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A number.
    Number(i64),
    /// A word.
    Text(String),
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => plain(text, f),
        }
    }
}

impl From<i64> for Code {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Code {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// `[code] message (path)`, on one line.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = &self.code {
            write!(f, "[{code}]")?;
        }
        if self.code.is_some() && !self.message.is_empty() {
            f.write_str(" ")?;
        }
        plain(&self.message, f)?;
        if !self.path.is_empty() {
            f.write_str(" (at ")?;
            plain(&self.path.join("."), f)?;
            f.write_str(")")?;
        }
        Ok(())
    }
}

/// Text of the server on one line, and not without end: it may hold anything.
fn plain(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const MOST: usize = 300;
    let mut characters = text.trim().chars();
    for c in characters.by_ref().take(MOST) {
        fmt::Write::write_char(f, if c.is_control() { ' ' } else { c })?;
    }
    if characters.next().is_some() { f.write_str("…") } else { Ok(()) }
}

/// The errors of a body: the members of the envelope's list, else of `errors`, else `error`, else a lone `message`.
pub(crate) fn read(body: &Value, envelope: Option<&Envelope>) -> Vec<ApiError> {
    let list = envelope.and_then(|envelope| envelope.errors).unwrap_or("errors");
    let listed: Vec<ApiError> = match body.get(list) {
        Some(Value::Array(errors)) => errors.iter().filter_map(read_one).collect(),
        Some(error) => read_one(error).into_iter().collect(),
        None => Vec::new(),
    };
    if !listed.is_empty() {
        return listed;
    }
    body.get("error").and_then(read_one).or_else(|| read_one(body)).into_iter().collect()
}

/// An error object with a code or a message, or a bare text.
fn read_one(error: &Value) -> Option<ApiError> {
    if let Value::String(message) = error {
        return Some(ApiError { code: None, message: message.clone(), path: Vec::new() });
    }
    let code = error.get("code").and_then(read_code);
    let message = error.get("message").and_then(Value::as_str);
    if code.is_none() && message.is_none() {
        return None;
    }
    let path = error.get("path").and_then(Value::as_array).map(|path| path.iter().map(step).collect());
    Some(ApiError { code, message: message.unwrap_or_default().to_owned(), path: path.unwrap_or_default() })
}

fn read_code(code: &Value) -> Option<Code> {
    match code {
        Value::Number(number) => number.as_i64().map(Code::Number),
        Value::String(text) => Some(Code::Text(text.clone())),
        _ => None,
    }
}

fn step(step: &Value) -> String {
    step.as_str().map_or_else(|| step.to_string(), str::to_owned)
}
