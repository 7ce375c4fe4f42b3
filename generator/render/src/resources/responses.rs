//! Emitted code for outputs: the macro of a request, and the enum for a method that has several
//! success responses.

use code_format::{Code, Ident, code};

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
        calls.push(code!(download!(#request)));
    }
    if facts.leads_to_file() {
        let media_type = facts.file_media_type();
        calls.push(code!(download!(#request, #media_type)));
    }
    if let (OutputFacts::Json(_), Some(item)) = (&facts.output, facts.paged_item()) {
        let ty = cx.full_item_type(item);
        calls.push(code!(pages!(#request => also #ty)));
    }
    if let Some(stream) = &facts.operation.returns.stream {
        let kind = stream_kind(cx, stream);
        let media_type = &stream.media_type;
        let switch = stream.switch.as_ref().map(|switch| code!(, #switch));
        calls.push(code!(stream!(#request => also #kind, #media_type #switch)));
    }
    if !facts.operation.returns.alternatives.is_empty() {
        calls.push(code!(alternatives!(#request)));
    }
    let mut items = code!(#(crate::runtime::macros::#calls;)*);
    if let OutputFacts::Several(several) = &facts.output {
        file.export(&several.name);
        items.extend(several_items(cx, several, facts));
    }
    file.push(&facts.operation.names.request_type, items);
}

/// Returns the macro call for the setters that all requests have.
fn setters_macro_call(facts: &MethodFacts<'_>, request: &Ident) -> Code {
    let names = UNIVERSAL_SETTERS.map(|name| make_ident(&facts.universal_setter(name)));
    let are_usual = names
        .iter()
        .zip(UNIVERSAL_SETTERS)
        .all(|(name, usual)| name == usual);
    if are_usual {
        code!(setters!(#request))
    } else {
        code!(setters!(#request => #(#names)*))
    }
}

/// Returns the call of the runtime's macro for an output.
fn output_macro_call<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>, request: &Ident) -> Code {
    match &facts.output {
        OutputFacts::Empty => code!(request!(#request => ())),
        OutputFacts::Raw => code!(request!(#request => raw)),
        OutputFacts::Text => code!(request!(#request => text)),
        OutputFacts::Bytes => code!(request!(#request => bytes)),
        OutputFacts::Json(schema) => {
            let ty = cx.full_item_type(schema);
            code!(request!(#request => #ty))
        }
        OutputFacts::Xml(schema) => {
            let ty = cx.full_item_type(schema);
            code!(request!(#request => xml #ty))
        }
        OutputFacts::Pages(item) => {
            let ty = cx.full_item_type(item);
            code!(pages!(#request => #ty))
        }
        OutputFacts::Stream(stream) => {
            let kind = stream_kind(cx, stream);
            code!(stream!(#request => #kind))
        }
        OutputFacts::Several(several) => {
            let output = make_ident(&several.name);
            code!(request!(#request => several #output))
        }
    }
}

/// Returns tokens such as `events Token, Data` or `lines Token`.
fn stream_kind<'a>(cx: &RenderContext<'a>, stream: &'a Stream) -> Code {
    let item = type_tokens(&cx.index.stream_item_type(stream));
    match stream.framing {
        Framing::EventData => code!(events #item, Data),
        Framing::EventObjects => code!(events #item, Event),
        Framing::Lines => code!(lines #item),
        Framing::Results => code!(results #item),
        Framing::Records => code!(records #item),
        Framing::Parts => code!(parts #item),
    }
}

/// Returns the enum for the success responses of a method.
fn several_items<'a>(
    cx: &RenderContext<'a>,
    several: &'a Several,
    facts: &MethodFacts<'a>,
) -> Code {
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
    code! {
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

fn outcome_variant<'a>(cx: &RenderContext<'a>, outcome: &'a SuccessVariant) -> Code {
    let line = match summary_of(outcome.docs.as_deref()) {
        Some(summary) => format!("{}: {summary}", outcome.status),
        None => format!("{}.", outcome.status),
    };
    let docs = Doc::new().paragraph(&line).tokens();
    let name = make_ident(&outcome.rust);
    match cx.index.outcome_type(outcome) {
        Some(ty) => {
            let payload = type_tokens(&ty);
            code!(#docs #name(#payload),)
        }
        None => code!(#docs #name,),
    }
}

/// Returns the match arm that creates an empty outcome.
fn blank_outcome_arm(outcome: &SuccessVariant) -> Code {
    let name = make_ident(&outcome.rust);
    let status = match outcome.status {
        Status::Code(code) => Code::number(code),
        Status::Range(3) => code!(300..=399),
        // All other ranges are `2XX`. The failures that `default` includes have become errors
        // already.
        Status::Range(_) | Status::Default => code!(200..=299),
    };
    let payload = match &outcome.output {
        Output::Json(_) | Output::Xml(_) => code!((crate::runtime::node::Model::blank())),
        Output::Text => code!((String::new())),
        Output::Bytes => code!((bytes::Bytes::new())),
        Output::Empty | Output::Raw | Output::Stream(_) | Output::Several(_) => code!(),
    };
    code!(#status => Self::#name #payload,)
}

/// Returns the match arm for the payload of an outcome.
fn outcome_payload_arm(outcome: &SuccessVariant) -> Code {
    let name = make_ident(&outcome.rust);
    let payload = match (&outcome.output, outcome.enveloped) {
        (Output::Json(_), true) => code!(Json(value)),
        (Output::Json(_), false) => code!(Bare(value)),
        (Output::Xml(_), _) => code!(Read(value, crate::runtime::xml::read_xml)),
        (Output::Text, _) => code!(Text(value)),
        (Output::Bytes, _) => code!(Bytes(value)),
        (Output::Empty | Output::Raw | Output::Stream(_) | Output::Several(_), _) => {
            return code!(Self::#name => crate::runtime::several::Payload::Empty,);
        }
    };
    code!(Self::#name(value) => crate::runtime::several::Payload::#payload,)
}
