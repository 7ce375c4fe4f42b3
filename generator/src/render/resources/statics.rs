//! The statics of a file: operations, parameters, envelopes and pagination, without duplicates.

use std::collections::{BTreeSet, HashMap};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::facts::MethodFacts;
use crate::model::{
    Content, Encoding, EncodingFormat, Envelope, Location, Next, Paging, Parameter, SchemeKind, SecurityScheme, Source,
    TokenPlace, Waiter,
};
use crate::naming::{self, Scope, ScopeKind};
use crate::render::context::ident;
use crate::render::imports::Imports;
use crate::render::source_file::SourceFile;
use crate::render::words::capital;
use crate::render::xml;

/// Statics of one file, in the order of their first use.
pub(crate) struct Statics<'a> {
    scope: Scope,
    /// Type and value of a static → its name.
    known: HashMap<String, Ident>,
    items: Vec<Item<'a>>,
}

/// A static, with its imports and the statics that it uses.
struct Item<'a> {
    name: Ident,
    tokens: TokenStream,
    imports: Imports<'a>,
    uses: BTreeSet<String>,
}

impl<'a> Statics<'a> {
    pub(crate) fn new() -> Self {
        Self { scope: Scope::new(ScopeKind::Variants), known: HashMap::new(), items: Vec::new() }
    }

    pub(crate) fn finish(self, file: &mut SourceFile<'a>) {
        for item in self.items {
            file.push_static(&item.name.to_string(), item.tokens, &item.imports, item.uses);
        }
    }

    /// Returns the name of a static; equal ones share one.
    fn add(&mut self, names: &[String], (ty, value): (&TokenStream, &TokenStream), imports: Imports<'a>) -> Ident {
        let key = format!("{ty} = {value}");
        if let Some(name) = self.known.get(&key) {
            return name.clone();
        }
        let names: Vec<String> = names.iter().map(|name| naming::constant_name(name)).collect();
        let name = ident(&self.scope.claim_any(&names).name);
        let tokens = quote!(static #name: #ty = #value;);
        self.items.push(Item { name: name.clone(), tokens, imports, uses: BTreeSet::new() });
        self.known.insert(key, name.clone());
        name
    }

    /// The static of a parameter; `method` distinguishes parameters of the same name.
    pub(crate) fn parameter(&mut self, file: &mut SourceFile<'a>, parameter: &'a Parameter, method: &str) -> Ident {
        let imports = &mut file.imports.fresh();
        let [ty, location, style] = ["Parameter", "Location", "Style"].map(|name| imports.runtime("api", name));
        let name = &parameter.wire;
        let place = location_value(parameter);
        let style_variant = ident(&capital(parameter.style.as_str()));
        let (explode, allow_reserved) = (parameter.explode, parameter.allow_reserved);
        let checks = file.cx.checks(&parameter.schema, imports);
        let value = quote! {
            #ty {
                name: #name,
                location: #location::#place,
                style: #style::#style_variant,
                explode: #explode,
                allow_reserved: #allow_reserved,
                checks: &[#(#checks),*],
            }
        };
        let names = [parameter.rust.clone(), format!("{method}_{}", parameter.rust)];
        let name = self.add(&names, (&ty, &value), imports.clone());
        file.mention(&name.to_string());
        name
    }

    pub(crate) fn operation(&mut self, file: &mut SourceFile<'a>, facts: &MethodFacts<'_>) -> Ident {
        let imports = &mut file.imports.fresh();
        let operation = facts.operation;
        let ty = imports.runtime("api", "Operation");
        let method_type = imports.name("http", "Method");
        let (id, path) = (&operation.id, &operation.path);
        let method = ident(method_name(&operation.method));
        let server = optional(operation.servers.first().map(|server| server.url.as_str()));
        let security = security(&operation.security);
        let idempotent = operation.idempotent || is_idempotent(&operation.method);
        let idempotency_header = optional(operation.idempotency_header.as_deref());
        let accept = facts.accept();
        let redirects = facts.redirects().map(Literal::u16_unsuffixed);
        let mut uses = BTreeSet::new();
        let envelope = self.envelope(operation.envelope.as_ref(), imports, &mut uses);
        let success = optional(operation.success.as_deref());
        let paging = self.paging(operation.paging.as_ref(), imports, &mut uses);
        let value = quote! {
            #ty {
                id: #id,
                method: #method_type::#method,
                path: #path,
                server: #server,
                security: #security,
                idempotent: #idempotent,
                idempotency_header: #idempotency_header,
                accept: #accept,
                redirects: &[#(#redirects),*],
                envelope: #envelope,
                success: #success,
                paging: #paging,
            }
        };
        let names = [operation.rust.clone(), format!("{}_operation", operation.rust)];
        let name = self.add(&names, (&ty, &value), imports.clone());
        if let Some(item) = self.items.iter_mut().rfind(|item| item.name == name) {
            item.uses = uses;
        }
        file.mention(&name.to_string());
        name
    }

    /// The encodings of a form or a multipart body, as an expression.
    pub(crate) fn encodings(&mut self, file: &mut SourceFile<'a>, content: &Content, method: &str) -> TokenStream {
        if content.encodings.is_empty() {
            return quote!(&[]);
        }
        let imports = &mut file.imports.fresh();
        let ty = imports.runtime("form", "Encoding");
        let values: Vec<TokenStream> =
            content.encodings.iter().map(|encoding| encoding_value(&ty, encoding, imports)).collect();
        let names = [format!("{method}_encodings")];
        let name = self.add(&names, (&quote!(&[#ty]), &quote!(&[#(#values),*])), imports.clone());
        file.mention(&name.to_string());
        quote!(#name)
    }

    pub(crate) fn waiter(&mut self, file: &mut SourceFile<'a>, waiter: &Waiter, polled: &MethodFacts<'_>) -> Ident {
        let operation = self.operation(file, polled);
        let imports = &mut file.imports.fresh();
        let (ty, duration) = (imports.runtime("wait", "Waiter"), imports.name("std::time", "Duration"));
        let Waiter { field, success, failure, .. } = waiter;
        let millis =
            |time: std::time::Duration| Literal::u64_unsuffixed(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        let (interval, longest) = (millis(waiter.interval), millis(waiter.longest));
        let value = quote! {
            #ty {
                operation: &#operation,
                field: #field,
                success: &[#(#success),*],
                failure: &[#(#failure),*],
                interval: #duration::from_millis(#interval),
                longest: #duration::from_millis(#longest),
            }
        };
        let name = self.add(std::slice::from_ref(&waiter.rust), (&ty, &value), imports.clone());
        if let Some(item) = self.items.iter_mut().rfind(|item| item.name == name) {
            item.uses.insert(operation.to_string());
        }
        file.mention(&name.to_string());
        name
    }

    fn envelope(
        &mut self,
        envelope: Option<&Envelope>,
        around: &Imports<'a>,
        uses: &mut BTreeSet<String>,
    ) -> TokenStream {
        let Some(envelope) = envelope else { return quote!(None) };
        let imports = &mut around.fresh();
        let ty = imports.runtime("api", "Envelope");
        let name = self.add(&["envelope".to_owned()], (&ty, &envelope_value(&ty, envelope)), imports.clone());
        uses.insert(name.to_string());
        quote!(Some(&#name))
    }

    fn paging(&mut self, paging: Option<&Paging>, around: &Imports<'a>, uses: &mut BTreeSet<String>) -> TokenStream {
        let Some(paging) = paging else { return quote!(None) };
        let imports = &mut around.fresh();
        let ty = imports.runtime("api", "Paging");
        let next = next(&paging.next, imports);
        let Paging { items, optional, .. } = paging;
        let [total_pages, total_items, more] =
            [&paging.total_pages, &paging.total_items, &paging.more].map(|text| optional_text(text.as_ref()));
        let value = quote! {
            #ty {
                items: &[#(#items),*],
                optional: #optional,
                next: #next,
                total_pages: #total_pages,
                total_items: #total_items,
                more: #more,
            }
        };
        let name = self.add(&["paging".to_owned()], (&ty, &value), imports.clone());
        uses.insert(name.to_string());
        quote!(Some(&#name))
    }
}

fn optional_text(text: Option<&String>) -> TokenStream {
    optional(text.map(String::as_str))
}

fn next(next: &Next, imports: &mut Imports<'_>) -> TokenStream {
    let ty = imports.runtime("api", "Next");
    match next {
        Next::Number { parameter, first } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(#ty::Number { parameter: #parameter, first: #first })
        }
        Next::StatedNumber { parameter, current } => {
            quote!(#ty::StatedNumber { parameter: #parameter, current: #current })
        }
        Next::Offset { parameter } => quote!(#ty::Offset { parameter: #parameter }),
        Next::Token { parameter, place, source, end } => {
            let all_places = imports.runtime("api", "TokenPlace");
            let place = ident(match place {
                TokenPlace::Query => "Query",
                TokenPlace::Header => "Header",
                TokenPlace::Body => "Body",
            });
            let source = source_value(source, imports);
            let end = optional_text(end.as_ref());
            quote!(#ty::Token { parameter: #parameter, place: #all_places::#place, source: #source, end: #end })
        }
        Next::After { parameter, before, property } => {
            let before = optional_text(before.as_ref());
            quote!(#ty::After { parameter: #parameter, before: #before, property: #property })
        }
        Next::Link { source } => {
            let source = source_value(source, imports);
            quote!(#ty::Link { source: #source })
        }
    }
}

fn source_value(source: &Source, imports: &mut Imports<'_>) -> TokenStream {
    let ty = imports.runtime("api", "Source");
    match source {
        Source::Body(pointer) => quote!(#ty::Body(#pointer)),
        Source::Header(name) => quote!(#ty::Header(#name)),
        Source::Link => quote!(#ty::Link),
    }
}

fn encoding_value(ty: &TokenStream, encoding: &Encoding, imports: &mut Imports<'_>) -> TokenStream {
    let name = &encoding.property;
    let headers = encoding.headers.iter().map(|(name, value)| quote!((#name, #value)));
    let headers = if encoding.headers.is_empty() { quote!() } else { quote!(.headers(&[#(#headers),*])) };
    let value = match &encoding.format {
        EncodingFormat::Usual => quote!(#ty::usual(#name)),
        EncodingFormat::Style { style, explode, allow_reserved } => {
            let all_styles = imports.runtime("api", "Style");
            let style = ident(&capital(style.as_str()));
            let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
            quote!(#ty::style(#name, #all_styles::#style, #explode) #reserved)
        }
        EncodingFormat::MediaType(media_type) => quote!(#ty::media(#name, #media_type)),
        EncodingFormat::Xml { media_type, part } => {
            let write = xml::part(part, imports);
            quote!(#ty::written(#name, #media_type, #write))
        }
    };
    quote!(#value #headers)
}

pub(crate) fn envelope_value(ty: &TokenStream, envelope: &Envelope) -> TokenStream {
    let result = &envelope.result;
    let (success, errors) = (optional(envelope.success.as_deref()), optional(envelope.errors.as_deref()));
    quote!(#ty { result: #result, success: #success, errors: #errors })
}

pub(crate) fn optional(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}

pub(crate) fn security(alternatives: &[Vec<String>]) -> TokenStream {
    let alternatives = alternatives.iter().map(|names| quote!(&[#(#names),*]));
    quote!(&[#(#alternatives),*])
}

pub(crate) fn scheme(scheme: &SecurityScheme, imports: &mut Imports<'_>) -> TokenStream {
    let [ty, kind] = ["Scheme", "SchemeKind"].map(|name| imports.runtime("api", name));
    let how = match &scheme.kind {
        SchemeKind::Bearer => quote!(Bearer),
        SchemeKind::Basic => quote!(Basic),
        SchemeKind::Header(name) => quote!(Header(#name)),
        SchemeKind::Prefixed { header, prefix } => quote!(Prefixed(#header, #prefix)),
        SchemeKind::Query(name) => quote!(Query(#name)),
        SchemeKind::Cookie(name) => quote!(Cookie(#name)),
    };
    let (name, env) = (&scheme.name, optional(scheme.env.as_deref()));
    quote!(#ty { name: #name, kind: #kind::#how, env: #env })
}

fn location_value(parameter: &Parameter) -> TokenStream {
    let name = ident(&capital(parameter.location.as_str()));
    let part = (parameter.location == Location::Part).then(|| parameter.part.as_deref().unwrap_or_default());
    let part = part.map(|part| quote!((#part)));
    quote!(#name #part)
}

/// The constant of `http::Method`; OpenAPI has no other methods.
fn method_name(method: &str) -> &'static str {
    match method {
        "PUT" => "PUT",
        "POST" => "POST",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        "HEAD" => "HEAD",
        "PATCH" => "PATCH",
        "TRACE" => "TRACE",
        _ => "GET",
    }
}

/// RFC 9110, 9.2.2.
fn is_idempotent(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE")
}
