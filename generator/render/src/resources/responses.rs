//! Emitted code for outputs: the macro of a request, and the enum for a method that has several success responses.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::context::{RenderContext, make_ident};
use crate::doc::Doc;
use crate::docs::summary_of;
use crate::rust_type::type_tokens;
use crate::source_file::RustSourceFile;
use model::{Framing, Output, Several, Status, Stream, SuccessVariant};
use surface::{MethodFacts, OutputFacts, UNIVERSAL_SETTERS};

/// Emits the items for the output of a request: `send`, `.await`, and the types that only this output needs.
pub(super) fn emit_request_output<'a>(
    file: &mut RustSourceFile<'a>,
    facts: &MethodFacts<'a>,
    name: &Ident,
) {
    let cx = file.cx;
    let names = UNIVERSAL_SETTERS.map(|name| make_ident(&facts.universal_setter(name)));
    let are_usual = names
        .iter()
        .zip(UNIVERSAL_SETTERS)
        .all(|(name, usual)| name == usual);
    let setters = if are_usual {
        quote!(setters!(#name))
    } else {
        quote!(setters!(#name => #(#names)*))
    };
    // The runtime has a macro for each of these outputs.
    let output = match &facts.output {
        OutputFacts::Empty => quote!(request!(#name => ())),
        OutputFacts::Raw => quote!(request!(#name => raw)),
        OutputFacts::Text => quote!(request!(#name => text)),
        OutputFacts::Bytes => quote!(request!(#name => bytes)),
        OutputFacts::Json(schema) => {
            let ty = cx.full_item_type(schema);
            quote!(request!(#name => #ty))
        }
        OutputFacts::Xml(schema) => {
            let ty = cx.full_item_type(schema);
            quote!(request!(#name => xml #ty))
        }
        OutputFacts::Pages(item) => {
            let ty = cx.full_item_type(item);
            quote!(pages!(#name => #ty))
        }
        OutputFacts::Stream(stream) => {
            let kind = stream_kind(cx, stream);
            quote!(stream!(#name => #kind))
        }
        OutputFacts::Several(several) => {
            let output = make_ident(&several.name);
            quote!(request!(#name => several #output))
        }
    };
    let mut calls = vec![setters, output];
    if matches!(facts.output, OutputFacts::Empty) && facts.can_download() {
        calls.push(quote!(download!(#name)));
    }
    if facts.leads_to_file() {
        let media_type = facts.file_media_type();
        calls.push(quote!(download!(#name, #media_type)));
    }
    if let (OutputFacts::Json(_), Some(item)) = (&facts.output, facts.paged_item()) {
        let ty = cx.full_item_type(item);
        calls.push(quote!(pages!(#name => also #ty)));
    }
    if let Some(stream) = &facts.operation.stream {
        let (kind, media_type) = (stream_kind(cx, stream), &stream.media_type);
        let switch = stream.switch.as_ref().map(|switch| quote!(, #switch));
        calls.push(quote!(stream!(#name => also #kind, #media_type #switch)));
    }
    if !facts.operation.alternatives.is_empty() {
        calls.push(quote!(alternatives!(#name)));
    }
    let mut items = quote!(#(crate::runtime::macros::#calls;)*);
    if let OutputFacts::Several(several) = &facts.output {
        file.export(&several.name);
        items.extend(several_items(cx, several, facts));
    }
    file.push(&facts.operation.request_type, items);
}

/// Returns tokens such as `events Token, Data` or `lines Token`.
fn stream_kind<'a>(cx: &RenderContext<'a>, stream: &'a Stream) -> TokenStream {
    let item = cx.full_item_type(&stream.item);
    match stream.framing {
        Framing::EventData => quote!(events #item, Data),
        Framing::EventObjects => quote!(events #item, Event),
        Framing::Lines => quote!(lines #item),
        Framing::Results => quote!(results #item),
        Framing::Records => quote!(records #item),
        Framing::Parts => quote!(parts #item),
    }
}

/// Returns the enum for the success responses of a method.
fn several_items<'a>(
    cx: &RenderContext<'a>,
    several: &'a Several,
    facts: &MethodFacts<'a>,
) -> TokenStream {
    let name = make_ident(&several.name);
    let method = format!("The output of `{}`, by status code.", facts.operation.rust);
    let docs = Doc::new().paragraph(&method).tokens();
    let variants = several
        .outcomes
        .iter()
        .map(|outcome| outcome_variant(cx, outcome));
    let blanks = several.outcomes.iter().map(blank_outcome_arm);
    let places = several.outcomes.iter().map(outcome_payload_arm);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A success with an undocumented status code."]
            Unknown(Box<crate::runtime::outcome::RawResponse>),
        }

        impl crate::runtime::several::Several for #name {
            fn blank(response: &crate::runtime::outcome::RawResponse) -> Self {
                match response.status().as_u16() {
                    #(#blanks)*
                    _ => Self::Unknown(Box::new(response.clone())),
                }
            }

            fn payload(&mut self) -> crate::runtime::several::Payload<'_> {
                match self {
                    #(#places)*
                    Self::Unknown(_) => crate::runtime::several::Payload::Empty,
                }
            }
        }
    }
}

fn outcome_variant<'a>(cx: &RenderContext<'a>, outcome: &'a SuccessVariant) -> TokenStream {
    let docs = match summary_of(outcome.docs.as_deref()) {
        Some(summary) => format!("{}: {summary}", outcome.status),
        None => format!("{}.", outcome.status),
    };
    let (docs, name) = (
        Doc::new().paragraph(&docs).tokens(),
        make_ident(&outcome.rust),
    );
    match outcome_payload(cx, outcome) {
        Some(payload) => quote!(#docs #name(#payload),),
        None => quote!(#docs #name,),
    }
}

/// Returns the type in a variant of a success response; `None` if it has no content.
fn outcome_payload<'a>(cx: &RenderContext<'a>, outcome: &'a SuccessVariant) -> Option<TokenStream> {
    Some(type_tokens(&cx.index.outcome_type(outcome)?))
}

/// Returns the match arm that creates an empty outcome.
fn blank_outcome_arm(outcome: &SuccessVariant) -> TokenStream {
    let name = make_ident(&outcome.rust);
    let status = match outcome.status {
        Status::Code(code) => Literal::u16_unsuffixed(code).into_token_stream(),
        Status::Range(3) => quote!(300..=399),
        // All other ranges are `2XX`. The failures that `default` includes have become errors already.
        Status::Range(_) | Status::Default => quote!(200..=299),
    };
    let payload = match &outcome.output {
        Output::Json(_) | Output::Xml(_) => quote!((crate::runtime::node::Model::blank())),
        Output::Text => quote!((String::new())),
        Output::Bytes => quote!((bytes::Bytes::new())),
        Output::Empty | Output::Raw | Output::Stream(_) | Output::Several(_) => quote!(),
    };
    quote!(#status => Self::#name #payload,)
}

/// Returns the match arm for the payload of an outcome.
fn outcome_payload_arm(outcome: &SuccessVariant) -> TokenStream {
    let name = make_ident(&outcome.rust);
    let (pattern, payload) = match (&outcome.output, outcome.enveloped) {
        (Output::Json(_), true) => (quote!((value)), quote!(Json(value))),
        (Output::Json(_), false) => (quote!((value)), quote!(Bare(value))),
        (Output::Xml(_), _) => (
            quote!((value)),
            quote!(Read(value, crate::runtime::xml::read_xml)),
        ),
        (Output::Text, _) => (quote!((value)), quote!(Text(value))),
        (Output::Bytes, _) => (quote!((value)), quote!(Bytes(value))),
        (Output::Empty | Output::Raw | Output::Stream(_) | Output::Several(_), _) => {
            (quote!(), quote!(Empty))
        }
    };
    quote!(Self::#name #pattern => crate::runtime::several::Payload::#payload,)
}
