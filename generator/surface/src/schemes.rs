//! Security schemes, with the setters of their credentials.

use crate::source::{ItemSource, SourceSection};
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

/// The setters for credentials that need no security scheme; a scheme may use their names.
pub const GENERAL_SETTERS: [&str; 3] = ["bearer_token", "bearer_token_source", "basic_auth"];

/// A security scheme and the setter of its credential.
pub struct SchemeFacts<'a> {
    /// The security scheme.
    pub scheme: &'a SecurityScheme,
    /// The setter of its credential.
    pub setter: String,
    /// The arguments of the setter: one string, or a user name and a password.
    pub arguments: Vec<String>,
    /// The setter of a token source, if tokens may expire.
    pub source_setter: Option<String>,
}

impl SchemeFacts<'_> {
    /// Returns the names of the setters of the credential and of its token source.
    pub fn setters(&self) -> impl Iterator<Item = &str> {
        [Some(&self.setter), self.source_setter.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// Returns the source of an item that comes from the scheme.
    pub fn source(&self) -> ItemSource {
        SourceSection::SecuritySchemes.member(&self.scheme.origin)
    }
}

/// Returns the security schemes with their setters.
pub fn security_scheme_facts(api: &Api) -> Vec<SchemeFacts<'_>> {
    let mut scope = Scope::new(ScopeKind::Methods);
    for name in BUILDER_METHODS {
        scope.reserve(name);
    }
    let facts = api.security_schemes.iter().map(|scheme| {
        let setter = scope.claim(&scheme.rust).name;
        let arguments = match scheme.kind {
            SchemeKind::Basic => vec!["user".to_owned(), "password".to_owned()],
            _ => vec![setter.clone()],
        };
        let may_expire = matches!(
            scheme.kind,
            SchemeKind::Bearer | SchemeKind::Prefixed { .. }
        );
        let source_setter = may_expire.then(|| {
            scope
                .claim(&format!("{}_source", scheme.rust.trim_end_matches('_')))
                .name
        });
        SchemeFacts {
            scheme,
            setter,
            arguments,
            source_setter,
        }
    });
    facts.collect()
}

/// Returns whether the description declares how requests are authenticated.
pub fn declares_authentication(api: &Api) -> bool {
    !api.security_schemes.is_empty()
        || api
            .operations
            .iter()
            .any(|operation| !operation.security.is_empty())
}

/// Returns whether any setting has an environment variable, so that clients have `from_env`.
pub fn has_environment(api: &Api) -> bool {
    let mut schemes = api.security_schemes.iter();
    api.client.base_url_env.is_some() || schemes.any(|scheme| !scheme.env.is_empty())
}

/// Returns the schemes whose credentials `Client::new` takes.
pub fn schemes_of_new<'s, 'a>(
    api: &'a Api,
    schemes: &'s [SchemeFacts<'a>],
) -> Vec<&'s SchemeFacts<'a>> {
    api.client
        .credentials
        .iter()
        .filter_map(|name| schemes.iter().find(|facts| facts.scheme.name == *name))
        .collect()
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
        let builder = include_str!("../../render/runtime/src/runtime/builder.rs")
            .split_once("impl ClientBuilder")
            .unwrap()
            .1;
        assert_eq!(free_functions(&mut scope, builder), [""; 0]);
    }
}
