//! `src/client.rs`: constructors of the client, setters of its builder, and accessors of resources.

use std::collections::BTreeSet;

use code_format::{Code, Ident, code};

use super::context::{RenderContext, make_ident};
use super::credentials::{
    UNDECLARED, credential_alternatives, credential_sending_unless_in, environment_variables,
};
use super::deprecation::{deprecated_attribute, expect_deprecated};
use super::doc::Doc;
use super::docs::inline_code;
use super::example_code::{OAUTH2, TOKENS, fill_template};
use super::folder::FilePath;
use super::job::{RenderJob, RenderJobs};
use super::mock_tests::request_test;
use super::own_types::{BUILDER, CLIENT, MOCK};
use super::resources::{
    method_module_scope, push_accessor, push_resource_methods, scheme_value, security_value,
};
use super::runtime::is_needed;
use super::source_file::RustSourceFile;
use super::tokens::{duration_tokens, option_tokens};
use super::words::duration_in_words;
use diag::Diagnostic;
use model::{ClientShape, SchemeKind, SecurityScheme, TokenEndpoint, TypeKind};
use output::fileset::File;
use surface::{
    GENERAL_SETTERS, SchemeFacts, declares_authentication, has_environment, schemes_of_new,
    security_scheme_facts,
};

pub(super) fn client_rs_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let mut jobs = vec![RenderJob::several(move || print_client_rs(cx))];
    if cx.shares_runtime() {
        jobs.push(RenderJob::new("src/mock_transport.rs", move || {
            print_mock_transport(cx)
        }));
    }
    jobs
}

/// Returns the mock transport of a crate that shares its runtime.
fn print_mock_transport<'a>(cx: &'a RenderContext<'a>) -> Result<String, Diagnostic> {
    let docs = Doc::new().paragraph("The mock transport of this API.");
    let mut file = RustSourceFile::new(cx, docs, "crate::types");
    MOCK.define(&mut file)?;
    file.print()
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
            .flat_map(|operation| &operation.parameters)
            .map(|parameter| (&parameter.schema, parameter.wire.as_str()));
        properties
            .chain(parameters)
            .filter(|(schema, _)| self.index.resolve(schema).secret)
            .map(|(_, name)| name)
            .collect()
    }
}

fn print_client_rs<'a>(cx: &'a RenderContext<'a>) -> Result<Vec<File>, Diagnostic> {
    let docs = Doc::new().paragraph(
        "Constructors of the client, setters of its builder, and accessors of resources.",
    );
    let mut file = RustSourceFile::new(cx, docs, "crate::types");
    let schemes = security_scheme_facts(cx.api);
    if cx.shares_runtime() {
        for own_type in [CLIENT, BUILDER] {
            own_type.define(&mut file)?;
        }
    } else {
        file.imports.add("crate::runtime::client", "Client");
        file.imports.add("crate::runtime::builder", "ClientBuilder");
    }
    if has_environment(cx.api) {
        file.imports.add("crate::runtime::error", "Error");
    }
    file.push("API", api_static(cx));
    file.push("Client", client_constructors(cx, &schemes));
    // The scope for accessors of the client, which bind no parameters.
    let client = if cx.shares_runtime() {
        code!(self.shared.clone())
    } else {
        code!(self.clone())
    };
    let scope = code!(crate::runtime::call::Scope::new(#client));
    let root = cx.api.resources.first();
    // A description with only webhooks has no operations.
    if let Some(root) = root.filter(|root| !root.children.is_empty() || !root.operations.is_empty())
    {
        for child in cx.index.children(root) {
            if !cx.shares_runtime() {
                file.imports.add("crate::runtime::client", "Client");
            }
            push_accessor(&mut file, "Client", child, &scope);
        }
    }
    file.push("MockTransport", mock_constructors(cx));
    let mut setters: Vec<Code> = schemes.iter().map(credential_setter).collect();
    setters.extend(schemes.iter().filter_map(|facts| source_setter(cx, facts)));
    setters.extend(general_setters(&schemes));
    if !setters.is_empty() {
        file.push("ClientBuilder", code!(impl ClientBuilder { #(#setters)* }));
    }
    if let Some(root) = root {
        push_resource_methods(
            &mut file,
            root,
            &scope,
            &mut method_module_scope(["client"].into_iter()),
        );
    }
    file.print_at(&FilePath {
        stem: "src/client".to_owned(),
        is_folder: false,
        path: "crate::client".to_owned(),
        shared: "parameters",
        items: "methods",
    })
}

/// Returns a function of a module of the runtime, as an `Option`.
fn optional_function(cx: &RenderContext<'_>, module: &str, function: &str) -> Code {
    let path = is_needed(cx, module).then(|| {
        let [module, function] = [module, function].map(make_ident);
        code!(crate::runtime::#module::#function)
    });
    option_tokens(path)
}

fn api_static(cx: &RenderContext<'_>) -> Code {
    let user_agent = format!("{}/{}", cx.api.package.name, cx.api.package.version);
    let base_url = cx.base_url();
    let base_url_env = option_tokens(cx.api.client.base_url_env.as_ref());
    let request_id_header = option_tokens(cx.api.client.request_id_header.as_ref());
    let client = &cx.api.client;
    let timeout = option_tokens(client.timeout.map(duration_tokens));
    let retries = option_tokens(client.retries.map(Code::number));
    let delays = client.retry_delays.map(|delays| {
        let [first, longest] = delays.map(duration_tokens);
        code!([#first, #longest])
    });
    let retry_delays = option_tokens(delays);
    let security = security_value(cx.api.default_security());
    let schemes = security_scheme_facts(cx.api);
    let schemes = schemes.iter().map(scheme_value);
    let secret_names = cx.secret_names().into_iter();
    let test_check = optional_function(cx, "constraints", "test_check");
    let write_styled = optional_function(cx, "styles", "write_styled");
    code! {
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
            test_check: #test_check,
            write_styled: #write_styled,
        };
    }
}

/// Returns the constructors of the mock transport, which use the static `API`, as the client does.
fn mock_constructors<'a>(cx: &'a RenderContext<'a>) -> Code {
    let mut doc = Doc::new().paragraph("Creates a mock of this API without expectations.");
    if let Some(code) = request_test(cx) {
        doc = doc
            .paragraph("A test can also assert what a request has sent:")
            .code("", &code);
    }
    let docs = doc.tokens();
    let module = if cx.shares_runtime() {
        code!(crate::mock_transport)
    } else {
        code!(crate::runtime::testing)
    };
    code! {
        #[cfg(feature = "test-util")]
        impl #module::MockTransport {
            #docs
            pub fn new() -> Self { Self::for_api(&API) }
        }

        #[cfg(feature = "test-util")]
        impl Default for #module::MockTransport {
            fn default() -> Self { Self::new() }
        }
    }
}

fn client_constructors(cx: &RenderContext<'_>, schemes: &[SchemeFacts<'_>]) -> Code {
    let schemes_of_new = schemes_of_new(cx.api, schemes);
    let new_docs = new_docs(cx, &schemes_of_new).tokens();
    let arguments: Vec<Ident> = schemes_of_new
        .iter()
        .flat_map(|facts| setter_arguments(facts))
        .collect();
    let calls = schemes_of_new.iter().map(|facts| {
        let setter = make_ident(&facts.setter);
        let arguments = setter_arguments(facts);
        code!(.#setter(#(#arguments),*))
    });
    let from_env = if has_environment(cx.api) {
        let docs = env_docs(cx).tokens();
        code!(#docs pub fn from_env() -> Result<Self, Error> { Self::from_env_for(&API) })
    } else {
        Code::new()
    };
    let expect = expect_deprecated(schemes_of_new.iter().any(|facts| facts.scheme.deprecated));
    let builder_docs = builder_docs(&cx.api.client).tokens();
    let default = if arguments.is_empty() {
        code! {
            impl Default for Client {
                fn default() -> Self { Self::new() }
            }
        }
    } else {
        Code::new()
    };
    code! {
        impl Client {
            #new_docs
            #expect
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

fn setter_arguments(facts: &SchemeFacts<'_>) -> Vec<Ident> {
    facts
        .arguments
        .iter()
        .map(|name| make_ident(name))
        .collect()
}

fn new_docs(cx: &RenderContext<'_>, schemes_of_new: &[&SchemeFacts<'_>]) -> Doc {
    let mut doc = Doc::new();
    if schemes_of_new.is_empty() {
        doc = doc.paragraph("Creates a client without credentials.");
    } else {
        let names: Vec<String> = schemes_of_new
            .iter()
            .map(|facts| inline_code(&facts.scheme.name))
            .collect();
        doc = doc.paragraph(&format!(
            "Creates a client that authenticates with {}.",
            names.join(" and ")
        ));
    }
    if !declares_authentication(cx.api) {
        doc = doc.paragraph(UNDECLARED);
    }
    if cx.example_base_url().is_some() {
        doc = doc.paragraph(
            "The description has no base URL: [`Client::builder`] takes it (`base_url`).",
        );
    }
    doc.paragraph("Invalid arguments are reported by the first call, before anything is sent.")
}

/// Returns the docs of `Client::builder`, with the defaults that `generator.yaml` sets; the docs of
/// the runtime state its own defaults.
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
            environment_variables(scheme)?,
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
    let mut doc = Doc::new()
        .paragraph("Creates a client with settings from environment variables.")
        .list(&lines);
    if let Some(alternatives) = credential_alternatives(cx.api) {
        doc = doc.paragraph(&format!(
            "{alternatives} The first one whose variables are set is sent."
        ));
    }
    doc.heading("Errors").paragraph(
        "The variables do not provide the required credentials, or a setting is invalid.",
    )
}

/// Returns the attribute of the setters of a deprecated security scheme.
fn deprecated_scheme(scheme: &SecurityScheme) -> Option<Code> {
    deprecated_attribute(scheme.deprecated, &[scheme.docs.as_deref()])
}

const WHEN_CALLED: &str =
    "It is called before each attempt, and once more if the server rejects the token.";

fn source_setter(cx: &RenderContext<'_>, facts: &SchemeFacts<'_>) -> Option<Code> {
    let name = make_ident(facts.source_setter.as_ref()?);
    let scheme = &facts.scheme.name;
    let mut docs = Doc::new()
        .paragraph(&format!(
            "Sets the source of tokens for {}, for tokens that expire.",
            inline_code(scheme)
        ))
        .paragraph(WHEN_CALLED);
    let template = match &facts.scheme.token_endpoint {
        Some(endpoint) => {
            docs = docs.paragraph(&token_endpoint_docs(endpoint));
            fill_template(cx, OAUTH2).replace("GRANT", &sample_grant(endpoint))
        }
        None => fill_template(cx, TOKENS),
    };
    let example = template.replace("SOURCE", &name.to_string());
    let docs = docs.code("no_run", &example).tokens();
    let deprecated = deprecated_scheme(facts.scheme);
    Some(code! {
        #docs
        #deprecated
        pub fn #name(self, source: impl crate::runtime::auth::TokenSource) -> Self {
            self.token_source(#scheme, source)
        }
    })
}

/// The number of scopes that docs list.
const LISTED_SCOPES: usize = 10;

fn token_endpoint_docs(endpoint: &TokenEndpoint) -> String {
    let mut text = format!(
        "[`OAuth2`](crate::OAuth2) gets tokens from {}, and renews them.",
        inline_code(&endpoint.url)
    );
    let listed = endpoint.scopes.iter().take(LISTED_SCOPES);
    let listed: Vec<String> = listed.map(|scope| inline_code(scope)).collect();
    if !listed.is_empty() {
        let more = if endpoint.scopes.len() > LISTED_SCOPES {
            " and others"
        } else {
            ""
        };
        text += &format!(" Its scopes are {}{more}.", listed.join(", "));
    }
    text
}

/// Returns the call that creates a token source in an example, with the first scope.
fn sample_grant(endpoint: &TokenEndpoint) -> String {
    let mut grant = if endpoint.has_client_credentials {
        "client_credentials(\"my client id\", \"my client secret\")".to_owned()
    } else {
        "refresh_token(\"my client id\", \"my refresh token\")".to_owned()
    };
    if let Some(scope) = endpoint.scopes.first() {
        grant += &format!(".scopes([{scope:?}])");
    }
    grant
}

/// Returns the docs of a setter that does `what`, for the authentication scheme `word`, followed by
/// `more`.
fn general_setter_docs(what: &str, word: &str, more: &str) -> Code {
    let sent = format!(
        "sent as `Authorization: {word} …` with every request that has no other `Authorization`."
    );
    Doc::new()
        .paragraph(&format!("{what}, {sent}{more}"))
        .tokens()
}

/// Returns the setters for credentials that need no security scheme, without those whose names a
/// scheme uses.
fn general_setters(schemes: &[SchemeFacts<'_>]) -> Vec<Code> {
    let more = if schemes.is_empty() {
        ""
    } else {
        " A credential of a security scheme that is set in code takes precedence."
    };
    let token_docs = general_setter_docs("Sets a token", "Bearer", more);
    let token_setter = code! {
        #token_docs
        pub fn bearer_token(self, token: impl Into<String>) -> Self { self.general_bearer(token) }
    };
    let source_docs = Doc::new()
        .paragraph("Sets the source of tokens, for tokens that expire.")
        .paragraph(WHEN_CALLED)
        .tokens();
    let source_setter = code! {
        #source_docs
        pub fn bearer_token_source(self, source: impl crate::runtime::auth::TokenSource) -> Self { self.general_bearer_source(source) }
    };
    let basic_docs = general_setter_docs("Sets a user name and password", "Basic", more);
    let basic_setter = code! {
        #basic_docs
        pub fn basic_auth(self, user: impl Into<String>, password: impl Into<String>) -> Self {
            self.general_basic(user, password)
        }
    };
    GENERAL_SETTERS
        .into_iter()
        .zip([token_setter, source_setter, basic_setter])
        .filter(|(name, _)| {
            !schemes
                .iter()
                .flat_map(SchemeFacts::setters)
                .any(|setter| setter == *name)
        })
        .map(|(_, setter)| setter)
        .collect()
}

fn credential_setter(facts: &SchemeFacts<'_>) -> Code {
    let prose = facts.scheme.docs.as_deref();
    let sent = credential_sending_unless_in(prose.unwrap_or_default(), facts.scheme);
    let docs = Doc::new().maybe_prose(prose).paragraph(&sent).tokens();
    let name = make_ident(&facts.setter);
    let arguments = setter_arguments(facts);
    let scheme = &facts.scheme.name;
    let method = match facts.scheme.kind {
        SchemeKind::Basic => make_ident("basic_credential"),
        _ => make_ident("credential"),
    };
    let deprecated = deprecated_scheme(facts.scheme);
    code! {
        #docs
        #deprecated
        pub fn #name(self, #(#arguments: impl Into<String>),*) -> Self {
            self.#method(#scheme, #(#arguments),*)
        }
    }
}
