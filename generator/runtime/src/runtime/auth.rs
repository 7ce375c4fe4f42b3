//! Which credentials a request carries, and where.
//!
//! Of an operation's alternatives exactly one is sent: the first for which everything is there. A header that the user
//! sets counts as the credential that would go there, and is not overwritten.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::api::{Api, Scheme, SchemeKind, Security};
use super::error::{Fault, Kind};
use super::params::pair;
use super::text::Secret;

/// Credentials by the name of their scheme.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials(Vec<(&'static str, Secret)>);

impl Credentials {
    /// Takes a credential without the white space around it; an empty one is none.
    pub(crate) fn set(&mut self, scheme: &Scheme, value: &str) -> Result<(), Fault> {
        let value = value.trim();
        if value.contains(char::is_control) {
            return Err(Fault::configuration(format!("the credential `{}` has a control character", scheme.name)));
        }
        self.0.retain(|(name, _)| *name != scheme.name);
        if !value.is_empty() {
            self.0.push((scheme.name, Secret::from(value)));
        }
        Ok(())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// Adds the credentials of the first alternative that is complete.
pub(crate) fn authenticate(
    api: &'static Api,
    credentials: &Credentials,
    security: Security,
    headers: &mut HeaderMap,
    query: &mut Vec<String>,
) -> Result<(), Fault> {
    for name in choose(api, credentials, security, headers)? {
        let (Some(scheme), Some(value)) = (find(api, name), credentials.get(name)) else { continue };
        match scheme.kind {
            SchemeKind::Query(name) => query.push(pair(name, value)),
            SchemeKind::Cookie(name) => add_cookie(headers, &format!("{name}={value}"))?,
            SchemeKind::Bearer => add_header(headers, AUTHORIZATION, &format!("Bearer {value}"))?,
            SchemeKind::Basic => {
                add_header(headers, AUTHORIZATION, &format!("Basic {}", BASE64_STANDARD.encode(value)))?;
            }
            SchemeKind::Header(_) => {
                let Some(name) = header_name(scheme) else { continue };
                add_header(headers, name, value)?;
            }
        }
    }
    Ok(())
}

/// The alternative to send. One that asks for nothing is the last resort.
pub(crate) fn choose(
    api: &'static Api,
    credentials: &Credentials,
    security: Security,
    headers: &HeaderMap,
) -> Result<&'static [&'static str], Fault> {
    let there = |name: &&str| {
        let set_by_user = || find(api, name).and_then(header_name).is_some_and(|name| headers.contains_key(name));
        credentials.get(name).is_some() || set_by_user()
    };
    match security.iter().find(|names| !names.is_empty() && names.iter().all(there)) {
        Some(names) => Ok(names),
        None if security.iter().all(|names| !names.is_empty()) && !security.is_empty() => {
            Err(Fault { kind: Kind::MissingCredentials, message: missing(api, security) })
        }
        None => Ok(&[]),
    }
}

pub(crate) fn find(api: &'static Api, name: &str) -> Option<&'static Scheme> {
    api.schemes.iter().find(|scheme| scheme.name == name)
}

/// The header that a scheme sends.
fn header_name(scheme: &Scheme) -> Option<HeaderName> {
    match scheme.kind {
        SchemeKind::Bearer | SchemeKind::Basic => Some(AUTHORIZATION),
        SchemeKind::Header(name) => HeaderName::from_bytes(name.as_bytes()).ok(),
        SchemeKind::Query(_) | SchemeKind::Cookie(_) => None,
    }
}

fn add_header(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Fault> {
    let value = secret(value)?;
    headers.entry(name).or_insert(value);
    Ok(())
}

/// Adds a cookie to those that are there: there is only one such header.
pub(crate) fn add_cookie(headers: &mut HeaderMap, cookie: &str) -> Result<(), Fault> {
    let value = match headers.get(COOKIE) {
        Some(others) => secret(&format!("{}; {cookie}", String::from_utf8_lossy(others.as_bytes())))?,
        None => secret(cookie)?,
    };
    headers.insert(COOKIE, value);
    Ok(())
}

/// A header value that is never printed.
pub(crate) fn secret(value: &str) -> Result<HeaderValue, Fault> {
    let mut value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| Fault::request("a header value has a control character"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Names all ways to give what is missing.
fn missing(api: &'static Api, security: Security) -> String {
    let way = |name: &&str| match find(api, name).and_then(|scheme| scheme.env) {
        Some(variable) => format!("`{name}` (environment variable `{variable}`)"),
        None => format!("`{name}`"),
    };
    let ways = security.iter().map(|names| names.iter().map(way).collect::<Vec<_>>().join(" and "));
    format!("no credentials, expected {}", ways.collect::<Vec<_>>().join(", or "))
}
