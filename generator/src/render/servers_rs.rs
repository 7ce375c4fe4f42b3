//! `src/servers.rs`: where the API is served, where the description leaves a choice.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::context::{Context, ident};
use super::doc::Doc;
use super::docs::{inline_code, summary_line};
use super::source_file::SourceFile;
use super::{Job, Jobs};
use crate::format::FormatError;
use crate::model::{Server, ServerVariable};
use crate::naming::constant_name;

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let needed = cx.has_servers().then(|| Job::new("src/servers.rs", move || print(cx)));
    needed.into_iter().collect()
}

impl<'a> Context<'a> {
    /// Whether there is more than one place where the API is served.
    pub(super) fn has_servers(&self) -> bool {
        let choices = absolute(self).map(|server| 1 + server.variables.len());
        choices.sum::<usize>() > 1
    }
}

/// Servers that a client can be told to use.
fn absolute<'c>(cx: &Context<'c>) -> impl Iterator<Item = &'c Server> + use<'c> {
    cx.api.servers.iter().filter(|server| server.url.contains("://"))
}

fn print<'a>(cx: &'a Context<'a>) -> Result<String, FormatError> {
    let docs = Doc::new()
        .paragraph("Where the API is served.")
        .paragraph("[`ClientBuilder::base_url`](crate::ClientBuilder::base_url) takes each of these.");
    let mut file = SourceFile::new(cx, docs, "crate::types").found_at("servers");
    for server in absolute(cx) {
        let item = if server.variables.is_empty() { constant(server) } else { function(server) };
        file.push(&server.rust, item);
    }
    file.print()
}

fn docs(server: &Server) -> Doc {
    let doc = Doc::new().maybe_prose(server.description.as_deref());
    doc.paragraph(&format!("{}.", inline_code(&server.template)))
}

fn constant(server: &Server) -> TokenStream {
    let (docs, name, url) = (docs(server).tokens(), ident(&constant_name(&server.rust)), &server.url);
    quote!(#docs pub const #name: &str = #url;)
}

/// A function from the variables of a server to its URL.
fn function(server: &Server) -> TokenStream {
    let lines: Vec<String> = server.variables.iter().map(variable_line).collect();
    let (docs, name) = (docs(server).list(&lines).tokens(), ident(&server.rust));
    let arguments: Vec<Ident> = server.variables.iter().map(|variable| ident(&variable.rust)).collect();
    let replacements = server.variables.iter().zip(&arguments).map(|(variable, argument)| {
        let template = format!("{{{}}}", variable.wire);
        quote!(.replace(#template, #argument))
    });
    let template = &server.template;
    quote! {
        #docs
        #[must_use]
        pub fn #name(#(#arguments: &str),*) -> String {
            #template #(#replacements)*
        }
    }
}

/// ``- `region`: Where data is kept. One of `eu` and `us`; the default is `eu`.``
fn variable_line(variable: &ServerVariable) -> String {
    let said = variable.docs.as_deref().map(summary_line).filter(|line| !line.is_empty());
    let values: Vec<String> = variable.values.iter().map(|value| inline_code(value)).collect();
    let values = if values.is_empty() { String::new() } else { format!("one of {}; ", values.join(", ")) };
    let default = if variable.default.is_empty() { "empty".to_owned() } else { inline_code(&variable.default) };
    let said = said.map(|said| format!("{said} ")).unwrap_or_default();
    format!("{}: {said}({values}by default {default})", inline_code(&variable.rust))
}
