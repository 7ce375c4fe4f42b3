//! Code of examples, in the README and in the docs of items.

use code_format::Code;

use super::context::RenderContext;
use super::credentials::sample_values;
use super::imports::Imports;
use super::quick_start::ShownCall;
use surface::{MethodFacts, schemes_of_new, security_scheme_facts};

/// A program that logs calls.
pub(super) const LOGGING: &str = include_str!("example_code/logging.in");

/// A source of tokens from a token endpoint. `SOURCE` is its setter, `GRANT` how it gets them.
pub(super) const OAUTH2: &str = include_str!("example_code/oauth2.in");

/// A source of tokens. `SOURCE` is its setter.
pub(super) const TOKENS: &str = include_str!("example_code/tokens.in");

/// A transport.
pub(super) const TRANSPORT: &str = include_str!("example_code/transport.in");

/// Returns code from a template. `CRATE` becomes the name of the crate, and the line `CREDENTIAL`
/// becomes setter calls for the credentials of `Client::new`, or else for the first credential.
/// `BASE_URL` becomes a setter call if the description has no base URL.
pub(super) fn fill_template(cx: &RenderContext<'_>, template: &str) -> String {
    let schemes = security_scheme_facts(cx.api);
    let mut shown_schemes = schemes_of_new(cx.api, &schemes);
    if shown_schemes.is_empty() {
        shown_schemes.extend(schemes.first());
    }
    let setters: String = shown_schemes
        .iter()
        .map(|facts| format!("        .{}({})\n", facts.setter, sample_values(facts)))
        .collect();
    let base_url = match cx.example_base_url() {
        Some(url) => format!(".base_url({url:?})"),
        None => String::new(),
    };
    let base_url_line = if base_url.is_empty() {
        String::new()
    } else {
        format!("        {base_url}\n")
    };
    template
        .trim_end()
        .replace("CRATE", &cx.crate_name())
        .replace("        CREDENTIAL\n", &setters)
        .replace("        BASE_URL\n", &base_url_line)
        .replace("BASE_URL", &base_url)
}

/// The code of a shown call.
pub(super) struct CallCode<'a> {
    pub(super) facts: MethodFacts<'a>,
    pub(super) tokens: Code,
    /// The imports of its code block.
    pub(super) imports: Imports<'a>,
}

pub(super) fn call_code<'a>(
    cx: &'a RenderContext<'a>,
    shown: ShownCall<'a>,
) -> Option<CallCode<'a>> {
    let mut imports = Imports::example(cx);
    let tokens = shown_call_tokens(&mut imports, &shown)?;
    Some(CallCode {
        facts: shown.facts,
        tokens,
        imports,
    })
}

pub(super) fn shown_call_tokens<'a>(
    imports: &mut Imports<'a>,
    shown: &ShownCall<'a>,
) -> Option<Code> {
    let call = imports.cx.writer().call(&shown.facts, &shown.values)?;
    Some(imports.shorten(&call))
}
