//! `tests/requests/authentication.rs`: the ways to authenticate, each with the expected credentials in a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::credentials::{expected_credentials, test_credential};
use crate::diag::Diagnostic;
use crate::model::Operation;
use crate::naming::{self, Scope, ScopeKind};
use crate::render::client_rs::{SchemeFacts, security_scheme_facts};
use crate::render::context::RenderContext;
use crate::render::doc::Doc;
use crate::render::source_file::RustSourceFile;

/// The alternatives of security requirements, each with the name of its tests.
#[derive(Clone)]
pub(super) struct AuthenticationAlternatives<'a>(Vec<(&'a [String], String)>);

impl<'a> AuthenticationAlternatives<'a> {
    pub(super) fn of(cx: &RenderContext<'a>, operations: &[&'a Operation]) -> Self {
        let mut scope = Scope::new(ScopeKind::Variants);
        let mut all: Vec<(&[String], String)> = Vec::new();
        for names in operations
            .iter()
            .flat_map(|operation| used_security_alternatives(cx, operation))
        {
            if all.iter().any(|(known, _)| *known == names) {
                continue;
            }
            let schemes = cx
                .api
                .security_schemes
                .iter()
                .filter(|scheme| names.contains(&scheme.name));
            let schemes: Vec<&str> = schemes.map(|scheme| scheme.rust.as_str()).collect();
            let words = if schemes.is_empty() {
                "by nothing".to_owned()
            } else {
                format!("by {}", schemes.join(" and "))
            };
            all.push((names, scope.claim(&naming::field_name(&words)).name));
        }
        Self(all)
    }

    /// The alternatives of one operation, the preferred one first; never empty.
    pub(super) fn names(&self, cx: &RenderContext<'a>, operation: &'a Operation) -> Vec<String> {
        let wanted = used_security_alternatives(cx, operation);
        let found = wanted
            .iter()
            .filter_map(|names| self.0.iter().find(|(known, _)| known == names));
        found.map(|(_, name)| name.clone()).collect()
    }
}

/// The alternatives that a client with exactly their credentials uses: an alternative that includes an earlier one is
/// never used.
fn used_security_alternatives<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
) -> Vec<&'a [String]> {
    let mut ways: Vec<&[String]> = Vec::new();
    for names in operation
        .security
        .iter()
        .map(Vec::as_slice)
        .filter(|names| {
            names.iter().all(|name: &String| {
                cx.api
                    .security_schemes
                    .iter()
                    .any(|scheme| scheme.name == *name)
            })
        })
    {
        let is_shadowed = ways
            .iter()
            .any(|way| way.iter().all(|name| names.contains(name)));
        if !names.is_empty() && !is_shadowed {
            ways.push(names);
        }
    }
    if ways.is_empty() || operation.security.iter().any(Vec::is_empty) {
        ways.push(&[]);
    }
    ways
}

pub(super) fn print_authentication_rs<'a>(
    cx: &'a RenderContext<'a>,
    ways: &AuthenticationAlternatives<'a>,
) -> Result<String, Diagnostic> {
    let docs = "The ways to authenticate: a client with credentials, and the credentials expected in its requests.";
    let mut file = RustSourceFile::outside(cx, Doc::new().paragraph(docs));
    let client = file.imports.name(&cx.crate_name(), "Client");
    file.push(
        "Way",
        quote! {
            #[doc = " A way to authenticate."]
            pub struct Way {
                pub name: &'static str,
                #[doc = " Creates a client for the server at a URL; it does not retry."]
                pub client: fn(&str) -> #client,
                #[doc = " The expected query parameters."]
                pub query: &'static [(&'static str, &'static str)],
                #[doc = " The expected headers; those of other credentials have no value."]
                pub headers: &'static [(&'static str, &'static str)],
            }
        },
    );
    let ways = ways
        .0
        .iter()
        .map(|(names, name)| authentication_case(cx, names, name, &client));
    let ways: Vec<TokenStream> = ways.collect();
    file.push(
        "WAYS",
        quote!(#[doc = " All ways in the description."] pub static WAYS: &[Way] = &[#(#ways),*];),
    );
    file.print()
}

fn authentication_case(
    cx: &RenderContext<'_>,
    names: &[String],
    name: &str,
    client: &TokenStream,
) -> TokenStream {
    let all = security_scheme_facts(cx.api);
    let setters = all
        .iter()
        .filter(|facts| names.contains(&facts.scheme.name))
        .map(credential_setter_call);
    let (query, headers) = expected_credentials(cx, names);
    let query = query.iter().map(|(name, value)| quote!((#name, #value)));
    let headers = headers.iter().map(|(name, value)| quote!((#name, #value)));
    quote! {
        Way {
            name: #name,
            client: |url| #client::builder().base_url(url).retries(0).strict_responses(true) #(#setters)* .build().unwrap(),
            query: &[#(#query),*],
            headers: &[#(#headers),*],
        }
    }
}

fn credential_setter_call(facts: &SchemeFacts<'_>) -> TokenStream {
    let (setter, values) = (&facts.setter, test_credential(facts.scheme));
    quote!(.#setter(#(#values),*))
}
