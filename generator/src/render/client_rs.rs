//! `src/client.rs`: constructors of the client, setters of its builder, and accessors of resources.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::context::{RenderContext, make_ident};
use super::credential;
use super::doc::Doc;
use super::docs::inline_code;
use super::folder::FilePath;
use super::resources::{
    duration_tokens, method_module_scope, option_tokens, push_accessor, push_resource_methods,
    scheme_value, security_value,
};
use super::source_file::RustSourceFile;
use super::words::duration_in_words;
use super::{RenderJob, RenderJobs};
use crate::diag::Diagnostic;
use crate::fileset::File;
use crate::model::{Api, ClientShape, SchemeKind, SecurityScheme, TypeKind};
use crate::naming::{Scope, ScopeKind};

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

pub(super) fn client_rs_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::several(move || print_client_rs(cx))]
}

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

/// The docs for an API whose description has no authentication.
pub(super) const UNDECLARED: &str =
    "The description declares no authentication; `Client::builder()` still takes a token.";

pub(in crate::render) fn declares_authentication(api: &Api) -> bool {
    !api.security_schemes.is_empty()
        || api
            .operations
            .iter()
            .any(|operation| !operation.security.is_empty())
}

/// The schemes that `Client::new` takes.
pub(super) fn schemes_of_new<'s, 'a>(
    cx: &RenderContext<'a>,
    all: &'s [SchemeFacts<'a>],
) -> Vec<&'s SchemeFacts<'a>> {
    let names = cx.api.client.credentials.iter();
    names
        .filter_map(|name| all.iter().find(|facts| facts.scheme.name == *name))
        .collect()
}

impl<'a> RenderContext<'a> {
    /// The base URL of the API: the first server that has a host, or else the first.
    pub(super) fn base_url(&self) -> &'a str {
        let best = self
            .api
            .server_with_host()
            .or_else(|| self.api.servers.first());
        best.map_or("", |server| server.url.as_str())
    }

    /// The base URL for examples, if the description has none with a host and no environment variable provides it.
    pub(super) fn example_base_url(&self) -> Option<String> {
        let url = self.base_url();
        if self.api.client.has_configured_variables && self.api.client.base_url_env.is_some()
            || url.contains("://")
        {
            return None;
        }
        Some(
            format!("http://localhost:8000/{}", url.trim_matches('/'))
                .trim_end_matches('/')
                .to_owned(),
        )
    }
}

impl<'a> RenderContext<'a> {
    fn secret_names(&self) -> BTreeSet<&'a str> {
        let structs = self
            .api
            .types
            .iter()
            .filter_map(|(_, def)| match &def.kind {
                TypeKind::Struct(record) => Some(&record.properties),
                _ => None,
            });
        let properties = structs
            .flatten()
            .map(|property| (&property.schema, property.wire.as_str()));
        let parameters = self
            .api
            .operations
            .iter()
            .flat_map(|operation| &operation.parameters);
        let parameters = parameters.map(|parameter| (&parameter.schema, parameter.wire.as_str()));
        properties
            .chain(parameters)
            .filter(|(schema, _)| self.resolve(schema).secret)
            .map(|(_, name)| name)
            .collect()
    }
}

/// The environment variables of a credential, if it has any.
pub(super) fn variables_in_words(scheme: &SecurityScheme) -> Option<String> {
    if scheme.env.is_empty() {
        return None;
    }
    let names: Vec<String> = scheme.env.iter().map(|name| inline_code(name)).collect();
    Some(names.join(" and "))
}

/// Whether any setting has an environment variable, so that clients have `from_env`.
pub(super) fn has_environment(cx: &RenderContext<'_>) -> bool {
    let mut schemes = cx.api.security_schemes.iter();
    cx.api.client.base_url_env.is_some() || schemes.any(|scheme| !scheme.env.is_empty())
}

/// The arguments of `Client::new` in examples.
pub(super) fn sample_credentials(cx: &RenderContext<'_>) -> String {
    let all = security_scheme_facts(cx.api);
    let values: Vec<String> = schemes_of_new(cx, &all)
        .into_iter()
        .map(sample_values)
        .collect();
    values.join(", ")
}

/// The arguments of a credential's setter in examples.
pub(super) fn sample_values(facts: &SchemeFacts<'_>) -> String {
    match (&facts.scheme.kind, credential::token_prefix(facts.scheme)) {
        (SchemeKind::Basic, _) => "\"my user name\", \"my password\"".to_owned(),
        (_, Some(word)) => format!("\"{word} my-token\""),
        (_, None) => format!("\"my {}\"", credential::credential_in_words(facts.scheme)),
    }
}

fn print_client_rs<'a>(cx: &'a RenderContext<'a>) -> Result<Vec<File>, Diagnostic> {
    let docs = Doc::new().paragraph(
        "Constructors of the client, setters of its builder, and accessors of resources.",
    );
    let mut file = RustSourceFile::new(cx, docs, "crate::types");
    let facts = security_scheme_facts(cx.api);
    file.imports.add("crate::runtime::client", "Client");
    file.imports.add("crate::runtime::builder", "ClientBuilder");
    if has_environment(cx) {
        file.imports.add("crate::runtime::error", "Error");
    }
    file.push("API", api_static(cx));
    file.push("Client", client_constructors(cx, &facts));
    // Calls without bound parameters.
    let scope = quote!(crate::runtime::call::Scope::new(self.clone()));
    let root = cx.api.resources.first();
    // A description with only webhooks has no operations.
    if let Some(root) = root.filter(|root| !root.children.is_empty() || !root.operations.is_empty())
    {
        for child in cx.children(root) {
            file.imports.add("crate::runtime::client", "Client");
            push_accessor(&mut file, "Client", child, &scope);
        }
    }
    file.push("MockTransport", mock_constructors());
    let mut setters: Vec<TokenStream> = facts.iter().map(credential_setter).collect();
    setters.extend(facts.iter().filter_map(source_setter));
    setters.extend(general_setters(&facts));
    if !setters.is_empty() {
        file.push("ClientBuilder", quote!(impl ClientBuilder { #(#setters)* }));
    }
    if let Some(root) = root {
        push_resource_methods(
            &mut file,
            (root, "Client"),
            &scope,
            &mut method_module_scope(["client"].into_iter()),
        );
    }
    let stem = "src/client".to_owned();
    file.print_at(&FilePath {
        stem,
        is_folder: false,
        path: "crate::client".to_owned(),
        shared: "parameters",
    })
}

fn api_static(cx: &RenderContext<'_>) -> TokenStream {
    let user_agent = format!("{}/{}", cx.api.package.name, cx.api.package.version);
    let base_url = cx.base_url();
    let base_url_env = option_tokens(cx.api.client.base_url_env.as_ref());
    let request_id_header = option_tokens(cx.api.client.request_id_header.as_ref());
    let client = &cx.api.client;
    let timeout = option_tokens(client.timeout.map(duration_tokens));
    let retries = option_tokens(client.retries.map(Literal::u32_unsuffixed));
    let delays = client.retry_delays.map(|delays| {
        let [first, longest] = delays.map(duration_tokens);
        quote!([#first, #longest])
    });
    let retry_delays = option_tokens(delays);
    let security = security_value(cx.api.default_security());
    let schemes = cx.api.security_schemes.iter().map(scheme_value);
    let secret_names = cx.secret_names();
    quote! {
        #[doc = " Facts of the description that apply to the whole API."]
        pub(crate) static API: crate::runtime::api::Api = crate::runtime::api::Api {
            user_agent: #user_agent,
            base_url: #base_url,
            base_url_env: #base_url_env,
            request_id_header: #request_id_header,
            timeout: #timeout,
            retries: #retries,
            retry_delays: #retry_delays,
            security: #security,
            schemes: &[#(#schemes),*],
            secret_names: &[#(#secret_names),*],
        };
    }
}

/// The constructors of the mock transport, which uses the same static as the client.
fn mock_constructors() -> TokenStream {
    quote! {
        #[cfg(feature = "test-util")]
        impl crate::runtime::testing::MockTransport {
            #[doc = " Creates a mock of this API without expectations."]
            pub fn new() -> Self { Self::for_api(&API) }
        }

        #[cfg(feature = "test-util")]
        impl Default for crate::runtime::testing::MockTransport {
            fn default() -> Self { Self::new() }
        }
    }
}

fn client_constructors(cx: &RenderContext<'_>, facts: &[SchemeFacts<'_>]) -> TokenStream {
    let chosen = schemes_of_new(cx, facts);
    let new_docs = new_docs(cx, &chosen).tokens();
    let arguments = chosen.iter().flat_map(|facts| &facts.arguments);
    let calls = chosen.iter().map(|facts| {
        let (setter, arguments) = (&facts.setter, &facts.arguments);
        quote!(.#setter(#(#arguments),*))
    });
    let from_env = has_environment(cx).then(|| {
        let docs = env_docs(cx).tokens();
        quote!(#docs pub fn from_env() -> Result<Self, Error> { Self::from_env_for(&API) })
    });
    let builder_docs = builder_docs(&cx.api.client).tokens();
    let default = arguments.clone().next().is_none().then(|| {
        quote! {
            impl Default for Client {
                fn default() -> Self { Self::new() }
            }
        }
    });
    quote! {
        impl Client {
            #new_docs
            pub fn new(#(#arguments: impl Into<String>),*) -> Self {
                Self::builder() #(#calls)* .build_deferred()
            }

            #from_env

            #builder_docs
            pub fn builder() -> ClientBuilder { Self::builder_for(&API) }
        }

        #default
    }
}

fn new_docs(cx: &RenderContext<'_>, chosen: &[&SchemeFacts<'_>]) -> Doc {
    let doc = if !declares_authentication(cx.api) {
        Doc::new()
            .paragraph("Creates a client without credentials.")
            .paragraph(UNDECLARED)
    } else if chosen.is_empty() {
        Doc::new().paragraph("Creates a client without credentials.")
    } else {
        let names: Vec<String> = chosen
            .iter()
            .map(|facts| inline_code(&facts.scheme.name))
            .collect();
        Doc::new().paragraph(&format!(
            "Creates a client that authenticates with {}.",
            names.join(" and ")
        ))
    };
    let doc = match cx.example_base_url() {
        Some(_) => doc.paragraph(
            "The description has no base URL: [`Client::builder`] takes it (`base_url`).",
        ),
        None => doc,
    };
    doc.paragraph("Invalid arguments are reported by the first call, before anything is sent.")
}

/// The docs of `Client::builder`, with the defaults that `generator.yaml` sets: those of the runtime are in its docs.
fn builder_docs(client: &ClientShape) -> Doc {
    let doc = Doc::new().paragraph("Creates a builder to configure a client.");
    let mut defaults = Vec::new();
    if client.timeout.is_some() {
        defaults.push(format!(
            "`timeout`: {}",
            duration_in_words(client.default_timeout())
        ));
    }
    if client.retries.is_some() {
        defaults.push(format!("`retries`: {}", client.default_retries()));
    }
    if client.retry_delays.is_some() {
        let [first, longest] = client.default_delays().map(duration_in_words);
        defaults.push(format!(
            "`retry_policy`: {first} before the first retry, doubled each time up to {longest}"
        ));
    }
    if defaults.is_empty() {
        return doc;
    }
    doc.paragraph("Defaults of this API:").list(&defaults)
}

fn env_docs(cx: &RenderContext<'_>) -> Doc {
    let schemes = cx.api.security_schemes.iter().filter_map(|scheme| {
        Some(format!(
            "{}: {}",
            variables_in_words(scheme)?,
            inline_code(&scheme.name)
        ))
    });
    let mut lines: Vec<String> = schemes.collect();
    if let Some(env) = cx.api.client.base_url_env.as_deref() {
        lines.push(format!(
            "{}: the base URL, if it differs from that of the API",
            inline_code(env)
        ));
    }
    let doc = Doc::new()
        .paragraph("Creates a client with settings from environment variables.")
        .list(&lines);
    let doc = match credential::credential_alternatives(cx.api) {
        Some(needed) => doc.paragraph(&format!(
            "{needed} The first one whose variables are set is sent."
        )),
        None => doc,
    };
    doc.heading("Errors").paragraph(
        "The variables do not provide the required credentials, or a setting is invalid.",
    )
}

const WHEN_CALLED: &str =
    "It is called before each attempt, and once more if the server rejects the token.";

fn source_setter(facts: &SchemeFacts<'_>) -> Option<TokenStream> {
    let name = facts.source.as_ref()?;
    let scheme = &facts.scheme.name;
    let docs = Doc::new().paragraph(&format!(
        "Sets the source of tokens for {}, for tokens that expire.",
        inline_code(scheme)
    ));
    let docs = docs.paragraph(WHEN_CALLED).tokens();
    Some(quote! {
        #docs
        pub fn #name(self, source: impl crate::runtime::auth::TokenSource) -> Self {
            self.token_source(#scheme, source)
        }
    })
}

/// The docs of a setter that does `what`, for the authentication scheme `word`; `more` is added.
fn general_setter_docs(what: &str, word: &str, more: &str) -> TokenStream {
    let sent = format!(
        "sent as `Authorization: {word} …` with every request that has no other `Authorization`."
    );
    Doc::new()
        .paragraph(&format!("{what}, {sent}{more}"))
        .tokens()
}

/// Setters of credentials without a security scheme, unless a scheme uses their names.
fn general_setters(facts: &[SchemeFacts<'_>]) -> Vec<TokenStream> {
    let more = if facts.is_empty() {
        ""
    } else {
        " A credential of a security scheme that is set in code takes precedence."
    };
    let (bearer, basic) = (
        general_setter_docs("Sets a token", "Bearer", more),
        general_setter_docs("Sets a user name and password", "Basic", more),
    );
    let bearer = quote! {
        #bearer
        pub fn bearer_token(self, token: impl Into<String>) -> Self { self.general_bearer(token) }
    };
    let source_docs = Doc::new()
        .paragraph("Sets the source of tokens, for tokens that expire.")
        .paragraph(WHEN_CALLED)
        .tokens();
    let source = quote! {
        #source_docs
        pub fn bearer_token_source(self, source: impl crate::runtime::auth::TokenSource) -> Self { self.general_bearer_source(source) }
    };
    let basic = quote! {
        #basic
        pub fn basic_auth(self, user: impl Into<String>, password: impl Into<String>) -> Self {
            self.general_basic(user, password)
        }
    };
    [
        ("bearer_token", bearer),
        ("bearer_token_source", source),
        ("basic_auth", basic),
    ]
    .into_iter()
    .filter(|(name, _)| {
        !facts
            .iter()
            .flat_map(SchemeFacts::setters)
            .any(|setter| setter == *name)
    })
    .map(|(_, tokens)| tokens)
    .collect()
}

/// How a credential is sent, as a sentence.
pub(super) fn describe_credential_sending(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SchemeKind::Bearer => "Sent as `Authorization: Bearer …`.".to_owned(),
        SchemeKind::Basic => "Sent as `Authorization: Basic …`.".to_owned(),
        // It is unknown whether the API expects `Bearer`, another prefix or none.
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

fn credential_setter(facts: &SchemeFacts<'_>) -> TokenStream {
    let docs = Doc::new().maybe_prose(facts.scheme.docs.as_deref());
    let sent = describe_credential_sending(facts.scheme);
    let is_documented = facts
        .scheme
        .docs
        .as_deref()
        .is_some_and(|docs| docs.contains("Authorization"));
    let docs = if is_documented {
        docs
    } else {
        docs.paragraph(&sent)
    }
    .tokens();
    let (name, arguments, scheme) = (&facts.setter, &facts.arguments, &facts.scheme.name);
    let method = match facts.scheme.kind {
        SchemeKind::Basic => make_ident("basic_credential"),
        _ => make_ident("credential"),
    };
    quote! {
        #docs
        pub fn #name(self, #(#arguments: impl Into<String>),*) -> Self {
            self.#method(#scheme, #(#arguments),*)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::free_functions;

    #[test]
    fn methods_of_the_builder_are_reserved() {
        let mut scope = Scope::new(ScopeKind::Methods);
        BUILDER_METHODS.iter().for_each(|name| scope.reserve(name));
        let builder = include_str!("../../runtime/src/runtime/builder.rs")
            .split_once("impl ClientBuilder")
            .unwrap()
            .1;
        assert_eq!(free_functions(&mut scope, builder), [""; 0]);
    }
}
