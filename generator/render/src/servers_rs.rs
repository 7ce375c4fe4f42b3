//! `src/servers.rs`: the servers of the API and its operations, if the description offers a choice.

use code_format::{Code, Ident, code};

use super::context::{RenderContext, make_ident};
use super::doc::Doc;
use super::docs::{inline_code, summary_of};
use super::job::{RenderJob, RenderJobs};
use super::resources::method_link;
use super::source_file::RustSourceFile;
use diag::Diagnostic;
use model::{Server, ServerVariable};
use naming::constant_name;
use surface::{ServerChoice, server_choices};

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
        !server_choices(self.api).is_empty()
    }

    /// Returns an example of the choice of a server other than the default one, for all requests of
    /// a client: `servers::SANDBOX`. Returns `None` if there is no choice.
    pub(super) fn example_of_other_server(&self) -> Option<String> {
        let choices = server_choices(self.api);
        let mut client_choices = choices.iter().filter(|choice| choice.operations.is_empty());
        let first = client_choices.next();
        let server = client_choices.next().or(first)?.first()?;
        if server.variables.is_empty() {
            return Some(format!("servers::{}", constant_name(&server.rust)));
        }
        Some(format!("servers::{}(…)", server.rust))
    }
}

fn print_servers_rs<'a>(cx: &'a RenderContext<'a>) -> Result<String, Diagnostic> {
    let docs = Doc::new().paragraph("The servers of the API.").paragraph(
        "[`ClientBuilder::base_url`](crate::ClientBuilder::base_url) sets the server for all requests, \
             [`Options::base_url`](crate::Options::base_url) for some.",
    );
    let mut file = RustSourceFile::new(cx, docs, "crate::types");
    for choice in server_choices(cx.api) {
        let Some(server) = choice.first() else {
            continue;
        };
        let docs = server_docs(cx, server, &choice);
        let item = if server.variables.is_empty() {
            server_constant(server, docs)
        } else {
            file.imports.add("crate::runtime::path", "fill_variables");
            server_url_function(server, docs)
        };
        file.push(&server.rust, item);
    }
    file.print()
}

const MAX_NAMED: usize = 3;

fn server_docs(cx: &RenderContext<'_>, server: &Server, choice: &ServerChoice<'_>) -> Doc {
    let template = format!("{}.", inline_code(&server.template));
    let mut doc = match choice.servers.as_slice() {
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
    if !links.is_empty() {
        let more = match choice.operations.len().saturating_sub(links.len()) {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        doc = doc.paragraph(&format!("For {}{more}.", links.join(", ")));
    }
    let lines: Vec<String> = server
        .variables
        .iter()
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

fn server_constant(server: &Server, docs: Doc) -> Code {
    let docs = docs.tokens();
    let name = make_ident(&constant_name(&server.rust));
    let url = &server.url;
    code!(#docs pub const #name: &str = #url;)
}

/// Returns a function from the variables of a server to its URL.
fn server_url_function(server: &Server, docs: Doc) -> Code {
    let docs = docs.tokens();
    let name = make_ident(&server.rust);
    let arguments: Vec<Ident> = server
        .variables
        .iter()
        .map(|variable| make_ident(&variable.rust))
        .collect();
    let names = server.variables.iter().map(|variable| &variable.wire);
    let template = &server.template;
    code! {
        #docs
        #[must_use]
        pub fn #name(#(#arguments: &str),*) -> String {
            fill_variables(#template, &[#((#names, #arguments)),*])
        }
    }
}

/// Returns a line such as ``- `region`: Where data is kept. (one of `eu`, `us`; default `eu`)``,
/// with the defaults of all servers.
fn variable_line(variable: &ServerVariable, servers: &[&Server]) -> String {
    let summary = match summary_of(variable.docs.as_deref()) {
        Some(summary) => format!("{summary} "),
        None => String::new(),
    };
    let codes: Vec<String> = variable
        .values
        .iter()
        .map(|value| inline_code(value))
        .collect();
    let values = if codes.is_empty() {
        String::new()
    } else {
        format!("one of {}; ", codes.join(", "))
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
    format!(
        "{}: {summary}({values}default {})",
        inline_code(&variable.rust),
        defaults.join(" or ")
    )
}
