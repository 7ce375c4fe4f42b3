//! Checks that a request has credentials of a form that the description asks for.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;

use super::super::api::{Api, Scheme, SchemeKind, Security, Style};
use super::super::auth::{find_scheme, header_name};
use super::form_fields::Field;
use super::request::TestRequest;

/// Checks that a request has all credentials of an alternative. The error is a message.
pub(super) fn check_credentials(
    api: &'static Api,
    security: Security,
    request: &TestRequest,
) -> Result<(), String> {
    let alternatives = security.iter().map(|names| {
        let schemes = names.iter().filter_map(|name| find_scheme(api, name));
        schemes.collect::<Vec<&Scheme>>()
    });
    if security.is_empty()
        || alternatives
            .clone()
            .any(|schemes| has_all(&schemes, request))
    {
        return Ok(());
    }
    let descriptions = alternatives.map(|schemes| {
        let forms: Vec<String> = schemes.into_iter().map(describe_scheme).collect();
        forms.join(" and ")
    });
    let expected = descriptions.collect::<Vec<_>>().join(", or ");
    Err(format!("no valid credentials, expected {expected}"))
}

fn has_all(schemes: &[&Scheme], request: &TestRequest) -> bool {
    schemes.iter().all(|scheme| {
        let header = header_name(scheme);
        let mut others = schemes.iter();
        has_credential(scheme, request)
            // A header has only one of two credentials.
            || header.is_some()
                && others.any(|other| header_name(other) == header && has_credential(other, request))
    })
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
    let has_field = |fields: Vec<Field>, name: &str| {
        let mut values = fields.iter().filter(|field| field.name == name);
        values.any(|field| !field.text().is_empty())
    };
    match scheme.kind {
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => {
            credential(request, AUTHORIZATION.as_str(), "Bearer ").is_some()
        }
        SchemeKind::Basic => {
            let credential = credential(request, AUTHORIZATION.as_str(), "Basic ");
            let bytes = credential.and_then(|text| BASE64_STANDARD.decode(text.trim()).ok());
            bytes.is_some_and(|bytes| bytes.contains(&b':'))
        }
        SchemeKind::Header(name) => credential(request, name, "").is_some(),
        SchemeKind::Prefixed(name, prefix) => credential(request, name, prefix).is_some(),
        SchemeKind::Query(name) => has_field(request.query_fields(), name),
        SchemeKind::Cookie(name) => has_field(request.cookie_fields(Style::Cookie), name),
    }
}

/// Returns what follows a prefix, in any case, in a header.
fn credential(request: &TestRequest, header: &str, prefix: &str) -> Option<String> {
    let value = request.header(header)?;
    let (start, credential) = value.split_at_checked(prefix.len())?;
    (start.eq_ignore_ascii_case(prefix) && !credential.is_empty()).then(|| credential.to_owned())
}
