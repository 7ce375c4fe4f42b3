//! What may not be shown, by its name: in spans and in recordings, where values have no types any more.
//!
//! Names are compared without regard to case and separators. Too much is taken for a secret rather than too little.

use percent_encoding::percent_decode_str;
#[cfg(any(feature = "test-util", feature = "tracing"))]
use serde_json::Value;

use super::api::{Api, SchemeKind};

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

/// Takes the secrets out of a JSON text that was read; it keeps its shape, and so its types.
#[cfg(any(feature = "test-util", feature = "tracing"))]
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

#[cfg(any(feature = "test-util", feature = "tracing"))]
fn blank(value: &mut Value) {
    match value {
        Value::String(text) => REDACTED.clone_into(text),
        Value::Number(number) => *number = 0.into(),
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(members) => members.values_mut().for_each(blank),
        Value::Null | Value::Bool(_) => {}
    }
}
