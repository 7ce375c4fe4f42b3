//! `src/servers.rs`: the servers of the API and its operations, if the description offers a choice.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::context::{RenderContext, make_ident};
use super::doc::Doc;
use super::docs::{inline_code, summary_of};
use super::job::{RenderJob, RenderJobs};
use super::resources::method_link;
use super::source_file::RustSourceFile;
use super::surface::owner::OwnerKind;
use super::surface::source::SourceSection;
use crate::diag::Diagnostic;
use crate::model::{Operation, Server, ServerVariable};
use crate::naming::constant_name;

pub(super) fn servers_rs_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    if !cx.has_servers() {
        return Vec::new();
    }
    vec![RenderJob::new("src/servers.rs", move || {
        print_servers_rs(cx)
    })]
}

impl<'a> RenderContext<'a> {
    /// Returns whether the API or an operation has more than one server.
    pub(super) fn has_servers(&self) -> bool {
        !server_choices(self).is_empty()
    }

    /// Returns an example of the choice of a server other than the default one, for all requests of a client:
    /// `servers::SANDBOX`. Returns `None` if there is no choice.
    pub(super) fn example_of_other_server(&self) -> Option<String> {
        let choices = server_choices(self);
        let mut shared = choices.iter().filter(|(_, of)| of.is_empty());
        let first = shared.next();
        let (server, _) = shared.next().or(first)?;
        if server.variables.is_empty() {
            return Some(format!("servers::{}", constant_name(&server.rust)));
        }
        Some(format!("servers::{}(…)", server.rust))
    }

    /// Returns whether the description offers a choice of servers for an operation.
    pub(super) fn has_server_choice(&self, operation: &Operation) -> bool {
        is_choice(operation.servers.iter())
    }
}

fn is_choice<'a>(servers: impl Iterator<Item = &'a Server>) -> bool {
    servers
        .map(|server| 1 + server.variables.len())
        .sum::<usize>()
        > 1
}

/// Returns the servers that a client or a request can use, each once, with the operations to which the server is
/// limited.
fn server_choices<'a>(cx: &RenderContext<'a>) -> Vec<(&'a Server, Vec<&'a Operation>)> {
    // A server without a host is relative to the URL of the description, which is not known.
    let absolute = cx
        .api
        .servers
        .iter()
        .filter(|server| server.url.contains("://"));
    let mut all: Vec<(&Server, Vec<&Operation>)> = Vec::new();
    if is_choice(absolute.clone()) {
        all.extend(absolute.map(|server| (server, Vec::new())));
    }
    let shared = all.len();
    for operation in cx
        .api
        .operations
        .iter()
        .filter(|operation| cx.has_server_choice(operation))
    {
        for server in &operation.servers {
            match all
                .iter_mut()
                .position(|(known, _)| known.rust == server.rust)
            {
                Some(index) if index < shared => {}
                Some(index) => {
                    if let Some((_, of)) = all.get_mut(index) {
                        of.push(operation);
                    }
                }
                None => all.push((server, vec![operation])),
            }
        }
    }
    all
}

fn print_servers_rs<'a>(cx: &'a RenderContext<'a>) -> Result<String, Diagnostic> {
    let docs = Doc::new().paragraph("The servers of the API.").paragraph(
        "[`ClientBuilder::base_url`](crate::ClientBuilder::base_url) sets the server for all requests, \
             [`Options::base_url`](crate::Options::base_url) for some.",
    );
    let mut file =
        RustSourceFile::new(cx, docs, "crate::types").found_at("servers", OwnerKind::Other);
    for (server, of) in server_choices(cx) {
        let docs = server_docs(cx, server, &of);
        let item = if server.variables.is_empty() {
            server_constant(cx, server, docs)
        } else {
            file.imports.add("crate::runtime::path", "fill_variables");
            server_url_function(cx, server, docs)
        };
        file.push(&server.rust, item);
    }
    file.print()
}

const MAX_NAMED: usize = 3;

fn server_docs(cx: &RenderContext<'_>, server: &Server, of: &[&Operation]) -> Doc {
    let doc = Doc::new().maybe_prose(server.description.as_deref());
    let doc = doc.paragraph(&format!("{}.", inline_code(&server.template)));
    let links: Vec<String> = of
        .iter()
        .take(MAX_NAMED)
        .filter_map(|operation| method_link(cx, operation))
        .collect();
    match (links.is_empty(), of.len().saturating_sub(links.len())) {
        (true, _) => doc,
        (false, 0) => doc.paragraph(&format!("For {}.", links.join(", "))),
        (false, more) => doc.paragraph(&format!("For {} and {more} more.", links.join(", "))),
    }
}

fn server_constant(cx: &RenderContext<'_>, server: &Server, docs: Doc) -> TokenStream {
    let (docs, source, name, url) = (
        docs.tokens(),
        cx.mark_source(SourceSection::Servers.member(&server.origin)),
        make_ident(&constant_name(&server.rust)),
        &server.url,
    );
    quote!(#docs #source pub const #name: &str = #url;)
}

/// Returns a function from the variables of a server to its URL.
fn server_url_function(cx: &RenderContext<'_>, server: &Server, docs: Doc) -> TokenStream {
    let lines: Vec<String> = server.variables.iter().map(variable_line).collect();
    let (docs, name) = (docs.list(&lines).tokens(), make_ident(&server.rust));
    let arguments: Vec<Ident> = server
        .variables
        .iter()
        .map(|variable| make_ident(&variable.rust))
        .collect();
    let names = server.variables.iter().map(|variable| &variable.wire);
    let template = &server.template;
    let source = cx.mark_source(SourceSection::Servers.member(&server.origin));
    quote! {
        #docs
        #source
        #[must_use]
        pub fn #name(#(#arguments: &str),*) -> String {
            fill_variables(#template, &[#((#names, #arguments)),*])
        }
    }
}

/// Returns a line such as ``- `region`: Where data is kept. (one of `eu`, `us`; default `eu`)``.
fn variable_line(variable: &ServerVariable) -> String {
    let summary = summary_of(variable.docs.as_deref());
    let values: Vec<String> = variable
        .values
        .iter()
        .map(|value| inline_code(value))
        .collect();
    let values = if values.is_empty() {
        String::new()
    } else {
        format!("one of {}; ", values.join(", "))
    };
    let default = if variable.default.is_empty() {
        "empty".to_owned()
    } else {
        inline_code(&variable.default)
    };
    let summary = summary
        .map(|summary| format!("{summary} "))
        .unwrap_or_default();
    format!(
        "{}: {summary}({values}default {default})",
        inline_code(&variable.rust)
    )
}
