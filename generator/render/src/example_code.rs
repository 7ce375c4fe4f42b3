//! Code of examples, in the README and in the docs of items.

use proc_macro2::TokenStream;

use super::context::RenderContext;
use super::imports::Imports;
use super::quick_start::{ShownCall, indent_lines};
use super::scheme_facts::sample_values;
use crate::format::format_statements;
use surface::{schemes_of_new, security_scheme_facts};

/// A program that logs calls.
pub(super) const LOGGING: &str = include_str!("example_code/logging.in");

/// A source of tokens. `SOURCE` is its setter.
pub(super) const TOKENS: &str = include_str!("example_code/tokens.in");

/// A transport.
pub(super) const TRANSPORT: &str = include_str!("example_code/transport.in");

/// Returns code from a template. `CRATE` becomes the name of the crate, and the line `CREDENTIAL` becomes setter calls
/// for the credentials of `Client::new`, or else for the first credential. `BASE_URL` becomes a setter call if the
/// description has no base URL.
pub(super) fn fill_template(cx: &RenderContext<'_>, template: &str) -> String {
    let all = security_scheme_facts(cx.api);
    let mut chosen = schemes_of_new(cx.api, &all);
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
    template
        .trim_end()
        .replace("CRATE", &cx.crate_name())
        .replace("        CREDENTIAL\n", &setters)
        .replace("        BASE_URL\n", &base_url_line)
        .replace("BASE_URL", &base_url)
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

/// Returns statements, indented as in a function body.
pub(super) fn statement_block(tokens: TokenStream) -> Option<String> {
    format_statements("example", tokens)
        .ok()
        .map(|text| indent_lines(&text))
}

/// Returns a program that runs as a doctest.
pub(super) fn doctest_program(
    imports: &Imports<'_>,
    body: &str,
    returns: &str,
    last: &str,
) -> String {
    let returns = if returns == "()" {
        String::new()
    } else {
        format!(" -> {returns}")
    };
    format!(
        "{}\n\nfn main(){returns} {{\n{body}\n{last}}}",
        imports.lines()
    )
}
