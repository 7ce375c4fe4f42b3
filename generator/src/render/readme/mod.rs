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

use super::client_rs::{sample_values, schemes, schemes_of_new};
use super::context::Context;
use super::docs::doc_lines;
use super::imports::Imports;
use super::quick_start::{Shown, indented};
use super::source_file::{header, one_line};
use super::{Job, Jobs};
use crate::format::statements;
use crate::model::Publish;

/// A part of the README: heading, paragraphs and code blocks; `None` if it is omitted.
type Part = Option<String>;

const PARTS: &[for<'a> fn(&'a Context<'a>) -> Part] = &[
    setup::install,
    setup::usage,
    setup::authentication,
    settings::settings,
    types::types,
    types::unknown,
    lists::lists,
    files::files,
    files::streams,
    calls::errors,
    calls::retries,
    repeated::keys,
    calls::timeouts,
    repeated::waiting,
    calls::raw,
    calls::undescribed,
    calls::undocumented,
    webhooks::webhooks,
    hooks::logging,
    hooks::middleware,
    hooks::transport,
    hooks::blocking,
    testing::testing,
    setup::features,
    setup::versioning,
    setup::requirements,
];

pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    vec![Job::new("README.md", move || Ok(print(cx)))]
}

fn print<'a>(cx: &'a Context<'a>) -> String {
    let title = one_line(&cx.api.info.title);
    let intro = doc_lines(&format!("Typed Rust client for {}.", title.trim_end_matches('.'))).join("\n");
    let mut parts = vec![header(cx, "<!--", "-->"), format!("# {}", cx.api.package.name), intro];
    parts.push("[api.md](api.md) lists every method and every type.".to_owned());
    parts.extend(PARTS.iter().flat_map(|part| part(cx)));
    parts.join("\n\n") + "\n"
}

fn fenced(language: &str, code: &str) -> String {
    format!("```{language}\n{code}\n```")
}

/// Headings, paragraphs and code blocks, separated by empty lines.
fn part(blocks: &[&str]) -> Part {
    Some(blocks.join("\n\n"))
}

/// A shown call, with the imports of its code block.
fn called<'a>(cx: &'a Context<'a>, shown: Option<Shown<'a>>) -> Option<(Shown<'a>, Imports<'a>, TokenStream)> {
    let (shown, mut imports) = (shown?, Imports::example(cx));
    let call = called_in(&mut imports, &shown)?;
    Some((shown, imports, call))
}

fn called_in<'a>(imports: &mut Imports<'a>, shown: &Shown<'a>) -> Option<TokenStream> {
    let call = imports.cx.writer().call(&shown.facts, &shown.values)?;
    Some(imports.shorten(call))
}

/// A dependency on the crate itself, with these features, and others.
fn dependency(cx: &Context<'_>, table: &str, features: &str, others: &str) -> String {
    let package = &cx.api.package;
    let source = match &package.publish {
        Publish::Unknown | Publish::Nowhere => "path = \"…\"".to_owned(),
        Publish::CratesIo => format!("version = \"{}\"", package.version),
        Publish::Registries(names) => {
            let registry = names.first().map(|name| format!(", registry = {name:?}")).unwrap_or_default();
            format!("version = \"{}\"{registry}", package.version)
        }
    };
    fenced("toml", &format!("[{table}]\n{} = {{ {source}{features} }}{others}", package.name))
}

/// A code block from a template, with the name of the crate, and the setter calls for the credentials of `Client::new`, or
/// else for the first one, if any.
fn code_block(cx: &Context<'_>, template: &str) -> String {
    let all = schemes(cx.api);
    let mut chosen = schemes_of_new(cx, &all);
    if chosen.is_empty() {
        chosen.extend(all.first());
    }
    let setters = chosen.iter().map(|facts| format!("        .{}({})\n", facts.setter, sample_values(facts)));
    let setters: String = setters.collect();
    fenced(
        "rust,no_run",
        &template.trim_end().replace("CRATE", &cx.crate_name()).replace("        CREDENTIAL\n", &setters),
    )
}

/// Statements, indented as in a function body.
fn block(tokens: TokenStream) -> Option<String> {
    statements("README", tokens).ok().map(|text| indented(&text))
}

/// A function that takes a client, as a code block that is compiled but not run; empty lines separate its paragraphs.
fn function(imports: &Imports<'_>, name: &str, paragraphs: &[TokenStream]) -> Option<String> {
    fallible(imports, name, "Error", paragraphs)
}

/// The error type of a function that does more than call the API.
const ANY_ERROR: &str = "Box<dyn std::error::Error>";

/// Like [`function`], with an error type.
fn fallible(imports: &Imports<'_>, name: &str, error: &str, paragraphs: &[TokenStream]) -> Option<String> {
    let paragraphs = paragraphs.iter().map(|tokens| block(tokens.clone()));
    let body: Vec<String> = paragraphs.collect::<Option<_>>()?;
    let code = format!(
        "{}\n\nasync fn {name}(client: Client) -> Result<(), {error}> {{\n{}\n    Ok(())\n}}",
        imports.lines(),
        body.join("\n\n")
    );
    Some(fenced("rust,no_run", &code))
}
