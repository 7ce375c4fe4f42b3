//! `README.md` of the emitted crate; its code blocks are doctests (see `lib_rs`).
//!
//! Each group of parts has a file. A part with nothing to show for this API is omitted; no code block needs anything
//! that the description may lack.

mod calls;
mod files;
mod hooks;
mod lists;
mod repeated;
mod settings;
mod setup;
mod testing;
mod types;
mod webhooks;

use proc_macro2::TokenStream;

use super::client_rs::{sample_values, schemes_of_new, security_scheme_facts};
use super::context::RenderContext;
use super::docs::doc_lines;
use super::imports::Imports;
use super::quick_start::{ShownCall, indent_lines};
use super::source_file::{generated_header, to_visible_line};
use super::{RenderJob, RenderJobs};
use crate::format::format_statements;
use crate::model::Publish;

/// A part of the README: heading, paragraphs and code blocks; `None` if it is omitted.
type ReadmePart = Option<String>;

const PARTS: &[for<'a> fn(&'a RenderContext<'a>) -> ReadmePart] = &[
    setup::install_part,
    setup::usage_part,
    setup::authentication_part,
    settings::settings_part,
    types::types_part,
    types::unknown_values_part,
    lists::pagination_part,
    files::files_part,
    files::streams_part,
    calls::errors_part,
    calls::retries_part,
    repeated::idempotency_keys_part,
    calls::timeouts_part,
    repeated::waiters_part,
    calls::raw_response_part,
    calls::undescribed_response_part,
    calls::undocumented_parameters_part,
    webhooks::webhooks_part,
    hooks::logging_part,
    hooks::middleware_part,
    hooks::transport_part,
    hooks::blocking_part,
    testing::testing,
    setup::features_part,
    setup::versioning_part,
    setup::requirements_part,
];

pub(super) fn readme_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::new("README.md", move || Ok(print_readme(cx)))]
}

fn print_readme<'a>(cx: &'a RenderContext<'a>) -> String {
    let title = to_visible_line(&cx.api.info.title);
    let intro = doc_lines(&format!(
        "Typed Rust client for {}.",
        title.trim_end_matches('.')
    ))
    .join("\n");
    let mut parts = vec![
        generated_header(cx, "<!--", "-->"),
        format!("# {}", cx.api.package.name),
        intro,
    ];
    parts.push("[api.md](api.md) lists every method and every type.".to_owned());
    parts.extend(PARTS.iter().flat_map(|part| part(cx)));
    parts.join("\n\n") + "\n"
}

fn fenced_code_block(language: &str, code: &str) -> String {
    format!("```{language}\n{code}\n```")
}

/// Headings, paragraphs and code blocks, separated by empty lines.
fn join_readme_blocks(blocks: &[&str]) -> ReadmePart {
    Some(blocks.join("\n\n"))
}

/// A shown call, with the imports of its code block.
fn shown_call<'a>(
    cx: &'a RenderContext<'a>,
    shown: Option<ShownCall<'a>>,
) -> Option<(ShownCall<'a>, Imports<'a>, TokenStream)> {
    let (shown, mut imports) = (shown?, Imports::example(cx));
    let call = shown_call_tokens(&mut imports, &shown)?;
    Some((shown, imports, call))
}

fn shown_call_tokens<'a>(imports: &mut Imports<'a>, shown: &ShownCall<'a>) -> Option<TokenStream> {
    let call = imports.cx.writer().call(&shown.facts, &shown.values)?;
    Some(imports.shorten(call))
}

/// A dependency on the crate itself, with these features, and others.
fn dependency_code_block(
    cx: &RenderContext<'_>,
    table: &str,
    features: &str,
    others: &str,
) -> String {
    let package = &cx.api.package;
    let source = match &package.publish {
        Publish::Unknown | Publish::Nowhere => "path = \"…\"".to_owned(),
        Publish::CratesIo => format!("version = \"{}\"", package.version),
        Publish::Registries(names) => {
            let registry = names
                .first()
                .map(|name| format!(", registry = {name:?}"))
                .unwrap_or_default();
            format!("version = \"{}\"{registry}", package.version)
        }
    };
    fenced_code_block(
        "toml",
        &format!(
            "[{table}]\n{} = {{ {source}{features} }}{others}",
            package.name
        ),
    )
}

/// A code block from a template, with the name of the crate, and the setter calls for the credentials of `Client::new`, or
/// else for the first one, if any.
fn code_block(cx: &RenderContext<'_>, template: &str) -> String {
    let all = security_scheme_facts(cx.api);
    let mut chosen = schemes_of_new(cx, &all);
    if chosen.is_empty() {
        chosen.extend(all.first());
    }
    let setters = chosen
        .iter()
        .map(|facts| format!("        .{}({})\n", facts.setter, sample_values(facts)));
    let setters: String = setters.collect();
    fenced_code_block(
        "rust,no_run",
        &template
            .trim_end()
            .replace("CRATE", &cx.crate_name())
            .replace("        CREDENTIAL\n", &setters),
    )
}

/// Statements, indented as in a function body.
fn statement_block(tokens: TokenStream) -> Option<String> {
    format_statements("README", tokens)
        .ok()
        .map(|text| indent_lines(&text))
}

/// A function that takes a client, as a code block that is compiled but not run; empty lines separate its paragraphs.
fn client_function_block(
    imports: &Imports<'_>,
    name: &str,
    paragraphs: &[TokenStream],
) -> Option<String> {
    fallible_function_block(imports, name, "Error", paragraphs)
}

/// The error type of a function that does more than call the API.
const ANY_ERROR: &str = "Box<dyn std::error::Error>";

/// Like [`client_function_block`], with an error type.
fn fallible_function_block(
    imports: &Imports<'_>,
    name: &str,
    error: &str,
    paragraphs: &[TokenStream],
) -> Option<String> {
    let paragraphs = paragraphs
        .iter()
        .map(|tokens| statement_block(tokens.clone()));
    let body: Vec<String> = paragraphs.collect::<Option<_>>()?;
    let code = format!(
        "{}\n\nasync fn {name}(client: Client) -> Result<(), {error}> {{\n{}\n    Ok(())\n}}",
        imports.lines(),
        body.join("\n\n")
    );
    Some(fenced_code_block("rust,no_run", &code))
}
