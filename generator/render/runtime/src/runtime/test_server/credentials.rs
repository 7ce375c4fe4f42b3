//! Checks that a request has credentials of a form that the description asks for.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;

use super::super::api::{Api, Scheme, SchemeKind, Security};
use super::super::auth::{find_scheme, header_name};
use super::request::TestRequest;

/// Checks that a request has all credentials of an alternative. The error is a message.
pub(super) fn check_credentials(
    api: &'static Api,
    security: Security,
    request: &TestRequest,
) -> Result<(), String> {
    let is_complete = |names: &&'static [&'static str]| {
        let schemes: Vec<&Scheme> = names
            .iter()
            .filter_map(|name| find_scheme(api, name))
            .collect();
        let mut present = schemes
            .iter()
            .filter(|scheme| has_credential(scheme, request));
        schemes.iter().all(|scheme| has_credential(scheme, request))
            // A header has only one of two credentials.
            || present.any(|scheme| {
                let header = header_name(scheme);
                header.is_some() && schemes.iter().all(|other| header_name(other) == header)
            })
    };
    if security.is_empty() || security.iter().any(is_complete) {
        return Ok(());
    }
    let alternatives = security.iter().map(|names| {
        let schemes = names.iter().filter_map(|name| find_scheme(api, name));
        schemes
            .map(describe_scheme)
            .collect::<Vec<_>>()
            .join(" and ")
    });
    let expected = alternatives.collect::<Vec<_>>().join(", or ");
    Err(format!("no valid credentials, expected {expected}"))
}

fn describe_scheme(scheme: &Scheme) -> String {
    let form = match scheme.kind {
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => "`Authorization: Bearer …`".to_owned(),
        SchemeKind::Basic => "`Authorization: Basic …`".to_owned(),
        SchemeKind::Header(name) => format!("the header `{name}`"),
        SchemeKind::Prefixed(name, prefix) => format!("the header `{name}: {prefix}…`"),
        SchemeKind::Query(name) => format!("the query parameter `{name}`"),
        SchemeKind::Cookie(name) => format!("the cookie `{name}`"),
    };
    format!("{form} (`{}`)", scheme.name)
}

fn has_credential(scheme: &Scheme, request: &TestRequest) -> bool {
    let authorization = || request.header(AUTHORIZATION.as_str());
    match scheme.kind {
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => {
            authorization().is_some_and(|value| has_prefix(&value, "Bearer "))
        }
        SchemeKind::Basic => authorization().is_some_and(|value| {
            let credential = value.get("Basic ".len()..).unwrap_or_default();
            let bytes = BASE64_STANDARD
                .decode(credential.trim())
                .unwrap_or_default();
            has_prefix(&value, "Basic ") && bytes.contains(&b':')
        }),
        SchemeKind::Header(name) => request.header(name).is_some_and(|value| !value.is_empty()),
        SchemeKind::Prefixed(name, prefix) => request
            .header(name)
            .is_some_and(|value| has_prefix(&value, prefix)),
        SchemeKind::Query(name) => {
            let mut pairs = request.query_pairs().into_iter();
            pairs.any(|pair| pair.name == name && !pair.value.is_empty())
        }
        SchemeKind::Cookie(name) => {
            let mut pairs = request.cookie_pairs().into_iter();
            pairs.any(|pair| pair.name == name && !pair.value.is_empty())
        }
    }
}

/// Returns whether a value has a prefix, in any case, and more.
fn has_prefix(value: &str, prefix: &str) -> bool {
    let start = value.get(..prefix.len());
    value.len() > prefix.len() && start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
