//! The credentials of a request, which a server may repeat anywhere and in other encodings.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use percent_encoding::percent_decode_str;
#[cfg(any(feature = "test-util", feature = "tracing"))]
use serde_json::Value;

#[cfg(any(feature = "test-util", feature = "tracing"))]
use super::api::Api;
use super::redact::{self, REDACTED};
use super::spelt;
use super::text::Secret;
use super::transport::Request;

/// The credentials of one request, the longest first, as it may contain a shorter one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hidden(Vec<Secret>);

impl Hidden {
    /// The minimum length in bytes of a credential that is removed everywhere; a shorter one may be part of any word.
    const LONG: usize = 6;

    /// The minimum length of a credential that is removed as a whole word; a shorter one protects nothing.
    const SHORTEST: usize = 3;

    pub(crate) fn of(request: &Request) -> Self {
        let mut hidden = Self::default();
        hidden.add(request);
        hidden
    }

    /// Adds those of a request, whatever set them.
    pub(crate) fn add(&mut self, request: &Request) {
        let is_secret = |name: &str| redact::is_secret(request.origin.api, name);
        for (name, value) in &request.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            if name == COOKIE {
                let cookies = value.split("; ").filter_map(|cookie| cookie.split_once('='));
                cookies.filter(|(name, _)| is_secret(name)).for_each(|(_, value)| self.keep_encoded(value));
            } else if name == AUTHORIZATION {
                self.keep_authorization(&value, &is_secret);
            } else if is_secret(name.as_str()) {
                self.keep(&value);
                self.keep_authorization(&value, &is_secret);
            }
        }
        let query = request.url.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(name, _)| is_secret(&decoded(name))).for_each(|(_, value)| self.keep_encoded(value));
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.as_str().len()));
    }

    fn keep(&mut self, text: &str) {
        let secret = Secret::from(text.trim());
        if secret.as_str().len() >= Self::SHORTEST && !self.0.contains(&secret) {
            self.0.push(secret);
        }
    }

    fn keep_encoded(&mut self, text: &str) {
        self.keep(text);
        self.keep(&decoded(text));
    }

    /// `Basic …`, `Bearer …`, another scheme, or none.
    fn keep_authorization(&mut self, text: &str, is_secret: &dyn Fn(&str) -> bool) {
        let (scheme, credential) = text.trim().split_once(' ').unwrap_or(("", text));
        self.keep(credential);
        // Some have parameters, such as `Token token="…"`.
        let parameters = credential.split(',').filter_map(|pair| pair.trim().split_once('='));
        parameters.filter(|(name, _)| is_secret(name)).for_each(|(_, value)| self.keep(value.trim_matches('"')));
        if !scheme.eq_ignore_ascii_case("basic") {
            return;
        }
        let Ok(bytes) = BASE64_STANDARD.decode(credential.trim()) else { return };
        let pair = String::from_utf8_lossy(&bytes);
        self.keep(&pair);
        // The user name is a key if the password is empty or names the kind of key.
        if let Some((user, password)) = pair.split_once(':') {
            if user.len() >= Self::LONG {
                self.keep(user);
            }
            self.keep(password);
        }
    }

    /// Removes them from a JSON value, along with values whose name marks them as secret, also in URLs.
    #[cfg(any(feature = "test-util", feature = "tracing"))]
    pub(crate) fn json(&self, api: &Api, value: &mut Value) {
        redact::json(api, value);
        self.texts(value);
    }

    #[cfg(any(feature = "test-util", feature = "tracing"))]
    fn texts(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.texts(item)),
            Value::Object(members) => {
                let shown = std::mem::take(members).into_iter().map(|(name, mut member)| {
                    self.texts(&mut member);
                    (self.text(&name), member)
                });
                *members = shown.collect();
            }
            Value::Number(number) if self.text(&number.to_string()).contains(REDACTED) => *value = Value::from(0),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Like `redact`, for truncated strings: also removes the beginning of a credential before `…`.
    pub(crate) fn cut_text(&self, text: &str) -> String {
        let whole = self.text(text);
        self.0.iter().fold(whole, |text, secret| without_beginning(&text, secret.as_str()))
    }

    /// A string without credentials.
    pub(crate) fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| without(&text, secret.as_str()))
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A string without a secret, plain or encoded: links, JSON and HTML contain it encoded.
fn without(text: &str, secret: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let (mut before, mut rest) = (None, text);
    let has_signs = spelt::has_signs(text);
    while let Some(first) = rest.chars().next() {
        let spelt = || if has_signs { spelt::after(rest, secret) } else { None };
        let after = rest.strip_prefix(secret).or_else(spelt);
        let is_it = |after: &&str| secret.len() >= Hidden::LONG || is_word(before, after);
        if let Some(after) = after.filter(is_it) {
            shown.push_str(REDACTED);
            before = secret.chars().next_back();
            rest = after;
        } else {
            shown.push(first);
            before = Some(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    shown
}

/// A string without the beginning of a secret, in any encoding, before each `…`.
fn without_beginning(text: &str, secret: &str) -> String {
    let mut pieces = text.split('…');
    let last = pieces.next_back().unwrap_or_default();
    let mut shown = String::with_capacity(text.len());
    for piece in pieces {
        let is_long = |from: &str| spelt::beginning(from, secret).is_some_and(|count| count >= Hidden::LONG);
        let start = piece.char_indices().map(|(at, _)| at).find(|at| piece.get(*at..).is_some_and(is_long));
        match start.and_then(|at| piece.get(..at)) {
            Some(before) => shown.extend([before, REDACTED]),
            None => shown.push_str(piece),
        }
        shown.push('…');
    }
    shown.push_str(last);
    shown
}

/// Whether the text between these two is a whole word.
fn is_word(before: Option<char>, after: &str) -> bool {
    ![before, after.chars().next()].into_iter().flatten().any(char::is_alphanumeric)
}
