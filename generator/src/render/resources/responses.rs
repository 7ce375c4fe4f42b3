//! Emitted code for outputs: the macro of a request, and the enum of one with several successes.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::facts::{MethodFacts, OutputFacts};
use crate::model::{Framing, Outcome, Output, Several, Status, Stream};
use crate::render::context::ident;
use crate::render::doc::Doc;
use crate::render::docs::summary_of;
use crate::render::source_file::SourceFile;

/// The items for the output of a request: `send`, `.await`, and its own types.
pub(super) fn emit<'a>(file: &mut SourceFile<'a>, facts: &MethodFacts<'a>, name: &Ident) {
    file.imports.add("crate::runtime", "macros");
    let mut items = match &facts.output {
        OutputFacts::Empty if facts.can_download() => {
            vec![quote!(macros::request!(#name => ());), quote!(macros::download!(#name);)]
        }
        OutputFacts::Empty => vec![quote!(macros::request!(#name => ());)],
        OutputFacts::Text => vec![quote!(macros::request!(#name => text);)],
        OutputFacts::Bytes => vec![quote!(macros::request!(#name => bytes);)],
        OutputFacts::Json(schema) | OutputFacts::Xml(schema) => {
            let ty = file.cx.item_type(schema, &mut file.imports);
            let xml = matches!(facts.output, OutputFacts::Xml(_)).then(|| quote!(xml));
            vec![quote!(macros::request!(#name => #xml #ty);)]
        }
        OutputFacts::Pages(item) => {
            let ty = file.cx.item_type(item, &mut file.imports);
            vec![quote!(macros::pages!(#name => #ty);)]
        }
        OutputFacts::Stream(stream) => {
            let kind = stream_kind(file, stream);
            vec![quote!(macros::stream!(#name => #kind);)]
        }
        OutputFacts::Several(several) => {
            let output = ident(&several.name);
            file.export(&several.name);
            let mut items = vec![quote!(macros::request!(#name => several #output);)];
            items.extend(several_items(file, several, facts));
            items
        }
    };
    if facts.leads_to_file() {
        let media_type = facts.file_media_type();
        items.push(quote!(macros::download!(#name, #media_type);));
    }
    if let (OutputFacts::Json(_), Some(item)) = (&facts.output, facts.paged_item()) {
        let ty = file.cx.item_type(item, &mut file.imports);
        items.push(quote!(macros::pages!(#name => also #ty);));
    }
    if let Some(stream) = &facts.operation.stream {
        let kind = stream_kind(file, stream);
        let media_type = &stream.media_type;
        let switch = stream.switch.as_ref().map(|switch| quote!(, #switch));
        items.push(quote!(macros::stream!(#name => also #kind, #media_type #switch);));
    }
    if !facts.operation.alternatives.is_empty() {
        items.push(quote!(macros::alternatives!(#name);));
    }
    file.push(&facts.operation.request_type, items.into_iter().collect());
}

/// `events Token, Data` or `lines Token`.
fn stream_kind<'a>(file: &mut SourceFile<'a>, stream: &'a Stream) -> TokenStream {
    let item = file.cx.item_type(&stream.item, &mut file.imports);
    match stream.framing {
        Framing::EventData => quote!(events #item, Data),
        Framing::EventObjects => quote!(events #item, Event),
        Framing::Lines => quote!(lines #item),
        Framing::Records => quote!(records #item),
    }
}

/// The enum of a method with several successes.
fn several_items<'a>(file: &mut SourceFile<'a>, several: &'a Several, facts: &MethodFacts<'a>) -> Vec<TokenStream> {
    let name = ident(&several.name);
    let method = format!("The output of `{}`, by status code.", facts.operation.rust);
    let docs = Doc::new().paragraph(&method).tokens();
    let variants: Vec<TokenStream> = several.outcomes.iter().map(|outcome| variant(file, outcome)).collect();
    let raw = file.imports.runtime("outcome", "RawResponse");
    let [place, behaviour] = ["Payload", "Several"].map(|name| file.imports.runtime("several", name));
    let blanks: Vec<TokenStream> = several.outcomes.iter().map(|outcome| blank(file, outcome)).collect();
    let places = several.outcomes.iter().map(|outcome| place_of(&place, outcome));
    let declaration = quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A success with an undocumented status code."]
            Unknown(Box<#raw>),
        }
    };
    let reading = quote! {
        impl #behaviour for #name {
            fn blank(response: &#raw) -> Self {
                match response.status().as_u16() {
                    #(#blanks)*
                    _ => Self::Unknown(Box::new(response.clone())),
                }
            }

            fn payload(&mut self) -> #place<'_> {
                match self {
                    #(#places)*
                    Self::Unknown(_) => #place::Empty,
                }
            }
        }
    };
    vec![declaration, reading]
}

fn variant<'a>(file: &mut SourceFile<'a>, outcome: &'a Outcome) -> TokenStream {
    let summary = summary_of(outcome.docs.as_deref());
    let docs = match summary {
        Some(summary) => format!("{}: {summary}", outcome.status),
        None => format!("{}.", outcome.status),
    };
    let (docs, name) = (Doc::new().paragraph(&docs).tokens(), ident(&outcome.rust));
    match payload(file, &outcome.output) {
        Some(ty) => quote!(#docs #name(#ty),),
        None => quote!(#docs #name,),
    }
}

fn payload<'a>(file: &mut SourceFile<'a>, output: &'a Output) -> Option<TokenStream> {
    match output {
        Output::Json(schema) | Output::Xml(schema) => Some(file.cx.item_type(schema, &mut file.imports)),
        Output::Text => Some(quote!(String)),
        Output::Bytes => Some(file.imports.name("bytes", "Bytes")),
        Output::Empty | Output::Stream(_) | Output::Several(_) => None,
    }
}

/// The match arm that creates an empty outcome.
fn blank(file: &mut SourceFile<'_>, outcome: &Outcome) -> TokenStream {
    let name = ident(&outcome.rust);
    let status = match outcome.status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(3) => quote!(300..=399),
        Status::Range(_) | Status::Default => quote!(200..=299),
    };
    match &outcome.output {
        Output::Json(_) | Output::Xml(_) => {
            let model = file.imports.runtime("node", "Model");
            quote!(#status => Self::#name(#model::blank()),)
        }
        Output::Text => quote!(#status => Self::#name(String::new()),),
        Output::Bytes => {
            let bytes = file.imports.name("bytes", "Bytes");
            quote!(#status => Self::#name(#bytes::new()),)
        }
        Output::Empty | Output::Stream(_) | Output::Several(_) => quote!(#status => Self::#name,),
    }
}

/// The match arm for the payload of an outcome.
fn place_of(place: &TokenStream, outcome: &Outcome) -> TokenStream {
    let name = ident(&outcome.rust);
    let kind = match (&outcome.output, outcome.enveloped) {
        (Output::Json(_), true) => quote!(Json),
        (Output::Json(_), false) => quote!(Bare),
        (Output::Xml(_), _) => return quote!(Self::#name(value) => #place::Read(value, crate::runtime::xml::read),),
        (Output::Text, _) => quote!(Text),
        (Output::Bytes, _) => quote!(Bytes),
        (Output::Empty | Output::Stream(_) | Output::Several(_), _) => {
            return quote!(Self::#name => #place::Empty,);
        }
    };
    quote!(Self::#name(value) => #place::#kind(value),)
}
