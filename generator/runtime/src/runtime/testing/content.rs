//! [`Content`]: a body parsed by its media type, to be compared, shown and recorded.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::super::api::Api;
use super::super::redact::{self, REDACTED};

/// The number of body characters in a message.
const SHOWN: usize = 200;

/// A body.
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
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if body.is_empty() {
            return Self::Nothing;
        }
        let Ok(text) = std::str::from_utf8(body) else { return Self::Bytes(body.clone()) };
        let json = media_type.contains("json").then(|| serde_json::from_str(text).ok()).flatten();
        if let Some(json) = json {
            return Self::Json(json);
        }
        if media_type.starts_with("application/x-www-form-urlencoded") {
            return Self::Form(pairs(&text.replace('+', "%20")));
        }
        // A boundary is random: only the content between boundaries counts.
        match media_type.split_once("boundary=") {
            Some((_, boundary)) => Self::Text(text.replace(boundary.trim_matches('"'), "boundary")),
            None => Self::Text(text.to_owned()),
        }
    }

    /// Removes values whose name marks them as secret, also in URLs.
    pub(super) fn redact(&mut self, api: &Api) {
        match self {
            Self::Json(value) => redact::json(api, value),
            Self::Form(pairs) => redact_pairs(api, pairs),
            Self::Text(text) => *text = redact::text(api, text),
            Self::Nothing | Self::Bytes(_) => {}
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

    /// The body in one line, if it is short.
    pub(super) fn shown(&self) -> String {
        let text = match self {
            Self::Nothing => String::new(),
            Self::Json(value) => value.to_string(),
            Self::Form(pairs) => {
                pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
            }
            Self::Text(text) => text.escape_debug().to_string(),
            Self::Bytes(bytes) => format!("{} bytes", bytes.len()),
        };
        shortened(&text)
    }
}

/// The beginning of a long string.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The names and values of a query, decoded.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(a, b)| (decoded(a), decoded(b))).collect()
}

/// Removes values whose name marks them as secret, also in URLs.
pub(super) fn redact_pairs(api: &Api, pairs: &mut [(String, String)]) {
    for (name, value) in pairs {
        *value = if redact::is_secret(api, name) { REDACTED.to_owned() } else { redact::text(api, value) };
    }
}
