//! Security schemes, with the setters of their credentials for examples and docs.

use proc_macro2::Ident;

use super::context::{RenderContext, make_ident};
use super::credential;
use super::docs::inline_code;
use model::{Api, SchemeKind, SecurityScheme};
use naming::{Scope, ScopeKind};

/// The methods that the runtime's `ClientBuilder` already has.
const BUILDER_METHODS: &[&str] = &[
    "anonymous",
    "base_url",
    "basic_credential",
    "build_authenticated",
    "build_deferred",
    "client_identity",
    "configure_reqwest",
    "connect_timeout",
    "credential",
    "default_transport",
    "env",
    "env_from",
    "full_user_agent",
    "general_basic",
    "general_bearer",
    "general_bearer_source",
    "keep",
    "like",
    "middleware",
    "note",
    "proxy",
    "reqwest_client",
    "retry_budget",
    "root_certificates",
    "strict_responses",
    "token_source",
    "transport",
    "unheeded",
    "user_agent",
    "with",
];

/// A security scheme and the setter of its credential.
pub(crate) struct SchemeFacts<'a> {
    pub(crate) scheme: &'a SecurityScheme,
    pub(crate) setter: Ident,
    /// The arguments of the setter: one string, or a user name and a password.
    pub(crate) arguments: Vec<Ident>,
    /// The setter of a token source, if tokens may expire.
    pub(crate) source: Option<Ident>,
}

impl SchemeFacts<'_> {
    /// Returns the names of the setters of the credential and of its token source.
    pub(crate) fn setters(&self) -> impl Iterator<Item = String> {
        [Some(&self.setter), self.source.as_ref()]
            .into_iter()
            .flatten()
            .map(Ident::to_string)
    }
}

pub(crate) fn security_scheme_facts(api: &Api) -> Vec<SchemeFacts<'_>> {
    let mut scope = Scope::new(ScopeKind::Methods);
    for name in BUILDER_METHODS {
        scope.reserve(name);
    }
    let all = api.security_schemes.iter().map(|scheme| {
        let setter = make_ident(&scope.claim(&scheme.rust).name);
        let arguments = match scheme.kind {
            SchemeKind::Basic => vec![make_ident("user"), make_ident("password")],
            _ => vec![setter.clone()],
        };
        let may_expire = matches!(
            scheme.kind,
            SchemeKind::Bearer | SchemeKind::Prefixed { .. }
        );
        let source = may_expire.then(|| {
            make_ident(
                &scope
                    .claim(&format!("{}_source", scheme.rust.trim_end_matches('_')))
                    .name,
            )
        });
        SchemeFacts {
            scheme,
            setter,
            arguments,
            source,
        }
    });
    all.collect()
}

/// The sentence in the docs of a client whose description declares no authentication.
pub(super) const UNDECLARED: &str =
    "The description declares no authentication; `Client::builder()` still takes a token.";

pub(crate) fn declares_authentication(api: &Api) -> bool {
    !api.security_schemes.is_empty()
        || api
            .operations
            .iter()
            .any(|operation| !operation.security.is_empty())
}

/// Returns the schemes whose credentials `Client::new` takes.
pub(super) fn schemes_of_new<'s, 'a>(
    cx: &RenderContext<'a>,
    all: &'s [SchemeFacts<'a>],
) -> Vec<&'s SchemeFacts<'a>> {
    let names = cx.api.client.credentials.iter();
    names
        .filter_map(|name| all.iter().find(|facts| facts.scheme.name == *name))
        .collect()
}

/// Returns the environment variables of a credential, if it has any.
pub(super) fn variables_in_words(scheme: &SecurityScheme) -> Option<String> {
    if scheme.env.is_empty() {
        return None;
    }
    let names: Vec<String> = scheme.env.iter().map(|name| inline_code(name)).collect();
    Some(names.join(" and "))
}

/// Returns the arguments of `Client::new` in examples.
pub(super) fn sample_credentials(cx: &RenderContext<'_>) -> String {
    let all = security_scheme_facts(cx.api);
    let taken = schemes_of_new(cx, &all);
    let usual: Vec<String> = taken.iter().copied().map(sample_values).collect();
    let values = taken.iter().zip(&usual).map(|(facts, value)| {
        let is_repeated = usual.iter().filter(|other| *other == value).count() > 1;
        match facts.arguments.len() {
            1 if is_repeated => {
                let words = credential::credential_in_words(facts.scheme);
                format!("\"my {words} ({})\"", facts.setter)
            }
            _ => value.clone(),
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

/// Returns the arguments for the setter of a credential in examples.
pub(super) fn sample_values(facts: &SchemeFacts<'_>) -> String {
    match (&facts.scheme.kind, credential::token_prefix(facts.scheme)) {
        (SchemeKind::Basic, _) => "\"my user name\", \"my password\"".to_owned(),
        (_, Some(word)) => format!("\"{word} my-token\""),
        (_, None) => format!("\"my {}\"", credential::credential_in_words(facts.scheme)),
    }
}

/// Returns a sentence that states how a credential is sent, unless `docs` show the header (`Authorization: Bearer …`).
pub(super) fn credential_sending_besides(docs: &str, scheme: &SecurityScheme) -> String {
    if docs.contains("Authorization:") {
        String::new()
    } else {
        describe_credential_sending(scheme)
    }
}

/// Returns a sentence that states how a credential is sent.
fn describe_credential_sending(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SchemeKind::Bearer => "Sent as `Authorization: Bearer …`.".to_owned(),
        SchemeKind::Basic => "Sent as `Authorization: Basic …`.".to_owned(),
        // It is not known whether the API expects `Bearer`, another prefix or none.
        SchemeKind::Header(name) if name.eq_ignore_ascii_case("authorization") => {
            let prefix = match credential::token_prefix(scheme) {
                Some(word) => format!("the prefix: `{word} my-token`"),
                None => "any prefix the API expects".to_owned(),
            };
            format!(
                "Sent unchanged in the header {}, so include {prefix}.",
                inline_code(name)
            )
        }
        SchemeKind::Header(name) => format!("Sent in the header {}.", inline_code(name)),
        SchemeKind::Prefixed { header, prefix } => {
            format!("Sent as {}.", inline_code(&format!("{header}: {prefix}…")))
        }
        SchemeKind::Query(name) => format!("Sent as the query parameter {}.", inline_code(name)),
        SchemeKind::Cookie(name) => format!("Sent in the cookie {}.", inline_code(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use naming::free_functions;

    #[test]
    fn methods_of_the_builder_are_reserved() {
        let mut scope = Scope::new(ScopeKind::Methods);
        for name in BUILDER_METHODS {
            scope.reserve(name);
        }
        let builder = include_str!("../runtime/src/runtime/builder.rs")
            .split_once("impl ClientBuilder")
            .unwrap()
            .1;
        assert_eq!(free_functions(&mut scope, builder), [""; 0]);
    }
}
