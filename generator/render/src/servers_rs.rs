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
use diag::Diagnostic;
use model::{Operation, Server, ServerVariable};
use naming::constant_name;

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
        let mut shared = choices.iter().filter(|choice| choice.operations.is_empty());
        let first = shared.next();
        let server = shared.next().or(first)?.first()?;
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

/// A server that a client or a request can use.
struct ServerChoice<'a> {
    /// The servers with this template, which differ only in the defaults of its variables.
    servers: Vec<&'a Server>,
    /// The operations to which the server is limited; empty if all can use it.
    operations: Vec<&'a Operation>,
}

impl<'a> ServerChoice<'a> {
    fn of(server: &'a Server) -> Self {
        Self {
            servers: vec![server],
            operations: Vec::new(),
        }
    }

    fn first(&self) -> Option<&'a Server> {
        self.servers.first().copied()
    }

    /// Adds a server if it has the same name; returns whether it has.
    fn absorb(&mut self, server: &'a Server) -> bool {
        let has_name = self.first().is_some_and(|first| first.rust == server.rust);
        if has_name && !self.servers.iter().any(|other| other.is_like(server)) {
            self.servers.push(server);
        }
        has_name
    }
}

/// Returns the servers that a client or a request can use.
fn server_choices<'a>(cx: &RenderContext<'a>) -> Vec<ServerChoice<'a>> {
    // A server without a host is relative to the URL of the description, which is not known.
    let absolute = cx
        .api
        .servers
        .iter()
        .filter(|server| server.url.contains("://"));
    let mut all: Vec<ServerChoice<'_>> = Vec::new();
    if is_choice(absolute.clone()) {
        for server in absolute {
            if !all.iter_mut().any(|choice| choice.absorb(server)) {
                all.push(ServerChoice::of(server));
            }
        }
    }
    let shared = all.len();
    for operation in cx
        .api
        .operations
        .iter()
        .filter(|operation| cx.has_server_choice(operation))
    {
        for server in &operation.servers {
            let index = all.iter_mut().position(|choice| choice.absorb(server));
            if index.is_none() {
                all.push(ServerChoice::of(server));
            }
            let index = index.unwrap_or(all.len() - 1);
            if index >= shared
                && let Some(choice) = all.get_mut(index)
                && !choice
                    .operations
                    .iter()
                    .any(|other| other.origin == operation.origin)
            {
                choice.operations.push(operation);
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
    for choice in server_choices(cx) {
        let Some(server) = choice.first() else {
            continue;
        };
        let docs = server_docs(cx, server, &choice);
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

fn server_docs(cx: &RenderContext<'_>, server: &Server, choice: &ServerChoice<'_>) -> Doc {
    let template = format!("{}.", inline_code(&server.template));
    let doc = match choice.servers.as_slice() {
        [only] => Doc::new()
            .maybe_prose(only.description.as_deref())
            .paragraph(&template),
        several => {
            let lines: Vec<String> = several.iter().map(|server| url_line(server)).collect();
            Doc::new().paragraph(&template).list(&lines)
        }
    };
    let links: Vec<String> = choice
        .operations
        .iter()
        .take(MAX_NAMED)
        .filter_map(|operation| method_link(cx, operation))
        .collect();
    let more = choice.operations.len().saturating_sub(links.len());
    let doc = match (links.is_empty(), more) {
        (true, _) => doc,
        (false, 0) => doc.paragraph(&format!("For {}.", links.join(", "))),
        (false, more) => doc.paragraph(&format!("For {} and {more} more.", links.join(", "))),
    };
    let variables = server.variables.iter();
    let lines: Vec<String> = variables
        .map(|variable| variable_line(variable, &choice.servers))
        .collect();
    doc.list(&lines)
}

/// Returns a line such as ``- `https://eu.example.com`: Production.``
fn url_line(server: &Server) -> String {
    let url = inline_code(&server.url);
    match summary_of(server.description.as_deref()) {
        Some(summary) => format!("{url}: {summary}"),
        None => url,
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
    let (docs, name) = (docs.tokens(), make_ident(&server.rust));
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

/// Returns a line such as ``- `region`: Where data is kept. (one of `eu`, `us`; default `eu`)``, with the defaults of all
/// servers.
fn variable_line(variable: &ServerVariable, servers: &[&Server]) -> String {
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
    let mut defaults: Vec<String> = Vec::new();
    for other in servers.iter().flat_map(|server| &server.variables) {
        let default = match other.default.as_str() {
            "" => "empty".to_owned(),
            default => inline_code(default),
        };
        if other.wire == variable.wire && !defaults.contains(&default) {
            defaults.push(default);
        }
    }
    let summary = summary
        .map(|summary| format!("{summary} "))
        .unwrap_or_default();
    format!(
        "{}: {summary}({values}default {})",
        inline_code(&variable.rust),
        defaults.join(" or ")
    )
}
