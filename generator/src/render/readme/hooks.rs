//! The README parts about logging, middleware, transports and blocking programs.

use quote::quote;

use super::part::{
    code_block, dependency_code_block, fenced_code_block, join_readme_blocks, shown_call_tokens,
    statement_block,
};
use crate::render::context::RenderContext;
use crate::render::imports::Imports;

pub(super) fn logging_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let root = cx.crate_name();
    Some(join_readme_blocks(&[
        "## Logging",
        "With the feature `tracing`, each call is a span, and each attempt an event in it:",
        &dependency_code_block(
            cx,
            "dependencies",
            ", features = [\"tracing\"]",
            "\ntracing-subscriber = \"0.3\"",
        ),
        &code_block(cx, include_str!("code/logging.in")),
        &format!(
            "Fields follow OpenTelemetry's HTTP conventions: `http.request.method`, `url.template`, `url.full`,\n\
         `server.address`, `server.port`, `http.response.status_code`, `http.request.resend_count`, `error.type`,\n\
         plus `operation` and `request_id`. Spans have the level `INFO`, attempts `DEBUG`, or `WARN` if the\n\
         server fails, no response arrives or the attempt is retried. The target is `{root}`."
        ),
        "Headers are not logged, and secrets are removed from URLs. Bodies are logged only at the level `TRACE`: the\n\
         first 4096 characters of JSON, without its secrets.",
    ]))
}

pub(super) fn middleware_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    Some(join_readme_blocks(&[
        "## Middleware",
        "A middleware sees every request and response; it may change both, or respond itself. Middlewares run\n\
         in the order in which they are added, for each attempt of a call.",
        &code_block(cx, include_str!("code/middleware.in")),
    ]))
}

pub(super) fn transport_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    Some(join_readme_blocks(&[
        "## HTTP client and proxy",
        "Requests are sent with `reqwest`. The proxy comes from the usual environment variables (`HTTPS_PROXY`\n\
         and the like) or from `proxy(…)`. `root_certificates(…)` trusts other certificates in addition to those of\n\
         the system, and `client_identity(…)` is a client certificate with its key, both in PEM.\n\
         `configure_reqwest(…)` changes everything else.",
        &code_block(cx, include_str!("code/proxy.in")),
        "`reqwest_client(…)` takes a `reqwest` client of your program instead; it should not follow redirects\n\
         itself. `reqwest::Client::new()` of your program panics without a crypto provider, which this crate does\n\
         not choose for your program. Enable the feature `rustls` or `native-tls` of `reqwest`, or call\n\
         `rustls::crypto::ring::default_provider().install_default()` before it (`rustls` 0.23, feature `ring`).",
        "`transport(…)` replaces the built-in transport, and is needed without the features `rustls`,\n\
         `native-tls` and `reqwest`. A transport does not handle retries, redirects, timeouts, credentials or\n\
         JSON: the client does, with any transport.",
        &code_block(cx, include_str!("code/transport.in")),
    ]))
}

pub(super) fn blocking_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.any_shown()?;
    let mut imports = Imports::outside(cx);
    imports.add(&cx.crate_name(), "Client");
    let call = shown_call_tokens(&mut imports, &shown)?;
    let body = statement_block(quote! {
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async { #call.await })?;
    })?;
    let code = format!(
        "{}\n\nfn wait(client: &Client) -> Result<(), Box<dyn std::error::Error>> {{\n{body}\n    Ok(())\n}}",
        imports.lines()
    );
    Some(join_readme_blocks(&[
        "## Without async",
        "There is no blocking client, but a Tokio runtime can block on any call. Keep the runtime as long as the client.",
        &fenced_code_block("rust,no_run", &code),
    ]))
}
