//! Redaction of values by their names, and of the credentials of a request ([`Hidden`]), which a
//! server may repeat anywhere and in other encodings.
//!
//! Names are compared without regard to case and separators. In doubt, a value is a secret.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::api::{Api, SchemeKind};

pub(crate) const REDACTED: &str = "REDACTED";

const NAMES: &[&str] = &[
    "auth",
    "jwt",
    "otp",
    "passphrase",
    "passwd",
    "pin",
    "pwd",
    "sig",
];

/// Suffixes of names that are secrets in any API.
const SUFFIXES: &[&str] = &[
    "accesskey",
    "apikey",
    "assertion",
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "signature",
];

/// Words that, before `token`, name the cursor of a list (`next_token`), which is not a secret.
const CURSOR_PREFIXES: &[&str] = &[
    "continuation",
    "cursor",
    "delta",
    "next",
    "page",
    "pagination",
    "paging",
    "prev",
    "previous",
    "skip",
    "sync",
];

/// Returns whether a name marks a secret: by the description, or by convention.
pub(crate) fn is_secret(api: &Api, name: &str) -> bool {
    let name: String = normalized_characters(name).collect();
    let schemes = api.schemes.iter().filter_map(|scheme| match scheme.kind {
        SchemeKind::Header(name)
        | SchemeKind::Prefixed(name, _)
        | SchemeKind::Query(name)
        | SchemeKind::Cookie(name) => Some(name),
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } | SchemeKind::Basic => None,
    });
    let mut declared = schemes.chain(api.secret_names.iter().copied());
    NAMES.contains(&name.as_str())
        || SUFFIXES.iter().any(|end| name.ends_with(end))
        || name
            .strip_suffix("token")
            .is_some_and(|stem| !CURSOR_PREFIXES.iter().any(|prefix| stem.ends_with(prefix)))
        || name.starts_with("xauth")
        || declared.any(|secret| normalized_characters(secret).eq(name.chars()))
}

/// Returns a name in lower case, without separators.
pub(crate) fn normalized_characters(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

/// Returns a URL without user name and password, and without the secret values of its query.
pub(crate) fn redact_url(api: &Api, url: &str) -> String {
    let (address, query) = url
        .split_once('?')
        .map_or((url, None), |(address, query)| (address, Some(query)));
    let mut shown = without_user(address);
    for (index, pair) in query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .enumerate()
    {
        shown.push(if index == 0 { '?' } else { '&' });
        let name = pair.split('=').next().unwrap_or_default();
        if is_secret(api, &percent_decode_str(name).decode_utf8_lossy()) {
            shown.extend([name, "=", REDACTED]);
        } else {
            shown.push_str(pair);
        }
    }
    shown
}

fn without_user(address: &str) -> String {
    let Some((scheme, authority_and_path)) = address.split_once("://") else {
        return address.to_owned();
    };
    let (authority, path) = authority_and_path
        .find('/')
        .map_or((authority_and_path, ""), |slash| {
            authority_and_path.split_at(slash)
        });
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

/// The characters that may enclose the value of a pair in a string.
const QUOTES: &[char] = &['"', '\'', '`', ')'];

/// Returns a string without the user names and secret query values of the URLs in it.
pub(crate) fn redact_text(api: &Api, text: &str) -> String {
    const AROUND: &[char] = &['?', '&', '#', ';', ',', ' ', '\t', '\n', '\r', '<', '>'];
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(AROUND) {
        match piece.split_once('=') {
            Some((name, value))
                if is_secret(api, &percent_decode_str(name).decode_utf8_lossy()) =>
            {
                let quote = value.chars().next().filter(|c| QUOTES.contains(c));
                let end = value
                    .trim_end_matches(|c| AROUND.contains(&c) || QUOTES.contains(&c))
                    .len();
                shown.extend([name, "="]);
                shown.extend(quote);
                shown.extend([
                    REDACTED,
                    value
                        .get(end.max(quote.map_or(0, char::len_utf8))..)
                        .unwrap_or_default(),
                ]);
            }
            _ => shown.push_str(&without_user(piece)),
        }
    }
    shown
}

/// Removes the secrets from a JSON value, also those in URLs; its structure and types are kept.
pub(crate) fn redact_json(api: &Api, value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if is_secret(api, name) {
                    redact_value(member)
                } else {
                    redact_json(api, member)
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redact_json(api, item)),
        Value::String(string) => *string = redact_text(api, string),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn redact_value(value: &mut Value) {
    match value {
        Value::String(text) => REDACTED.clone_into(text),
        Value::Number(number) => *number = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(redact_value),
        Value::Object(members) => members.values_mut().for_each(redact_value),
        Value::Null | Value::Bool(_) => {}
    }
}

/// A string that is never printed.
#[derive(Clone, PartialEq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The credentials of one request. Texts are searched for credentials only when they are redacted,
/// because most requests succeed.
#[derive(Clone, Default)]
pub(crate) struct Hidden {
    /// The parts of the request that have credentials, once for each token with which it was sent.
    sent: Vec<Arc<Sent>>,
    sorted: OnceLock<SortedSecrets>,
}

/// The parts of a request that have credentials.
struct Sent {
    api: &'static Api,
    headers: HeaderMap,
    url: String,
}

/// Credentials, the longest first, because a longer one may contain a shorter one.
#[derive(Clone, Default)]
struct SortedSecrets(Vec<Secret>);

impl Hidden {
    /// The minimum length in bytes of a credential that is removed everywhere; a shorter credential
    /// may be part of any word.
    const LONG: usize = 6;

    /// The minimum length of a credential that is removed as a whole word; removing a shorter one
    /// would protect nothing.
    const SHORTEST: usize = 3;

    /// Adds the credentials of a request.
    pub(crate) fn add(&mut self, api: &'static Api, headers: HeaderMap, url: String) {
        self.sent.push(Arc::new(Sent { api, headers, url }));
        self.sorted = OnceLock::new();
    }

    fn secrets(&self) -> &[Secret] {
        let sorted = self.sorted.get_or_init(|| {
            let mut secrets = SortedSecrets::default();
            self.sent
                .iter()
                .for_each(|sent| secrets.add(sent.api, &sent.headers, &sent.url));
            secrets
        });
        &sorted.0
    }

    /// Removes the credentials from a JSON value, along with values whose name marks them as
    /// secret, also in URLs.
    pub(crate) fn json(&self, api: &Api, value: &mut Value) {
        redact_json(api, value);
        self.redact_strings(value);
    }

    pub(crate) fn redact_strings(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.redact_strings(item)),
            Value::Object(members) => {
                let shown = std::mem::take(members)
                    .into_iter()
                    .map(|(name, mut member)| {
                        self.redact_strings(&mut member);
                        (self.text(&name), member)
                    });
                *members = shown.collect();
            }
            Value::Number(number) if self.text(&number.to_string()).contains(REDACTED) => {
                *value = Value::from(0)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Like `redact`, for truncated strings: also removes the beginning of a credential before `…`.
    pub(crate) fn cut_text(&self, text: &str) -> String {
        let whole = self.text(text);
        self.secrets().iter().fold(whole, |text, secret| {
            without_beginning(&text, secret.as_str())
        })
    }

    pub(crate) fn text(&self, text: &str) -> String {
        self.secrets().iter().fold(text.to_owned(), |text, secret| {
            remove_secret(&text, secret.as_str())
        })
    }
}

impl SortedSecrets {
    fn add(&mut self, api: &Api, headers: &HeaderMap, url: &str) {
        for (name, value) in headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            if name == COOKIE {
                let cookies = value
                    .split("; ")
                    .filter_map(|cookie| cookie.split_once('='));
                cookies
                    .filter(|(name, _)| is_secret(api, name))
                    .for_each(|(_, value)| self.keep_encoded(value));
            } else if name == AUTHORIZATION {
                self.keep_authorization(&value, api);
            } else if is_secret(api, name.as_str()) {
                self.keep(&value);
                self.keep_authorization(&value, api);
            }
        }
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .filter(|(name, _)| is_secret(api, &percent_decoded(name)))
            .for_each(|(_, value)| self.keep_encoded(value));
        self.0
            .sort_by_key(|secret| std::cmp::Reverse(secret.as_str().len()));
    }

    fn keep(&mut self, text: &str) {
        let secret = Secret::new(text.trim());
        if secret.as_str().len() >= Hidden::SHORTEST && !self.0.contains(&secret) {
            self.0.push(secret);
        }
    }

    fn keep_encoded(&mut self, text: &str) {
        self.keep(text);
        self.keep(&percent_decoded(text));
    }

    /// Adds the secrets in the value of `Authorization`: `Basic …`, `Bearer …`, another scheme, or
    /// a credential without a scheme.
    fn keep_authorization(&mut self, text: &str, api: &Api) {
        let (scheme, credential) = text.trim().split_once(' ').unwrap_or(("", text));
        self.keep(credential);
        // Some credentials have parameters, such as `Token token="…"`.
        let parameters = credential
            .split(',')
            .filter_map(|pair| pair.trim().split_once('='));
        parameters
            .filter(|(name, _)| is_secret(api, name))
            .for_each(|(_, value)| self.keep(value.trim_matches('"')));
        if !scheme.eq_ignore_ascii_case("basic") {
            return;
        }
        let Ok(bytes) = BASE64_STANDARD.decode(credential.trim()) else {
            return;
        };
        let pair = String::from_utf8_lossy(&bytes);
        self.keep(&pair);
        // The user name is a key if the password is empty or names the kind of key.
        if let Some((user, password)) = pair.split_once(':') {
            if user.len() >= Hidden::LONG {
                self.keep(user);
            }
            self.keep(password);
        }
    }
}

pub(crate) fn percent_decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Returns a string without a secret, plain or encoded as in links, JSON and HTML.
fn remove_secret(text: &str, secret: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = None;
    let mut remaining = text;
    let may_have_escapes = may_have_escapes(text);
    while let Some(first) = remaining.chars().next() {
        let after = match remaining.strip_prefix(secret) {
            None if may_have_escapes => strip_encoded_prefix(remaining, secret),
            plain => plain,
        };
        if let Some(after) = after
            && (secret.len() >= Hidden::LONG || is_word(before, after))
        {
            shown.push_str(REDACTED);
            before = secret.chars().next_back();
            remaining = after;
        } else {
            shown.push(first);
            before = Some(first);
            remaining = remaining.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    shown
}

/// Returns a string without the beginning of a secret, in any encoding, before each `…`.
fn without_beginning(text: &str, secret: &str) -> String {
    let mut pieces = text.split('…');
    let last = pieces.next_back().unwrap_or_default();
    let mut shown = String::with_capacity(text.len());
    for piece in pieces {
        let start = piece.char_indices().map(|(at, _)| at).find(|at| {
            let count = piece
                .get(*at..)
                .and_then(|tail| partial_prefix_length(tail, secret));
            count.is_some_and(|count| count >= Hidden::LONG)
        });
        match start.and_then(|at| piece.get(..at)) {
            Some(before) => shown.extend([before, REDACTED]),
            None => shown.push_str(piece),
        }
        shown.push('…');
    }
    shown.push_str(last);
    shown
}

/// Returns whether a string is a whole word, by the characters around it.
fn is_word(before: Option<char>, after: &str) -> bool {
    ![before, after.chars().next()]
        .into_iter()
        .flatten()
        .any(char::is_alphanumeric)
}

// Strings in other encodings: percent-encoded, escaped as in JSON, or escaped as in HTML.

/// Returns the rest of `text` after `prefix`, if `text` begins with it; each character may be
/// encoded differently.
pub(crate) fn strip_encoded_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    prefix.chars().try_fold(text, strip_encoded_character)
}

/// Returns the number of characters of `prefix` in `text`, if `text` has nothing else; the last one
/// may be truncated.
pub(crate) fn partial_prefix_length(text: &str, prefix: &str) -> Option<usize> {
    let mut remaining = text;
    for (count, c) in prefix.chars().enumerate() {
        match strip_encoded_character(remaining, c) {
            Some(after) => remaining = after,
            None if remaining.is_empty() || is_cut(remaining) => return Some(count),
            None => return None,
        }
    }
    None
}

/// Returns whether a string may be the beginning of an encoded character.
fn is_cut(text: &str) -> bool {
    text.starts_with(ESCAPE_STARTS) && text.len() <= LONGEST_ENTITY
}

/// Returns whether a string may contain encoded characters.
pub(crate) fn may_have_escapes(text: &str) -> bool {
    text.contains(ESCAPE_STARTS)
}

const ESCAPE_STARTS: [char; 4] = ['%', '+', '\\', '&'];

fn strip_encoded_character(text: &str, c: char) -> Option<&str> {
    let encoded = strip_percent_encoded(text, c)
        .or_else(|| strip_json_escape(text, c))
        .or_else(|| strip_html_entity(text, c));
    encoded.or_else(|| text.strip_prefix(c))
}

/// Returns the rest after a percent-encoded character: `%C3%A9`, or encoded twice, `%25C3%25A9`; a
/// space may be a `+`.
fn strip_percent_encoded(text: &str, c: char) -> Option<&str> {
    if c == ' '
        && let Some(after) = text.strip_prefix('+')
    {
        return Some(after);
    }
    let mut remaining = text;
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let once = strip_hex(remaining.strip_prefix('%')?, 2, byte.into());
        remaining = match once {
            Some(after) => after,
            None => strip_hex(remaining.strip_prefix("%25")?, 2, byte.into())?,
        };
    }
    Some(remaining)
}

/// Returns the rest after an escaped character: `\"`, `\/`, `\u00e9`, or `\xe9` as in other
/// languages.
fn strip_json_escape(text: &str, c: char) -> Option<&str> {
    let escaped = text.strip_prefix('\\')?;
    let short = [('"', '"'), ('\\', '\\'), ('/', '/'), ('\t', 't')]
        .into_iter()
        .find(|(key, _)| *key == c);
    if let Some(after) = short.and_then(|(_, short)| escaped.strip_prefix(short)) {
        return Some(after);
    }
    if let Some(after) = escaped
        .strip_prefix('x')
        .and_then(|digits| strip_hex(digits, 2, c.into()))
    {
        return Some(after);
    }
    c.encode_utf16(&mut [0; 2])
        .iter()
        .try_fold(text, |remaining, unit| {
            strip_hex(remaining.strip_prefix("\\u")?, 4, (*unit).into())
        })
}

/// The longest known entity, in bytes: `#x10ffff`, with a leading zero.
const LONGEST_ENTITY: usize = 9;

/// Entities by name; letters and digits have none.
const ENTITIES: [(&str, char); 13] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("sol", '/'),
    ("plus", '+'),
    ("equals", '='),
    ("lowbar", '_'),
    ("hyphen", '-'),
    ("period", '.'),
    ("colon", ':'),
    ("comma", ','),
];

fn strip_html_entity(text: &str, c: char) -> Option<&str> {
    let unmarked = text.strip_prefix('&')?;
    let end = unmarked
        .bytes()
        .take(LONGEST_ENTITY + 1)
        .position(|byte| byte == b';')?;
    let entity = unmarked.get(..end)?;
    let after = unmarked.get(end + 1..)?;
    let is_match = match entity.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16) == Ok(c.into()),
            None => number.parse() == Ok(u32::from(c)),
        },
        None => ENTITIES.contains(&(entity, c)),
    };
    if is_match { Some(after) } else { None }
}

fn strip_hex(text: &str, digits: usize, code: u32) -> Option<&str> {
    let (number, after) = text.split_at_checked(digits)?;
    if u32::from_str_radix(number, 16) == Ok(code) {
        Some(after)
    } else {
        None
    }
}
