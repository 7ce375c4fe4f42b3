//! What may not be shown: by its name, where values have no types any more, or as the credential of a request.
//!
//! Names are compared without regard to case and separators. Too much is taken for a secret rather than too little.

use http::header::{AUTHORIZATION, COOKIE};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::api::{Api, Scheme, SchemeKind};
use super::text::Secret;
use super::transport::Request;

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "REDACTED";

/// Names that are secrets in any API.
const NAMES: &[&str] = &["auth", "jwt", "otp", "passphrase", "passwd", "pin", "pwd", "sig", "token"];

/// Ends of names that are secrets in any API. Those of `token` are spelt out: tokens of pages are no secrets.
const ENDS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "apitoken",
    "assertion",
    "authorization",
    "authtoken",
    "bearertoken",
    "cookie",
    "credential",
    "credentials",
    "csrftoken",
    "idtoken",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
    "securitytoken",
    "sessiontoken",
    "signature",
];

/// Whether what goes by this name is a secret: by the description, or by custom.
pub(crate) fn is_secret(api: &Api, name: &str) -> bool {
    let name = plain(name);
    let schemes = api.schemes.iter().filter_map(|scheme| match scheme.kind {
        SchemeKind::Header(name) | SchemeKind::Query(name) | SchemeKind::Cookie(name) => Some(name),
        SchemeKind::Bearer | SchemeKind::Basic => None,
    });
    let mut declared = schemes.chain(api.secret_names.iter().copied());
    NAMES.contains(&name.as_str())
        || ENDS.iter().any(|end| name.ends_with(end))
        || name.starts_with("xauth")
        || declared.any(|known| plain(known) == name)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A URL without user name and password, and without values of its query that are secrets.
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

/// A text that may hold URLs, such as a header, without values of their queries that are secrets.
#[cfg(feature = "test-util")]
pub(crate) fn pairs_in(api: &Api, text: &str) -> String {
    const AROUND: &[char] = &['?', '&', '#', ';', ',', ' ', '<', '>', '"'];
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(AROUND) {
        let name = piece.split('=').next().unwrap_or_default();
        let is_pair = name.len() < piece.len();
        if is_pair && is_secret(api, &percent_decode_str(name).decode_utf8_lossy()) {
            let end = piece.chars().next_back().filter(|c| AROUND.contains(c));
            shown.extend([name, "=", REDACTED]);
            shown.extend(end);
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

/// The credentials of one request, which a server may say again wherever it likes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hidden(Vec<Secret>);

impl Hidden {
    /// The shortest credential that is taken out wherever it stands; a shorter one may be any word.
    const SHORTEST: usize = 6;

    pub(crate) fn of(request: &Request) -> Self {
        let of_scheme = |scheme: &Scheme| {
            let found = match scheme.kind {
                SchemeKind::Bearer | SchemeKind::Basic => {
                    header(request, AUTHORIZATION.as_str()).and_then(|text| Some(text.split_once(' ')?.1.to_owned()))
                }
                SchemeKind::Header(name) => header(request, name).map(str::to_owned),
                SchemeKind::Query(name) => in_query(request, name),
                SchemeKind::Cookie(name) => header(request, COOKIE.as_str()).and_then(|cookies| {
                    let mut cookies = cookies.split("; ").filter_map(|cookie| cookie.split_once('='));
                    cookies.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
                }),
            };
            found.map(Secret::from)
        };
        request.origin.api.schemes.iter().filter_map(of_scheme).collect()
    }

    /// Takes them out of a JSON text that was read, with what goes by the name of a secret, also in URLs.
    #[cfg(any(feature = "test-util", feature = "tracing"))]
    pub(crate) fn json(&self, api: &Api, value: &mut Value) {
        json(api, value);
        self.texts(api, value);
    }

    #[cfg(any(feature = "test-util", feature = "tracing"))]
    fn texts(&self, api: &Api, value: &mut Value) {
        match value {
            Value::String(text) if is_url(text) => *text = self.text(&url(api, text)),
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.texts(api, item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.texts(api, member)),
            _ => {}
        }
    }

    /// A text without them.
    pub(crate) fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), REDACTED))
    }
}

#[cfg(any(feature = "test-util", feature = "tracing"))]
fn is_url(text: &str) -> bool {
    text.starts_with("http") && text.contains("://") && !text.contains(char::is_whitespace)
}

impl FromIterator<Secret> for Hidden {
    fn from_iter<I: IntoIterator<Item = Secret>>(secrets: I) -> Self {
        Self(secrets.into_iter().filter(|secret| secret.as_str().len() >= Self::SHORTEST).collect())
    }
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.get(name)?.to_str().ok()
}

fn in_query(request: &Request, name: &str) -> Option<String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut pairs = request.url.split_once('?')?.1.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| decoded(known) == name).map(|(_, value)| decoded(value))
}

/// Takes the secrets out of a JSON text that was read; it keeps its shape, and so its types.
pub(crate) fn json(api: &Api, value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if is_secret(api, name) { blank(member) } else { json(api, member) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| json(api, item)),
        _ => {}
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
