//! Credentials that a description lists as parameters of its operations, with or without a security
//! scheme.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt};

use super::security_schemes;
use crate::context::BuildContext;
use crate::requests::parameters;
use diag::{Diagnostic, FileId, Origin};
use model::{Operation, Parameter, ParameterLocation, SchemeKind, SecurityScheme, Type};
use naming::{ascii_alphanumeric, count_occurrences};

/// Endings of the names of tokens, in lower case and without separators.
const TOKEN_ENDINGS: &[&str] = &[
    "accesstoken",
    "apitoken",
    "authorization",
    "authtoken",
    "bearertoken",
];

/// Endings of the names of API keys: `X-ListenAPI-Key`, `ev-api-key`.
const KEY_ENDINGS: &[&str] = &["apikey", "subscriptionkey"];

/// Names that may denote a credential. A query parameter is one only if its docs say so: a token
/// may also be a currency.
const AMBIGUOUS_NAMES: &[&str] = &["token", "xtoken"];

/// Words in the docs of a parameter that mention authentication.
const AUTH_WORDS: &[&str] = &[
    "access",
    "api",
    "auth",
    "authentication",
    "authorization",
    "bearer",
    "credential",
    "credentials",
    "oauth",
    "scope",
];

/// Turns parameters that are credentials into credentials of the client: those that repeat a
/// security scheme, and those that more than half of all operations require.
pub(crate) fn move_credentials_to_client(
    cx: &mut BuildContext<'_>,
    schemes: &mut Vec<SecurityScheme>,
    operations: &mut [Operation],
) {
    drop_parameters_of_schemes(cx, schemes, operations);
    for (name, count) in credentials_required_by_most(operations) {
        let mut first = None;
        let mut made = HashMap::new();
        for operation in operations.iter_mut() {
            let credentials: Vec<Parameter> = operation
                .parameters
                .iter()
                .filter(|parameter| is_credential_called(parameter, &name))
                .cloned()
                .collect();
            for parameter in credentials {
                if !sends_token(schemes, operation, &name) {
                    let scheme_name = made
                        .entry(credential_parameter_key(&parameter))
                        .or_insert_with(|| scheme_for_parameter(cx, schemes, &parameter));
                    let Some(scheme) = scheme_name else { continue };
                    security_schemes::add_scheme_to_alternatives(
                        &mut operation.security,
                        &[scheme.as_str()],
                        parameter.required,
                        schemes,
                    );
                }
                operation.parameters.retain(|own_parameter| {
                    !is_credential_called(own_parameter, &name)
                        || credential_parameter_key(own_parameter)
                            != credential_parameter_key(&parameter)
                });
                first.get_or_insert(parameter);
            }
        }
        if let Some(parameter) = first {
            let message = format!(
                "`{}` is a credential that {count} operations require",
                parameter.wire
            );
            let note = Diagnostic::note("credential-parameter", message).at(&parameter.origin);
            let instead = "the client takes it once and sends it with each of them, so methods have no argument for it";
            cx.warn(
                note.instead(instead)
                    .help("describe it as a security scheme"),
            );
        }
    }
    for operation in operations.iter_mut() {
        let ignored = operation.parameters.extract_if(.., |parameter| {
            parameter.location == ParameterLocation::Header
                && parameter.wire.eq_ignore_ascii_case("authorization")
        });
        for ignored in ignored {
            cx.warn(parameters::ignored_header_warning(
                &ignored.wire,
                &ignored.origin,
            ));
        }
    }
}

/// If no operation requires a security scheme, makes each scheme an optional alternative of every
/// operation: the description lacks `security`, but a credential that the user sets should be sent.
/// If the user sets several, a token or key comes before a user name and a password, as in
/// [`security_schemes::constructor_credentials`], and cookies come last; the order of the
/// description means nothing.
pub(crate) fn send_unrequired_credentials(
    cx: &mut BuildContext<'_>,
    schemes: &[SecurityScheme],
    operations: &mut [Operation],
) {
    let Some(first) = schemes.first() else { return };
    if operations.is_empty()
        || operations
            .iter()
            .any(|operation| !operation.security.concat().is_empty())
    {
        return;
    }
    let mut by_name: Vec<&SecurityScheme> = schemes.iter().collect();
    by_name.sort_by_key(|scheme| (scheme.kind == SchemeKind::Basic, &scheme.name));
    let names = by_name.iter().map(|scheme| vec![scheme.name.clone()]);
    let alternatives =
        security_schemes::sort_alternatives(names.chain([Vec::new()]).collect(), schemes);
    for operation in operations {
        operation.security.clone_from(&alternatives);
    }
    let message =
        "no operation requires authentication, although the description has security schemes";
    let warning = Diagnostic::warning("unrequired-security-schemes", message).at(&first.origin);
    let help = "name the required schemes in `security` of the description or of its operations";
    cx.warn(
        warning
            .instead("a program need not set a credential; one that is set is sent with every call")
            .help(help),
    );
}

/// Returns whether a parameter is a credential with this name, apart from case and punctuation.
fn is_credential_called(parameter: &Parameter, name: &str) -> bool {
    is_credential(parameter) && ascii_alphanumeric(&parameter.wire) == name
}

/// Drops parameters that repeat an `apiKey` scheme. If most operations require the parameter, it is
/// dropped from all operations, otherwise from those whose security requirement includes the scheme
/// or that have no requirement. Elsewhere, such a parameter may be something else, for example the
/// token for a password reset.
fn drop_parameters_of_schemes(
    cx: &mut BuildContext<'_>,
    schemes: &[SecurityScheme],
    operations: &mut [Operation],
) {
    for (at, scheme) in schemes.iter().enumerate() {
        let others = schemes
            .iter()
            .enumerate()
            .filter(|(_, other)| is_sent_like(&scheme.kind, &other.kind));
        let (places, same): (Vec<usize>, Vec<&str>) =
            others.map(|(at, other)| (at, other.name.as_str())).unzip();
        // Schemes that are sent alike are handled once, with the first of them.
        if places.first() != Some(&at) {
            continue;
        }
        let requiring = operations.iter().filter(|operation| {
            operation
                .parameters
                .iter()
                .any(|parameter| parameter.required && scheme.kind.is_sent_as(parameter))
        });
        let by_most = is_most(requiring.count(), operations.len());
        let mut dropped: Vec<Parameter> = Vec::new();
        for operation in operations.iter_mut() {
            let names_it = operation
                .security
                .iter()
                .flatten()
                .any(|name| same.contains(&name.as_str()));
            if !names_it && !by_most && has_requirement(cx, operation) {
                continue;
            }
            let repeated: Vec<Parameter> = operation
                .parameters
                .extract_if(.., |parameter| scheme.kind.is_sent_as(parameter))
                .collect();
            // If the scheme is already an alternative of the requirement, an optional parameter
            // adds nothing.
            let is_required = repeated.iter().any(|parameter| parameter.required);
            if is_required || !repeated.is_empty() && !names_it {
                security_schemes::add_scheme_to_alternatives(
                    &mut operation.security,
                    &same,
                    is_required,
                    schemes,
                );
            }
            dropped.extend(repeated);
        }
        if let Some(first) = dropped.first() {
            let message = format!(
                "`{}` is both a parameter and the security scheme `{}`",
                first.wire, scheme.name
            );
            let note = Diagnostic::note("credential-parameter", message)
                .at(&first.origin)
                .related("the security scheme is here", &scheme.origin);
            let instead =
                "the client takes it once and sends it, so methods have no argument for it";
            cx.warn(note.instead(instead).help("remove the parameter"));
        }
    }
}

/// Returns whether both schemes are sent in the same location under the same name.
fn is_sent_like(kind: &SchemeKind, other: &SchemeKind) -> bool {
    match (kind, other) {
        (
            SchemeKind::Header(name) | SchemeKind::Prefixed { header: name, .. },
            SchemeKind::Header(other) | SchemeKind::Prefixed { header: other, .. },
        ) => name.eq_ignore_ascii_case(other),
        (kind, other) => kind == other,
    }
}

/// Returns whether the description states which credentials the operation needs, or that it needs
/// none.
fn has_requirement(cx: &BuildContext<'_>, operation: &Operation) -> bool {
    let origins = [
        operation.origin.child("security"),
        Origin::new(FileId(0), "/security"),
    ];
    origins
        .iter()
        .any(|origin| cx.document.value(origin).is_some())
}

/// Returns whether `count` is more than half of all operations, and more than two.
fn is_most(count: usize, operations: usize) -> bool {
    count > 2 && count * 2 > operations
}

/// Returns the names of the credentials that most operations require, each with the number of these
/// operations.
fn credentials_required_by_most(operations: &[Operation]) -> BTreeMap<String, usize> {
    let names = operations.iter().flat_map(|operation| {
        let required = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required && is_credential(parameter));
        required
            .map(|parameter| ascii_alphanumeric(&parameter.wire))
            .collect::<BTreeSet<_>>()
    });
    count_occurrences(names)
        .into_iter()
        .filter(|(_, count)| is_most(*count, operations.len()))
        .collect()
}

/// Returns whether the operation's security schemes always send a token, so that a parameter with
/// the name `token` only repeats it.
fn sends_token(schemes: &[SecurityScheme], operation: &Operation, token: &str) -> bool {
    let may_be_it = token == "authorization" || AMBIGUOUS_NAMES.contains(&token);
    may_be_it
        && !operation.security.is_empty()
        && operation.security.iter().all(|names| {
            names.iter().any(|name| {
                let scheme = schemes.iter().find(|scheme| scheme.name == *name);
                scheme.is_some_and(|scheme| match &scheme.kind {
                    SchemeKind::Bearer => true,
                    SchemeKind::Basic => token == "authorization",
                    SchemeKind::Header(header) | SchemeKind::Prefixed { header, .. } => {
                        header.eq_ignore_ascii_case("authorization")
                    }
                    SchemeKind::Query(_) | SchemeKind::Cookie(_) => false,
                })
            })
        })
}

/// Returns whether a parameter is a credential, by its location, its type, its name and, if the
/// name is in [`AMBIGUOUS_NAMES`], its docs.
fn is_credential(parameter: &Parameter) -> bool {
    let is_sent = matches!(
        parameter.location,
        ParameterLocation::Header | ParameterLocation::Query
    );
    let name = ascii_alphanumeric(&parameter.wire);
    let docs = parameter
        .docs
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_certain = !AMBIGUOUS_NAMES.contains(&name.as_str())
        || parameter.location == ParameterLocation::Header
        || docs
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| AUTH_WORDS.contains(&word));
    is_sent
        && is_certain
        && matches!(parameter.schema.ty, Type::Text(_))
        && (is_token_name(&name) || is_key(&name))
}

fn is_token_name(name: &str) -> bool {
    AMBIGUOUS_NAMES.contains(&name) || TOKEN_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn is_key(name: &str) -> bool {
    KEY_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Returns the location of a parameter, and its name, which is case-insensitive in a header.
fn credential_parameter_key(parameter: &Parameter) -> (ParameterLocation, String) {
    let name = match parameter.location {
        ParameterLocation::Header => parameter.wire.to_ascii_lowercase(),
        _ => parameter.wire.clone(),
    };
    (parameter.location, name)
}

/// Returns the name of the scheme that sends the parameter, and adds the scheme if there is none.
/// Returns `None` if a scheme that is sent differently has the name of the parameter.
fn scheme_for_parameter(
    cx: &mut BuildContext<'_>,
    schemes: &mut Vec<SecurityScheme>,
    parameter: &Parameter,
) -> Option<String> {
    let sent = match parameter.location {
        ParameterLocation::Header => SchemeKind::Header(parameter.wire.clone()),
        _ => SchemeKind::Query(parameter.wire.clone()),
    };
    let kind =
        security_schemes::apply_credential_prefix(cx, &parameter.wire, &parameter.origin, sent);
    if let Some(scheme) = schemes.iter().find(|scheme| scheme.kind.is_like(&kind)) {
        return Some(scheme.name.clone());
    }
    if schemes.iter().any(|scheme| scheme.name == parameter.wire) {
        return None;
    }
    schemes.push(SecurityScheme {
        env: security_schemes::configured_variables(cx, &parameter.wire),
        docs: parameter.docs.clone(),
        deprecated: parameter.deprecated,
        origin: parameter.origin.clone(),
        ..SecurityScheme::new(&parameter.wire, kind)
    });
    Some(parameter.wire.clone())
}

#[cfg(test)]
mod tests {
    use crate::client::credentials::*;

    #[test]
    fn names_of_credentials() {
        for name in [
            "Authorization",
            "token",
            "X-Auth-Token",
            "access_token",
            "ev-access-token",
        ] {
            assert!(is_token_name(&ascii_alphanumeric(name)), "{name}");
        }
        for name in [
            "X-ListenAPI-Key",
            "apiKey",
            "ev-api-key",
            "Ocp-Apim-Subscription-Key",
        ] {
            assert!(is_key(&ascii_alphanumeric(name)), "{name}");
        }
        for name in [
            "key",
            "page_token",
            "nextToken",
            "Idempotency-Key",
            "device_token",
            "sort_key",
            "tokens",
        ] {
            assert!(
                !is_token_name(&ascii_alphanumeric(name)) && !is_key(&ascii_alphanumeric(name)),
                "{name}"
            );
        }
    }
}
