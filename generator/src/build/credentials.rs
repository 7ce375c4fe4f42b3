//! Credentials that a description lists as parameters of its operations, without a security scheme.

use std::collections::BTreeMap;

use super::{Context, parameters, security};
use crate::diag::Diagnostic;
use crate::model::{Api, Location, Operation, Parameter, SchemeKind, SecurityScheme, Type};

/// How names of credentials end, in small letters and without separators: `X-ListenAPI-Key`, `ev-access-token`.
const ENDINGS: &[&str] =
    &["accesstoken", "apikey", "apitoken", "authorization", "authtoken", "bearertoken", "subscriptionkey"];

/// Names that are those of credentials only as a whole.
const NAMES: &[&str] = &["token", "xtoken"];

/// Turns required parameters that are credentials by their names into security schemes, where more than half of all
/// operations have them: clients take them once.
pub(crate) fn settle(cx: &mut Context<'_>, api: &mut Api, operations: &mut [Operation]) {
    for (first, count) in shared(operations) {
        let Some(name) = scheme(cx, api, &first) else { continue };
        for operation in operations.iter_mut().filter(|operation| takes(operation, &first)) {
            operation.parameters.retain(|parameter| !is_same(parameter, &first));
            security::add(&mut operation.security, &name);
        }
        cx.warn(
            Diagnostic::note("credential-parameter", format!("{count} operations require the credential `{name}`"))
                .at(&first.origin)
                .instead("the client takes it once, and sends it with each of them")
                .help("describe it as a security scheme"),
        );
    }
    for operation in operations.iter_mut() {
        for ignored in operation.parameters.extract_if(.., |parameter| is_authorization(parameter)) {
            cx.warn(parameters::set_elsewhere(&ignored.wire, &ignored.origin));
        }
    }
    security::name(&mut api.security_schemes);
}

/// The first parameter of each kind that most operations have, with their number.
fn shared(operations: &[Operation]) -> Vec<(Parameter, usize)> {
    let mut counts: BTreeMap<(bool, String), (&Parameter, usize)> = BTreeMap::new();
    for operation in operations {
        for parameter in operation.parameters.iter().filter(|parameter| is_credential(parameter)) {
            if takes(operation, parameter) {
                counts.entry(key(parameter)).or_insert((parameter, 0)).1 += 1;
            }
        }
    }
    let most = counts.into_values().filter(|(_, count)| count * 2 > operations.len());
    most.map(|(first, count)| (first.clone(), count)).collect()
}

/// Where it is sent, and as what; names of headers have no case.
fn key(parameter: &Parameter) -> (bool, String) {
    match parameter.location {
        Location::Header => (true, parameter.wire.to_ascii_lowercase()),
        _ => (false, parameter.wire.clone()),
    }
}

fn is_same(parameter: &Parameter, other: &Parameter) -> bool {
    parameter.location == other.location && key(parameter) == key(other) && parameter.required
}

/// Whether an operation has this credential as a parameter. Where a security scheme says how to authenticate, it
/// decides about `Authorization`.
fn takes(operation: &Operation, credential: &Parameter) -> bool {
    let is_free = !is_authorization(credential) || operation.security.is_empty();
    is_free && operation.parameters.iter().any(|parameter| is_same(parameter, credential))
}

fn is_authorization(parameter: &Parameter) -> bool {
    parameter.location == Location::Header && parameter.wire.eq_ignore_ascii_case("authorization")
}

fn is_credential(parameter: &Parameter) -> bool {
    let is_sent = matches!(parameter.location, Location::Header | Location::Query);
    let is_text = matches!(parameter.schema.ty, Type::Text(_));
    is_sent && is_text && parameter.required && is_credential_name(&parameter.wire)
}

fn is_credential_name(wire: &str) -> bool {
    let plain: String = wire.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    NAMES.contains(&plain.as_str()) || ENDINGS.iter().any(|ending| plain.ends_with(ending))
}

/// The name of the scheme that sends what the parameter is; none where another scheme has the name.
fn scheme(cx: &mut Context<'_>, api: &mut Api, parameter: &Parameter) -> Option<String> {
    let sent = match parameter.location {
        Location::Header => SchemeKind::Header(parameter.wire.clone()),
        _ => SchemeKind::Query(parameter.wire.clone()),
    };
    let kind = security::kind_of(cx, &parameter.wire, &parameter.origin, sent);
    if let Some(known) = api.security_schemes.iter().find(|known| known.kind == kind) {
        return Some(known.name.clone());
    }
    let is_taken = api.security_schemes.iter().any(|known| known.name == parameter.wire);
    if is_taken {
        return None;
    }
    api.security_schemes.push(SecurityScheme {
        rust: String::new(),
        env: cx.config.security.get(&parameter.wire).and_then(|config| config.env.clone()),
        name: parameter.wire.clone(),
        kind,
        docs: parameter.docs.clone(),
        origin: parameter.origin.clone(),
    });
    Some(parameter.wire.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials() {
        for name in
            ["Authorization", "token", "X-Auth-Token", "access_token", "X-ListenAPI-Key", "apiKey", "ev-api-key"]
        {
            assert!(is_credential_name(name), "{name}");
        }
        for name in ["key", "page_token", "nextToken", "Idempotency-Key", "device_token", "sort_key", "tokens"] {
            assert!(!is_credential_name(name), "{name}");
        }
    }
}
