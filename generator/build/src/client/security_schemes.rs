//! Security schemes and requirements.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use foldhash::{HashSet, HashSetExt};
use openapiv3::{APIKeyLocation, SecurityScheme as Described};
use serde_json::Value;

use super::configured;
use crate::context::{BuildContext, config_location};
use config::EnvConfig;
use description::suggest_known_name;
use diag::{Diagnostic, FileId, Origin, reword_serde_error, value_in_words};
use model::{
    Operation, SchemeKind, SecurityScheme, TokenEndpoint, WebhookRequest, default_security,
    is_header_name,
};
use naming::{Scope, ScopeKind, field_name};

const TYPES: &[&str] = &["apiKey", "http", "oauth2", "openIdConnect"];

pub(crate) fn read_security_schemes(cx: &mut BuildContext<'_>) -> Vec<SecurityScheme> {
    let origin = Origin::new(FileId(0), "/components/securitySchemes");
    let mut schemes = Vec::new();
    for name in cx.keys(&origin) {
        let Some(scheme_origin) = cx.follow(&origin.child(name), "the security scheme is left out")
        else {
            continue;
        };
        let Some(kind) = read_scheme_kind(cx, &scheme_origin) else {
            continue;
        };
        let kind = apply_credential_prefix(cx, name, &scheme_origin, kind);
        let token_endpoint = match kind {
            SchemeKind::Bearer => read_token_endpoint(cx, &scheme_origin),
            _ => None,
        };
        schemes.push(SecurityScheme {
            env: configured_variables(cx, name),
            docs: cx.text(&scheme_origin, "description").map(str::to_owned),
            deprecated: cx.annotations(&scheme_origin).is_deprecated(),
            token_endpoint,
            origin: scheme_origin,
            ..SecurityScheme::new(name, kind)
        });
    }
    schemes
}

const CLIENT_CREDENTIALS: &str = "clientCredentials";

/// The flows with a token endpoint; programs prefer the first of them.
const FLOWS: [&str; 4] = [
    CLIENT_CREDENTIALS,
    "authorizationCode",
    "deviceAuthorization",
    "password",
];

/// Reads the token endpoint of an `oauth2` scheme. Refresh tokens come from another flow than
/// client credentials, which may have another endpoint.
fn read_token_endpoint(cx: &BuildContext<'_>, scheme: &Origin) -> Option<TokenEndpoint> {
    if cx.text(scheme, "type") != Some("oauth2") {
        return None;
    }
    let url_of = |flow: &Origin, key| {
        let url = cx.text(flow, key).map(str::trim);
        url.filter(|url| !url.is_empty()).map(str::to_owned)
    };
    let flows = FLOWS.map(|name| (name, scheme.child("flows").child(name)));
    let with_endpoint = |(_, flow): &&(&str, Origin)| url_of(flow, "tokenUrl").is_some();
    let first = flows.iter().find(with_endpoint)?;
    let (name, flow) = first;
    let mut others = flows.iter().filter(|(name, _)| *name != CLIENT_CREDENTIALS);
    let (_, refreshed) = others.find(with_endpoint).unwrap_or(first);
    Some(TokenEndpoint {
        url: url_of(flow, "tokenUrl")?,
        refresh_url: url_of(refreshed, "refreshUrl").or(url_of(refreshed, "tokenUrl"))?,
        has_client_credentials: *name == CLIENT_CREDENTIALS,
        scopes: cx.keys(&flow.child("scopes")).cloned().collect(),
    })
}

/// Returns the environment variables that `generator.yaml` names for a credential.
pub(crate) fn configured_variables(cx: &BuildContext<'_>, name: &str) -> Vec<String> {
    cx.config
        .security
        .get(name)
        .and_then(|config| config.env.as_ref())
        .map(EnvConfig::variables)
        .unwrap_or_default()
}

/// Names the setters, in the order of the scheme names. Configured names come first; unusable ones
/// are reported.
pub(crate) fn name_credential_setters(cx: &mut BuildContext<'_>, schemes: &mut [SecurityScheme]) {
    let mut scope = Scope::new(ScopeKind::Methods);
    let mut order: Vec<&mut SecurityScheme> = schemes.iter_mut().collect();
    order.sort_by_key(|scheme| {
        (
            configured_setter(cx, &scheme.name).is_none(),
            scheme.name.clone(),
        )
    });
    for scheme in order {
        let Some(name) = configured_setter(cx, &scheme.name) else {
            scheme.rust = scope.claim(&field_name(&scheme.name)).name;
            continue;
        };
        scheme.rust = scope.claim(&field_name(name)).name;
        let setting_origin = config_location(&["security", &scheme.name, "setter"]);
        let fault = "cannot be the name of this setter";
        let problem = configured::unusable_name(name, fault, &scheme.rust, &setting_origin);
        cx.config_problems.extend(problem);
    }
}

/// Returns the name that `generator.yaml` configures for the setter of a scheme.
fn configured_setter<'a>(cx: &BuildContext<'a>, scheme: &str) -> Option<&'a str> {
    cx.config.security.get(scheme)?.setter.as_deref()
}

fn read_scheme_kind(cx: &mut BuildContext<'_>, origin: &Origin) -> Option<SchemeKind> {
    let value = cx.document.value(origin)?;
    if is_certificate(Some(value)) {
        let warning = Diagnostic::warning(
            "client-certificate",
            "the API requires a client certificate",
        )
        .at(origin);
        let help = "set the certificate with `client_identity(…)` of the builder";
        cx.warn(
            warning
                .instead("requests carry no credential for it")
                .help(help),
        );
        return None;
    }
    match (
        serde_json::from_value::<Described>(value.clone()),
        value.get("type").and_then(Value::as_str),
    ) {
        (Ok(described), _) => {
            if let Described::HTTP { scheme, .. } = &described
                && !["basic", "bearer"].contains(&scheme.to_ascii_lowercase().as_str())
            {
                let message = format!("unknown HTTP scheme `{scheme}`");
                let warning =
                    Diagnostic::warning("unknown-http-scheme", message).at(&origin.child("scheme"));
                let instead =
                    "the credential is sent in `Authorization`, exactly as the user sets it";
                cx.warn(
                    warning
                        .instead(instead)
                        .help("clients know `basic` and `bearer`"),
                );
            }
            let kind = scheme_kind_of(described);
            let message = match &kind {
                SchemeKind::Header(name) if !is_header_name(name) => {
                    format!("`{name}` is not a valid name of a header")
                }
                SchemeKind::Cookie(name) if !is_header_name(name) => {
                    format!("`{name}` is not a valid name of a cookie")
                }
                _ => return Some(kind),
            };
            let warning =
                Diagnostic::warning("unusable-security-scheme", message).at(&origin.child("name"));
            let help = "such a name consists of ASCII letters, digits, `-` and `_`, without spaces";
            cx.loosen(
                warning
                    .instead("calls do not send this credential")
                    .help(help),
            );
            None
        }
        // The description of flows and discovery is often incomplete, but the result is always a
        // bearer token.
        (Err(_), Some("oauth2" | "openIdConnect")) => Some(SchemeKind::Bearer),
        (Err(error), _) => {
            cx.loosen(unusable_scheme_warning(
                value,
                origin,
                cx.document.was_swagger(),
                &reword_serde_error(&error.to_string()),
            ));
            None
        }
    }
}

/// Determines how a credential is sent, with the prefix from the configuration or the description.
pub(crate) fn apply_credential_prefix(
    cx: &mut BuildContext<'_>,
    name: &str,
    origin: &Origin,
    kind: SchemeKind,
) -> SchemeKind {
    match (
        cx.config
            .security
            .get(name)
            .and_then(|config| config.prefix.clone()),
        kind,
    ) {
        (None, SchemeKind::Header(header))
            if header.eq_ignore_ascii_case("authorization") && is_bearer(cx, name, origin) =>
        {
            SchemeKind::Bearer
        }
        (None, kind) => kind,
        (Some(prefix), kind @ (SchemeKind::Header(_) | SchemeKind::Bearer)) => {
            if !prefix.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
                let message = format!("`{}` is not valid in a header", prefix.escape_debug());
                cx.config_problems.push(unusable_prefix(
                    message,
                    name,
                    "expected printable ASCII, such as `Bot `",
                ));
            }
            let header = if let SchemeKind::Header(header) = kind {
                header
            } else {
                "Authorization".to_owned()
            };
            prefixed_header(header, prefix)
        }
        (Some(_), kind) => {
            let message = format!("`{name}` is sent as {kind}, which cannot have a prefix");
            let help = "remove the line: only a token in a header has a prefix";
            cx.config_problems
                .push(unusable_prefix(message, name, help));
            kind
        }
    }
}

fn unusable_prefix(message: String, name: &str, help: &str) -> Diagnostic {
    Diagnostic::error("unusable-prefix", message)
        .at(&config_location(&["security", name, "prefix"]))
        .help(help)
}

/// Returns the scheme of a header with this prefix. If the prefix ends in a word, adds a space
/// after it.
fn prefixed_header(header: String, mut prefix: String) -> SchemeKind {
    if prefix.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        prefix.push(' ');
    }
    if prefix.is_empty() {
        SchemeKind::Header(header)
    } else {
        SchemeKind::Prefixed { header, prefix }
    }
}

/// Returns whether the name, `bearerFormat` or description of a key in `Authorization` identifies
/// it as a bearer token.
fn is_bearer(cx: &BuildContext<'_>, name: &str, origin: &Origin) -> bool {
    name.to_ascii_lowercase().contains("bearer")
        || cx.text(origin, "bearerFormat").is_some()
        || cx.text(origin, "description").is_some_and(mentions_bearer)
}

/// Returns whether docs contain the word `Bearer`, not preceded by a negation.
fn mentions_bearer(docs: &str) -> bool {
    let words: Vec<String> = docs
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let mut positions = words
        .iter()
        .enumerate()
        .filter(|(_, word)| *word == "bearer")
        .map(|(at, _)| at)
        .peekable();
    positions.peek().is_some()
        && !positions.any(|at| {
            let before = words.iter().take(at).rev().take(3);
            before
                .into_iter()
                .any(|word| ["no", "not", "omit", "without"].contains(&word.as_str()))
        })
}

/// Returns help for the name of a security scheme that does not exist.
fn expected_scheme_name(cx: &BuildContext<'_>) -> &'static str {
    if cx.document.was_swagger() {
        "expected a key of `securityDefinitions`"
    } else {
        "expected a key of `components/securitySchemes`"
    }
}

/// Returns whether a scheme is a client certificate, which belongs to the connection, not to
/// requests.
fn is_certificate(scheme: Option<&Value>) -> bool {
    scheme
        .and_then(|scheme| scheme.get("type"))
        .and_then(Value::as_str)
        == Some("mutualTLS")
}

fn unusable_scheme_warning(
    value: &Value,
    origin: &Origin,
    was_swagger: bool,
    why: &str,
) -> Diagnostic {
    let (types, object) = if was_swagger {
        ("one of `apiKey`, `basic`, `oauth2`", "`{type: basic}`")
    } else {
        (
            "one of `apiKey`, `http`, `oauth2`, `openIdConnect`",
            "`{type: http, scheme: bearer}`",
        )
    };
    let (message, problem_origin, help) = match (value, value.get("type")) {
        (Value::Object(_), Some(ty)) if !ty.as_str().is_some_and(|ty| TYPES.contains(&ty)) => {
            let message = format!("the type of a security scheme is {}", value_in_words(ty));
            (message, origin.child("type"), format!("expected {types}"))
        }
        (Value::Object(_), ty) => {
            let help = match ty.and_then(Value::as_str) {
                Some("apiKey") if was_swagger => {
                    "a key needs `name`, and `in`: `header` or `query`".to_owned()
                }
                Some("apiKey") => {
                    "a key needs `name`, and `in`: `header`, `query` or `cookie`".to_owned()
                }
                Some("http") => "add `scheme`, such as `bearer` or `basic`".to_owned(),
                _ => format!("add `type`: {types}"),
            };
            (
                format!("a security scheme cannot be used: {why}"),
                origin.clone(),
                help,
            )
        }
        (other, _) => {
            let help = format!("write it as an object, such as {object}");
            (
                format!(
                    "expected a security scheme object, found {}",
                    value_in_words(other)
                ),
                origin.clone(),
                help,
            )
        }
    };
    let warning = Diagnostic::warning("unusable-security-scheme", message);
    warning
        .at(&problem_origin)
        .instead("calls do not send this credential")
        .help(help)
}

fn scheme_kind_of(described: Described) -> SchemeKind {
    match described {
        Described::APIKey {
            location: APIKeyLocation::Header,
            name,
            ..
        } => SchemeKind::Header(name),
        Described::APIKey {
            location: APIKeyLocation::Query,
            name,
            ..
        } => SchemeKind::Query(name),
        Described::APIKey {
            location: APIKeyLocation::Cookie,
            name,
            ..
        } => SchemeKind::Cookie(name),
        Described::HTTP { scheme, .. } => match scheme.to_ascii_lowercase().as_str() {
            "basic" => SchemeKind::Basic,
            "bearer" => SchemeKind::Bearer,
            _ => SchemeKind::Header("Authorization".to_owned()),
        },
        Described::OAuth2 { .. } | Described::OpenIDConnect { .. } => SchemeKind::Bearer,
    }
}

/// The consequence of an unusable security requirement.
const LEFT_OUT: &str = "this alternative of authentication is left out";

/// Reads the alternatives of `security`, in the order of [`sort_alternatives`].
pub(crate) fn read_security_requirements(
    cx: &mut BuildContext<'_>,
    operation: &Origin,
    schemes: &[SecurityScheme],
) -> Vec<Vec<String>> {
    let own = operation.child("security");
    let origin = if cx.document.value(&own).is_some() {
        own
    } else {
        Origin::new(FileId(0), "/security")
    };
    let Some(Value::Array(alternatives)) = cx.document.value(&origin) else {
        return Vec::new();
    };
    let mut requirements = Vec::new();
    for (index, alternative) in alternatives.iter().enumerate() {
        let Some(object) = alternative.as_object() else {
            let message = format!(
                "expected a security requirement object, found {}",
                value_in_words(alternative)
            );
            let warning = Diagnostic::warning("unexpected-kind", message)
                .at(&origin.item(index))
                .instead(LEFT_OUT);
            cx.loosen(warning.help("write the name of the scheme as a key: `name: []`"));
            continue;
        };
        let needed = object
            .keys()
            .filter(|name| !is_certificate(described_scheme(cx, name)))
            .cloned();
        // The schemes of an alternative have no order, but arguments do.
        let names: Vec<String> = needed.collect::<BTreeSet<_>>().into_iter().collect();
        match names
            .iter()
            .find(|name| !schemes.iter().any(|scheme| scheme.name == **name))
        {
            // An unusable scheme has been reported already.
            Some(unknown) if described_scheme(cx, unknown).is_some() => cx.uses_loosened(),
            Some(unknown) => {
                let message = format!("unknown security scheme `{unknown}`");
                let key_origin = origin.item(index).child(unknown);
                let warning = Diagnostic::warning("unknown-security-scheme", message)
                    .at(&key_origin)
                    .instead(LEFT_OUT);
                let help = expected_scheme_name(cx);
                cx.loosen(warning.help(help));
            }
            None => requirements.extend(split_alike_schemes(&names, schemes)),
        }
    }
    sort_alternatives(requirements, schemes)
}

/// Splits an alternative that requires several schemes. A request has only one credential of each
/// kind, such as one bearer token, so schemes that are sent alike become alternatives to each
/// other. If there are several groups of such schemes, only the first group is split; of each other
/// group, only the first scheme is required.
fn split_alike_schemes(names: &[String], schemes: &[SecurityScheme]) -> Vec<Vec<String>> {
    let mut groups: Vec<(Option<&SchemeKind>, Vec<&String>)> = Vec::new();
    for name in names {
        let scheme = schemes.iter().find(|scheme| scheme.name == *name);
        let kind = scheme.map(|scheme| &scheme.kind);
        let group = groups.iter_mut().find(|(other, _)| match (other, kind) {
            (Some(other), Some(kind)) => other.is_like(kind),
            _ => false,
        });
        match group {
            Some((_, members)) => members.push(name),
            None => groups.push((kind, vec![name])),
        }
    }
    let split = groups.iter().position(|(_, members)| members.len() > 1);
    let count = split
        .and_then(|at| groups.get(at))
        .map_or(1, |(_, members)| members.len());
    let mut combinations = Vec::with_capacity(count);
    for choice in 0..count {
        let mut alternative = Vec::with_capacity(groups.len());
        for (index, (_, members)) in groups.iter().enumerate() {
            let member = if Some(index) == split { choice } else { 0 };
            alternative.extend(members.get(member).map(|name| (*name).clone()));
        }
        alternative.sort();
        combinations.push(alternative);
    }
    combinations
}

/// Adds the first of several schemes that are sent alike to each alternative that has none of them.
/// If the scheme is not required, the original alternatives are kept, too.
pub(crate) fn add_scheme_to_alternatives(
    alternatives: &mut Vec<Vec<String>>,
    alike: &[&str],
    is_required: bool,
    schemes: &[SecurityScheme],
) {
    if alternatives.is_empty() {
        alternatives.push(Vec::new());
    }
    let before = if is_required {
        Vec::new()
    } else {
        alternatives.clone()
    };
    for names in alternatives
        .iter_mut()
        .filter(|names| !names.iter().any(|name| alike.contains(&name.as_str())))
    {
        names.extend(alike.first().map(|name| (*name).to_owned()));
        names.sort();
    }
    alternatives.extend(before);
    *alternatives = sort_alternatives(std::mem::take(alternatives), schemes);
}

/// Removes the schemes that webhooks require and no operation does: the server sends these
/// credentials, not the client. Returns their names.
pub(crate) fn remove_schemes_of_webhooks<'d>(
    cx: &BuildContext<'d>,
    schemes: &mut Vec<SecurityScheme>,
    operations: &[Operation],
    requests: &[WebhookRequest],
) -> HashSet<&'d String> {
    let mut sent_by_server = HashSet::new();
    for request in requests {
        for requirement in cx.document.items(&request.origin.child("security")) {
            sent_by_server.extend(cx.keys(&requirement));
        }
    }
    for operation in operations {
        for name in operation.security.iter().flatten() {
            sent_by_server.remove(name);
        }
    }
    schemes.retain(|scheme| !sent_by_server.contains(&scheme.name));
    sent_by_server
}

/// Reports mistakes in `security` of `generator.yaml`: schemes that the description has neither as
/// security schemes nor as parameters or that only webhooks require, and two variables for a
/// credential that is a single text.
pub(crate) fn check_configured(
    cx: &mut BuildContext<'_>,
    schemes: &[SecurityScheme],
    sent_by_server: &HashSet<&String>,
) {
    for scheme in schemes {
        if matches!(scheme.kind, SchemeKind::Basic) || scheme.env.len() < 2 {
            continue;
        }
        let message = format!(
            "`{}` is sent as {}, which has one variable",
            scheme.name, scheme.kind
        );
        let env_origin = config_location(&["security", &scheme.name, "env"]);
        let problem = Diagnostic::error("unusable-variables", message).at(&env_origin);
        cx.config_problems
            .push(problem.help("name the variable that holds the credential"));
    }
    for name in cx.config.security.keys() {
        let scheme_origin = config_location(&["security", name]);
        if schemes.iter().any(|scheme| scheme.name == *name) {
            continue;
        }
        if sent_by_server.contains(name) {
            let message = format!(
                "only webhooks require the security scheme `{name}`, which the client does not send"
            );
            let problem = Diagnostic::error("unknown-security-scheme", message).at(&scheme_origin);
            cx.config_problems
                .push(problem.help("remove the line: the server sends this credential"));
        } else if described_scheme(cx, name).is_none() {
            let message = format!("the description has no security scheme `{name}`");
            let problem = Diagnostic::error("unknown-security-scheme", message).at(&scheme_origin);
            let names = schemes.iter().map(|scheme| scheme.name.as_str());
            let expected = expected_scheme_name(cx);
            cx.config_problems
                .push(problem.help(suggest_known_name(name, names, expected)));
        }
    }
}

/// Deduplicates alternatives and keeps the author's order, with two exceptions. Alternatives with a
/// cookie come later, since programs rarely have a browser's session. An alternative comes before
/// those with a subset of its schemes, and the empty one comes last, since a client uses the first
/// alternative for which it has all credentials.
pub(crate) fn sort_alternatives(
    mut alternatives: Vec<Vec<String>>,
    schemes: &[SecurityScheme],
) -> Vec<Vec<String>> {
    let mut seen = HashSet::new();
    alternatives.retain(|names| seen.insert(names.clone()));
    let listed = alternatives.clone();
    alternatives.sort_by_cached_key(|names| {
        let within = listed
            .iter()
            .enumerate()
            .filter(|(_, other)| !other.is_empty() && is_scheme_subset(other, names));
        let least = within
            .map(|(place, other)| (has_cookie(other, schemes), place))
            .min();
        (least.is_none(), least, Reverse(names.len()))
    });
    alternatives
}

fn is_scheme_subset(names: &[String], others: &[String]) -> bool {
    names.iter().all(|name| others.contains(name))
}

fn has_cookie(names: &[String], schemes: &[SecurityScheme]) -> bool {
    schemes
        .iter()
        .filter(|scheme| matches!(scheme.kind, SchemeKind::Cookie(_)))
        .any(|scheme| names.contains(&scheme.name))
}

/// Returns the credentials that `Client::new` takes: the credentials of the first sufficient
/// alternative in the `security` that most operations have. Returns none if no operation requires a
/// credential. A bearer token comes before a user name and a password, since an API that accepts
/// both usually issues tokens for programs.
pub(crate) fn constructor_credentials(
    cx: &BuildContext<'_>,
    operations: &[Operation],
) -> Vec<String> {
    let requires_none = operations.iter().all(|operation| {
        operation.security.is_empty() || operation.security.iter().any(Vec::is_empty)
    });
    if requires_none {
        return Vec::new();
    }
    let alternatives = default_security(operations);
    let mut sufficient = alternatives.iter().filter(|names| {
        let mut fewer = alternatives
            .iter()
            .filter(|other| !other.is_empty() && other.len() < names.len());
        !names.is_empty() && !fewer.any(|other| is_scheme_subset(other, names))
    });
    let Some(first) = sufficient.next() else {
        return Vec::new();
    };
    if is_http_scheme(cx, first, "basic")
        && let Some(token) = sufficient.find(|names| is_http_scheme(cx, names, "bearer"))
    {
        return token.clone();
    }
    first.clone()
}

/// Returns whether an alternative consists of one scheme with `type: http` and this `scheme`. OAuth
/// 2.0 is not `bearer` here: a program must fetch such a token first.
fn is_http_scheme(cx: &BuildContext<'_>, names: &[String], scheme: &str) -> bool {
    let [name] = names else { return false };
    let described = described_scheme(cx, name).and_then(|object| object.get("scheme")?.as_str());
    described.is_some_and(|described| described.eq_ignore_ascii_case(scheme))
}

fn described_scheme<'d>(cx: &BuildContext<'d>, name: &str) -> Option<&'d Value> {
    cx.document
        .value(&Origin::new(FileId(0), "/components/securitySchemes").child(name))
}

#[cfg(test)]
mod tests {
    use crate::client::security_schemes::*;

    #[test]
    fn docs_mention_bearer_tokens() {
        for docs in [
            "Bearer Token authentication",
            "`Authorization: Bearer <key>`. Do not share it.",
            "JWT (bearer)",
        ] {
            assert!(mentions_bearer(docs), "{docs}");
        }
        for docs in [
            "",
            "Discord bot token",
            "a token, without the `Bearer` prefix",
            "Do not write Bearer",
            "forbearer",
        ] {
            assert!(!mentions_bearer(docs), "{docs}");
        }
    }

    #[test]
    fn a_prefix_ends_in_a_space() {
        let header = || "Authorization".to_owned();
        for (prefix, expected) in [
            ("Bot", "Bot "),
            ("Bot ", "Bot "),
            ("Token token=", "Token token="),
        ] {
            let expected = SchemeKind::Prefixed {
                header: header(),
                prefix: expected.to_owned(),
            };
            assert_eq!(prefixed_header(header(), prefix.to_owned()), expected);
        }
        assert_eq!(
            prefixed_header(header(), String::new()),
            SchemeKind::Header(header())
        );
    }

    /// Creates a scheme, which is a cookie if its name says so.
    fn header_or_cookie_scheme(name: &str) -> SecurityScheme {
        let sent = format!("x-{name}");
        let kind = if name.starts_with("cookie") {
            SchemeKind::Cookie(sent)
        } else {
            SchemeKind::Header(sent)
        };
        SecurityScheme::new(name, kind)
    }

    #[test]
    fn alternatives_keep_their_order() {
        let list = |all: &[&[&str]]| -> Vec<Vec<String>> {
            all.iter()
                .map(|names| names.iter().map(|name| (*name).to_owned()).collect())
                .collect()
        };
        let schemes: Vec<SecurityScheme> = ["a", "app", "b", "cookie", "cookie2", "key", "token"]
            .map(header_or_cookie_scheme)
            .into();
        for (written, expected) in [
            (list(&[&["key"], &["app"]]), list(&[&["key"], &["app"]])),
            (list(&[&["app"], &["key"]]), list(&[&["app"], &["key"]])),
            (
                list(&[&["a", "b"], &["token"]]),
                list(&[&["a", "b"], &["token"]]),
            ),
            (
                list(&[&["cookie"], &["key"], &["app"]]),
                list(&[&["key"], &["app"], &["cookie"]]),
            ),
            (
                list(&[&["cookie2"], &["cookie"]]),
                list(&[&["cookie2"], &["cookie"]]),
            ),
            (
                list(&[&["cookie", "key"], &["app"]]),
                list(&[&["app"], &["cookie", "key"]]),
            ),
            (
                list(&[&["cookie", "key"], &["app"], &["key"]]),
                list(&[&["app"], &["cookie", "key"], &["key"]]),
            ),
            (list(&[&[], &["key"]]), list(&[&["key"], &[]])),
            (
                list(&[&["key"], &["app", "key"], &["app"]]),
                list(&[&["app", "key"], &["key"], &["app"]]),
            ),
            (
                list(&[&["key"], &["app"], &["key"]]),
                list(&[&["key"], &["app"]]),
            ),
        ] {
            assert_eq!(
                sort_alternatives(written.clone(), &schemes),
                expected,
                "{written:?}"
            );
        }
    }
}
