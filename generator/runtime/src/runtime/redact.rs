//! Redaction by name, for values without types.
//!
//! Names are compared without regard to case and separators. In doubt, a value counts as secret.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::api::{Api, SchemeKind};

/// The replacement of a secret.
pub(crate) const REDACTED: &str = "REDACTED";

/// Names that are secrets in any API.
const NAMES: &[&str] = &["auth", "jwt", "otp", "passphrase", "passwd", "pin", "pwd", "sig"];

/// Suffixes of names that are secrets in any API.
const ENDS: &[&str] = &[
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

/// Prefixes of `token` for the cursor of a list, which is not a secret.
const PLACES: &[&str] =
    &["continuation", "cursor", "delta", "next", "page", "pagination", "paging", "prev", "previous", "skip", "sync"];

/// Whether a name marks a secret: by the description, or by convention.
pub(crate) fn is_secret(api: &Api, name: &str) -> bool {
    let name: String = plain(name).collect();
    let schemes = api.schemes.iter().filter_map(|scheme| match scheme.kind {
        SchemeKind::Header(name)
        | SchemeKind::Prefixed(name, _)
        | SchemeKind::Query(name)
        | SchemeKind::Cookie(name) => Some(name),
        SchemeKind::Bearer | SchemeKind::Basic => None,
    });
    let mut declared = schemes.chain(api.secret_names.iter().copied());
    NAMES.contains(&name.as_str())
        || ENDS.iter().any(|end| name.ends_with(end))
        || name.strip_suffix("token").is_some_and(|of| !PLACES.iter().any(|place| of.ends_with(place)))
        || name.starts_with("xauth")
        || declared.any(|known| plain(known).eq(name.chars()))
}

fn plain(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// A URL without user name and password, and without secret values of its query.
pub(crate) fn url(api: &Api, url: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let mut shown = without_user(address);
    for (index, pair) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
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
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let (host, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

/// The characters that may enclose the value of a pair in a text.
const QUOTES: &[char] = &['"', '\'', '`', ')'];

/// A string that may contain URLs, without their user names and secret values of their queries.
pub(crate) fn text(api: &Api, text: &str) -> String {
    const AROUND: &[char] = &['?', '&', '#', ';', ',', ' ', '\t', '\n', '\r', '<', '>'];
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(AROUND) {
        match piece.split_once('=') {
            Some((name, value)) if is_secret(api, &percent_decode_str(name).decode_utf8_lossy()) => {
                let quote = value.chars().next().filter(|c| QUOTES.contains(c));
                let end = value.trim_end_matches(|c| AROUND.contains(&c) || QUOTES.contains(&c)).len();
                shown.extend([name, "="]);
                shown.extend(quote);
                shown.extend([REDACTED, value.get(end.max(quote.map_or(0, char::len_utf8))..).unwrap_or_default()]);
            }
            _ => shown.push_str(&without_user(piece)),
        }
    }
    shown
}

/// Removes the secrets from a JSON value, also those in URLs; its structure and types are kept.
pub(crate) fn json(api: &Api, value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if is_secret(api, name) { blank(member) } else { json(api, member) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| json(api, item)),
        Value::String(said) => *said = text(api, said),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn blank(value: &mut Value) {
    match value {
        Value::String(text) => REDACTED.clone_into(text),
        Value::Number(number) => *number = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(members) => members.values_mut().for_each(blank),
        Value::Null | Value::Bool(_) => {}
    }
}
