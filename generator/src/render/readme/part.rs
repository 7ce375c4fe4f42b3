//! Code blocks and paragraphs, which are the parts of the README.

use proc_macro2::TokenStream;

use crate::format::format_statements;
use crate::model::Publish;
use crate::render::context::RenderContext;
use crate::render::imports::Imports;
use crate::render::quick_start::{ShownCall, indent_lines};
use crate::render::scheme_facts::{sample_values, schemes_of_new, security_scheme_facts};

pub(super) fn fenced_code_block(language: &str, code: &str) -> String {
    format!("```{language}\n{code}\n```")
}

/// Joins headings, paragraphs and code blocks with empty lines.
pub(super) fn join_readme_blocks(blocks: &[&str]) -> String {
    blocks.join("\n\n")
}

/// Returns a shown call, with the imports of its code block.
pub(super) fn shown_call<'a>(
    cx: &'a RenderContext<'a>,
    shown: Option<ShownCall<'a>>,
) -> Option<(ShownCall<'a>, Imports<'a>, TokenStream)> {
    let (shown, mut imports) = (shown?, Imports::example(cx));
    let call = shown_call_tokens(&mut imports, &shown)?;
    Some((shown, imports, call))
}

pub(super) fn shown_call_tokens<'a>(
    imports: &mut Imports<'a>,
    shown: &ShownCall<'a>,
) -> Option<TokenStream> {
    let call = imports.cx.writer().call(&shown.facts, &shown.values)?;
    Some(imports.shorten(call))
}

/// Returns a section of a manifest, such as `[dev-dependencies]`, with a dependency on the crate. `features` and
/// `others` are TOML, which follows the source and the dependency.
pub(super) fn dependency_code_block(
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

/// Returns a code block from a template. `CRATE` becomes the name of the crate, and the line `CREDENTIAL` becomes
/// setter calls for the credentials of `Client::new`, or else for the first credential. `BASE_URL` becomes a setter
/// call if the description has no base URL.
pub(super) fn code_block(cx: &RenderContext<'_>, template: &str) -> String {
    let all = security_scheme_facts(cx.api);
    let mut chosen = schemes_of_new(cx, &all);
    if chosen.is_empty() {
        chosen.extend(all.first());
    }
    let setters = chosen
        .iter()
        .map(|facts| format!("        .{}({})\n", facts.setter, sample_values(facts)));
    let setters: String = setters.collect();
    let (base_url, base_url_line) = match cx.example_base_url() {
        Some(url) => (
            format!(".base_url({url:?})"),
            format!("        .base_url({url:?})\n"),
        ),
        None => (String::new(), String::new()),
    };
    let code = template
        .trim_end()
        .replace("CRATE", &cx.crate_name())
        .replace("        CREDENTIAL\n", &setters)
        .replace("        BASE_URL\n", &base_url_line)
        .replace("BASE_URL", &base_url);
    fenced_code_block("rust,no_run", &code)
}

/// Returns statements, indented as in a function body.
pub(super) fn statement_block(tokens: TokenStream) -> Option<String> {
    format_statements("README", tokens)
        .ok()
        .map(|text| indent_lines(&text))
}

/// Returns a function that takes a client, as a code block that is compiled but not run; empty lines separate
/// `paragraphs`.
pub(super) fn client_function_block(
    imports: &Imports<'_>,
    name: &str,
    paragraphs: &[TokenStream],
) -> Option<String> {
    fallible_function_block(imports, name, "Error", paragraphs)
}

/// The error type of a function that does more than call the API.
pub(super) const ANY_ERROR: &str = "Box<dyn std::error::Error>";

/// Returns the same as [`client_function_block`], with an error type.
pub(super) fn fallible_function_block(
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
