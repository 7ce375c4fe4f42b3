//! Emitted code for outputs: the macro of a request, and the enum for a method that has several
//! success responses.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::context::{RenderContext, make_ident};
use crate::doc::Doc;
use crate::docs::summary_of;
use crate::rust_type::type_tokens;
use crate::source_file::RustSourceFile;
use model::{Framing, Output, Several, Status, Stream, SuccessVariant};
use surface::{MethodFacts, OutputFacts, UNIVERSAL_SETTERS};

/// Emits the items for the output of a request: `send`, `.await`, and the types that only this
/// output needs.
pub(super) fn emit_request_output<'a>(
    file: &mut RustSourceFile<'a>,
    facts: &MethodFacts<'a>,
    request: &Ident,
) {
    let cx = file.cx;
    let mut calls = vec![
        setters_macro_call(facts, request),
        output_macro_call(cx, facts, request),
    ];
    if matches!(facts.output, OutputFacts::Empty) && facts.can_download() {
        calls.push(quote!(download!(#request)));
    }
    if facts.leads_to_file() {
        let media_type = facts.file_media_type();
        calls.push(quote!(download!(#request, #media_type)));
    }
    if let (OutputFacts::Json(_), Some(item)) = (&facts.output, facts.paged_item()) {
        let ty = cx.full_item_type(item);
        calls.push(quote!(pages!(#request => also #ty)));
    }
    if let Some(stream) = &facts.operation.returns.stream {
        let kind = stream_kind(cx, stream);
        let media_type = &stream.media_type;
        let switch = stream.switch.as_ref().map(|switch| quote!(, #switch));
        calls.push(quote!(stream!(#request => also #kind, #media_type #switch)));
    }
    if !facts.operation.returns.alternatives.is_empty() {
        calls.push(quote!(alternatives!(#request)));
    }
    let mut items = quote!(#(crate::runtime::macros::#calls;)*);
    if let OutputFacts::Several(several) = &facts.output {
        file.export(&several.name);
        items.extend(several_items(cx, several, facts));
    }
    file.push(&facts.operation.names.request_type, items);
}

/// Returns the macro call for the setters that all requests have.
fn setters_macro_call(facts: &MethodFacts<'_>, request: &Ident) -> TokenStream {
    let names = UNIVERSAL_SETTERS.map(|name| make_ident(&facts.universal_setter(name)));
    let are_usual = names
        .iter()
        .zip(UNIVERSAL_SETTERS)
        .all(|(name, usual)| name == usual);
    if are_usual {
        quote!(setters!(#request))
    } else {
        quote!(setters!(#request => #(#names)*))
    }
}

/// Returns the call of the runtime's macro for an output.
fn output_macro_call<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
    request: &Ident,
) -> TokenStream {
    match &facts.output {
        OutputFacts::Empty => quote!(request!(#request => ())),
        OutputFacts::Raw => quote!(request!(#request => raw)),
        OutputFacts::Text => quote!(request!(#request => text)),
        OutputFacts::Bytes => quote!(request!(#request => bytes)),
        OutputFacts::Json(schema) => {
            let ty = cx.full_item_type(schema);
            quote!(request!(#request => #ty))
        }
        OutputFacts::Xml(schema) => {
            let ty = cx.full_item_type(schema);
            quote!(request!(#request => xml #ty))
        }
        OutputFacts::Pages(item) => {
            let ty = cx.full_item_type(item);
            quote!(pages!(#request => #ty))
        }
        OutputFacts::Stream(stream) => {
            let kind = stream_kind(cx, stream);
            quote!(stream!(#request => #kind))
        }
        OutputFacts::Several(several) => {
            let output = make_ident(&several.name);
            quote!(request!(#request => several #output))
        }
    }
}

/// Returns tokens such as `events Token, Data` or `lines Token`.
fn stream_kind<'a>(cx: &RenderContext<'a>, stream: &'a Stream) -> TokenStream {
    let item = type_tokens(&cx.index.stream_item_type(stream));
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
    let summary = format!(
        "The output of `{}`, by status code.",
        facts.operation.names.method
    );
    let docs = Doc::new().paragraph(&summary).tokens();
    let variants = several
        .outcomes
        .iter()
        .map(|outcome| outcome_variant(cx, outcome));
    let blank_arms = several.outcomes.iter().map(blank_outcome_arm);
    let payload_arms = several.outcomes.iter().map(outcome_payload_arm);
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
                    #(#blank_arms)*
                    _ => Self::Unknown(Box::new(response.clone())),
                }
            }

            fn payload(&mut self) -> crate::runtime::several::Payload<'_> {
                match self {
                    #(#payload_arms)*
                    Self::Unknown(_) => crate::runtime::several::Payload::Empty,
                }
            }
        }
    }
}

fn outcome_variant<'a>(cx: &RenderContext<'a>, outcome: &'a SuccessVariant) -> TokenStream {
    let line = match summary_of(outcome.docs.as_deref()) {
        Some(summary) => format!("{}: {summary}", outcome.status),
        None => format!("{}.", outcome.status),
    };
    let docs = Doc::new().paragraph(&line).tokens();
    let name = make_ident(&outcome.rust);
    match cx.index.outcome_type(outcome) {
        Some(ty) => {
            let payload = type_tokens(&ty);
            quote!(#docs #name(#payload),)
        }
        None => quote!(#docs #name,),
    }
}

/// Returns the match arm that creates an empty outcome.
fn blank_outcome_arm(outcome: &SuccessVariant) -> TokenStream {
    let name = make_ident(&outcome.rust);
    let status = match outcome.status {
        Status::Code(code) => Literal::u16_unsuffixed(code).into_token_stream(),
        Status::Range(3) => quote!(300..=399),
        // All other ranges are `2XX`. The failures that `default` includes have become errors
        // already.
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
    let payload = match (&outcome.output, outcome.enveloped) {
        (Output::Json(_), true) => quote!(Json(value)),
        (Output::Json(_), false) => quote!(Bare(value)),
        (Output::Xml(_), _) => quote!(Read(value, crate::runtime::xml::read_xml)),
        (Output::Text, _) => quote!(Text(value)),
        (Output::Bytes, _) => quote!(Bytes(value)),
        (Output::Empty | Output::Raw | Output::Stream(_) | Output::Several(_), _) => {
            return quote!(Self::#name => crate::runtime::several::Payload::Empty,);
        }
    };
    quote!(Self::#name(value) => crate::runtime::several::Payload::#payload,)
}
