//! `src/lib.rs`: the crate docs and the re-exports at the root.

use code_format::{Code, Ident, code};

use super::context::RenderContext;
use super::doc::Doc;
use super::docs::inline_code;
use super::doctest::statement_block;
use super::entries::cfg_attribute;
use super::example_code::{LOGGING, TRANSPORT, fill_template, shown_call_tokens};
use super::imports::Imports;
use super::job::{RenderJob, RenderJobs};
use super::json_schemas;
use super::openapi_json;
use super::runtime;
use super::shared_runtime;
use super::source_file::{RustSourceFile, to_visible_line};
use diag::Diagnostic;

pub(super) fn lib_rs_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::new("src/lib.rs", move || print_lib_rs(cx))]
}

fn print_lib_rs<'a>(cx: &'a RenderContext<'a>) -> Result<String, Diagnostic> {
    let mut file = RustSourceFile::new(cx, crate_docs(cx), "crate::types");
    file.set_attributes("#![forbid(unsafe_code)]");
    file.declare_modules(module_declarations(cx));
    let root_exports: String = runtime::ROOT_EXPORTS
        .split_inclusive('\n')
        .filter(|line| runtime::is_needed(cx, line.split("::").next().unwrap_or_default().trim()))
        .collect();
    file.push_text(if cx.shares_runtime() {
        own_root_exports(&root_exports)
    } else {
        root_exports
    });
    let docs = transport_docs(cx).tokens();
    file.push(
        "transport",
        code! {
            #docs
            #[doc(inline)]
            pub use runtime::transport;
        },
    );
    push_readme_tests(&mut file);
    if cx.api.description.is_some() {
        let path = format!("../{}", openapi_json::FILE);
        file.push(
            "OPENAPI",
            code! {
                /// The OpenAPI description that this crate was generated from, as JSON.
                pub const OPENAPI: &str = include_str!(#path);
            },
        );
    }
    file.print()
}

fn module_declarations(cx: &RenderContext<'_>) -> Code {
    let public = has_methods_of_client(cx).then(|| code!(pub));
    let servers = cx.has_servers().then(|| code! { pub mod servers; });
    let webhooks = cx.has_webhooks().then(|| {
        let cfg = cfg_attribute(cx.api.features.webhook_requests.as_deref());
        code! { #cfg pub mod webhooks; }
    });
    let operations = cx.api.client.has_catalog.then(|| {
        code! {
            #[cfg(feature = "operations")]
            pub mod operations;
        }
    });
    let json_schemas = json_schemas::types(cx).next().map(|_| {
        code! { mod json_schemas; }
    });
    let own_modules = cx.api.package.own_modules.iter().map(Ident::new);
    let runtime = if cx.shares_runtime() {
        code! {
            #[cfg(feature = "test-util")]
            mod mock_transport;
        }
    } else {
        code! {
            #[doc(hidden)]
            #[allow(dead_code, unused_imports, unused_macros, reason = "an API uses some of it")]
            pub mod runtime;
        }
    };
    code! {
        #public mod client;
        #json_schemas
        #operations
        pub mod resources;
        #runtime
        #servers
        pub mod types;
        #webhooks
        #(pub mod #own_modules;)*
    }
}

/// Returns the re-exports at the root of a crate that shares its runtime: the crate itself has the
/// client, its builder and the mock transport. The runtime must have the version that the crate was
/// generated for.
fn own_root_exports(exports: &str) -> String {
    let exports = shared_runtime::without_own_types(exports).replace(
        "#[cfg(feature = \"test-util\")]\n#[doc(inline)]\npub use runtime::testing;\n",
        "",
    );
    let package = shared_runtime::PACKAGE;
    let module = package.replace('-', "_");
    let version = shared_runtime::VERSION;
    format!(
        "#[doc(inline)]
pub use client::{{Client, ClientBuilder}};
#[doc(hidden)]
pub use {module}::runtime;
{exports}

/// Tests without a network.
#[cfg(feature = \"test-util\")]
pub mod testing {{
    pub use crate::mock_transport::MockTransport;
    pub use crate::runtime::testing::*;
}}

const _: () = assert!(
    {module}::is_version(\"{version}\"),
    \"this crate needs version {version} of `{package}`: generate both with the same version of sdkwright\"
);"
    )
}

/// Returns whether the module `client` contains the requests of operations without a resource.
fn has_methods_of_client(cx: &RenderContext<'_>) -> bool {
    cx.api
        .resources
        .first()
        .is_some_and(|root| !root.operations.is_empty())
}

/// Adds the item whose doctests are the code blocks of the README.
fn push_readme_tests(file: &mut RustSourceFile<'_>) {
    let cx = file.cx;
    // If a code block reads a file, it needs the built-in transport.
    let reads_files = cx.best_call(|facts| cx.sends_files(facts)).is_some();
    let condition = if reads_files {
        code!(all(doctest, feature = "reqwest"))
    } else {
        code!(doctest)
    };
    file.push(
        "readme",
        code! {
            #[cfg(#condition)]
            #[doc = include_str!("../README.md")]
            struct Readme;
        },
    );
}

fn crate_docs<'a>(cx: &RenderContext<'a>) -> Doc {
    let info = &cx.api.info;
    let title = to_visible_line(&info.title);
    let mut doc = Doc::new()
        .prose(&format!("Client for {}.", title.trim_end_matches('.')))
        .maybe_prose(info.description.as_deref())
        .paragraph(&format!("API version: {}.", inline_code(&info.version)));
    if let Some(program) = cx
        .first_call()
        .and_then(|shown| cx.quick_start_program(&shown))
    {
        doc = doc.code("no_run", &program);
    }
    doc.heading("Overview")
        .list(&module_guide_lines(cx))
        .append(blocking_docs(cx))
        .append(logging_docs(cx))
}

/// Returns the first paragraphs of the docs of the module `transport`, which precede the docs from
/// the runtime.
fn transport_docs(cx: &RenderContext<'_>) -> Doc {
    Doc::new()
        .paragraph(
            "The HTTP client. [`ClientBuilder`] configures the built-in one; its method \
             [`transport`](ClientBuilder::transport) replaces it, which is needed without the features `rustls`, \
             `native-tls` and `reqwest`:",
        )
        .code("no_run", &fill_template(cx, TRANSPORT))
}

/// Returns the docs about programs without async.
fn blocking_docs<'a>(cx: &'a RenderContext<'a>) -> Doc {
    let Some(code) = blocking_example(cx) else {
        return Doc::new();
    };
    Doc::new()
        .heading("Without async")
        .paragraph(
            "With the feature `blocking`, each request has `send_blocking`, and streams have `blocking`, which returns an \
             iterator or a reader. `Client::block_on` waits for any other call. The client starts a thread with a Tokio \
             runtime for them.",
        )
        .code("no_run", &code)
}

fn blocking_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.any_call()?;
    let mut imports = Imports::outside(cx);
    imports.add(&cx.crate_name(), "Client");
    let call = shown_call_tokens(&mut imports, &shown)?;
    let body = statement_block(&code! {
        #call.send_blocking()?;
    })?;
    Some(format!(
        "{}\n\nfn wait(client: &Client) -> Result<(), Box<dyn std::error::Error>> {{\n{body}\n    Ok(())\n}}",
        imports.lines()
    ))
}

fn logging_docs(cx: &RenderContext<'_>) -> Doc {
    let fields = "Fields follow OpenTelemetry's HTTP conventions: `http.request.method`, `url.template`, `url.full`, \
                  `server.address`, `server.port`, `http.response.status_code`, `http.request.resend_count`, \
                  `error.type`, plus `operation` and `request_id`. Spans have the level `INFO`, attempts `DEBUG`, or \
                  `WARN` if the server fails, no response arrives or the attempt is retried.";
    let target = if cx.shares_runtime() {
        shared_runtime::PACKAGE.replace('-', "_")
    } else {
        cx.crate_name()
    };
    Doc::new()
        .heading("Logging")
        .paragraph("With the feature `tracing`, each call is a span, and each attempt an event in it:")
        .code("no_run", &fill_template(cx, LOGGING))
        .paragraph(&format!("{fields} The target is `{target}`."))
        .paragraph(
            "Headers are not logged, and secrets are removed from URLs. Bodies are logged only at the level `TRACE`: the \
             first 4096 characters of JSON, without its secrets.",
        )
}

/// Returns the list of modules and types; those behind a feature are not links.
fn module_guide_lines(cx: &RenderContext<'_>) -> Vec<String> {
    let mut lines = vec![
        "[`Client`]: the entry point of all calls; [`ClientBuilder`] configures one".to_owned(),
        "[`resources`]: the methods, each with an example, and their request types. A setter has the name of its \
         parameter or property; if every request has a setter of that name, such as `timeout` or `header`, the general \
         setter is called `request_timeout` or `request_header`"
            .to_owned(),
        "[`types`]: the types of requests and responses".to_owned(),
        "[`Error`]: the error of a failed call".to_owned(),
        "[`Options`], [`RetryPolicy`], [`RetryBudget`]: timeouts, headers and retries".to_owned(),
        "[`Middleware`], [`transport`]: hooks around requests, and the HTTP client".to_owned(),
    ];
    if has_methods_of_client(cx) {
        lines.push("[`client`]: the request types of the methods of [`Client`]".to_owned());
    }
    if cx.has_servers() {
        lines.push("[`servers`]: the base URLs of the API".to_owned());
    }
    if cx.has_webhooks() {
        lines.push(match &cx.api.features.webhook_requests {
            Some(feature) => format!(
                "`webhooks`, with the feature {}: webhooks and callbacks",
                inline_code(feature)
            ),
            None => "[`webhooks`]: webhooks and callbacks".to_owned(),
        });
    }
    lines.push("`testing`, with the feature `test-util`: tests without a network".to_owned());
    lines.push("`README.md`: a guide with examples".to_owned());
    lines
}
