//! The enum of all webhooks, and the functions that decode them.

use code_format::{Code, code};

use crate::context::{RenderContext, make_ident};
use crate::doc::Doc;
use crate::docs::{inline_code, summary_line};
use crate::imports::Imports;
use crate::rust_type::type_tokens;
use crate::source_file::RustSourceFile;
use model::{Content, Schema, SignatureScheme, WebhookEvent, WebhookTag, Webhooks};

pub(super) fn emit_webhook_events<'a>(file: &mut RustSourceFile<'a>, webhooks: &'a Webhooks) {
    if !webhooks.events.is_empty() {
        emit_event_enum(file, &webhooks.events);
    }
    if webhooks.is_decodable_without_headers() {
        emit_parse_function(file, webhooks);
    }
    if !webhooks.events.is_empty() {
        emit_parse_as_function(file, webhooks);
    }
}

pub(super) fn webhook_output_type<'a>(
    file: &mut RustSourceFile<'a>,
    webhooks: &'a Webhooks,
) -> Code {
    match &webhooks.payload {
        None => code!(Event),
        Some(schema) if webhooks.events.is_empty() => {
            file.imports.shorten(&file.cx.full_item_type(schema))
        }
        Some(schema) => payload_type(file.cx, schema),
    }
}

/// Returns the full path of a payload type, since the description may have a type `Event`, too.
fn payload_type<'a>(cx: &'a RenderContext<'a>, schema: &'a Schema) -> Code {
    Imports::paths(cx, "crate").shorten(&cx.full_item_type(schema))
}

fn emit_event_enum<'a>(file: &mut RustSourceFile<'a>, events: &'a [WebhookEvent]) {
    let cx = file.cx;
    let variants = events.iter().map(|event| {
        let docs = event_docs(cx, event).tokens();
        let name = make_ident(&event.rust);
        let payload = type_tokens(&cx.index.event_type(event));
        let payload_path = Imports::paths(cx, "crate").shorten(&payload);
        code!(#docs #name(#payload_path),)
    });
    let mut payload_types = events
        .iter()
        .filter_map(|event| cx.index.def(event.payload.ty.innermost()?));
    if payload_types.any(|def| def.deprecated) {
        file.imports.allow_deprecated_types();
    }
    let item = code! {
        #[doc = " A webhook, by name."]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            #(#variants)*
            #[doc = " A webhook that this version of the crate does not know."]
            Unknown(serde_json::Value),
        }
    };
    file.push("Event", item);
}

/// Returns docs such as `` `newPet`: A pet is new. Response: [`Seen`].``
fn event_docs<'a>(cx: &'a RenderContext<'a>, event: &'a WebhookEvent) -> Doc {
    let webhook_request = cx.api.webhook_requests.get(event.request);
    let name = event
        .names
        .first()
        .map(|name| inline_code(name))
        .unwrap_or_default();
    let summary = webhook_request
        .and_then(|request| request.docs.as_deref())
        .map(summary_line)
        .filter(|summary| !summary.is_empty());
    let mut text = match summary {
        Some(summary) => format!("{name}: {summary}"),
        None => format!("{name}."),
    };
    let response = webhook_request.and_then(|request| webhook_body_phrase(cx, request.responses()));
    if let Some(kind) = response {
        text.push_str(&format!(" Response: {kind}."));
    }
    Doc::new().paragraph(&text)
}

/// Emits `parse`, if a property identifies the webhook, or all payloads have one type.
fn emit_parse_function<'a>(file: &mut RustSourceFile<'a>, webhooks: &'a Webhooks) {
    let tag = if webhooks.payload.is_none() {
        webhooks.tag.as_ref()
    } else {
        None
    };
    let mut summary = "Decodes the payload of a webhook.".to_owned();
    if let Some(tag) = tag {
        summary.push_str(&format!(
            " The property {} identifies the webhook.",
            inline_code(&tag.property)
        ));
    }
    let docs = Doc::new()
        .paragraph(&summary)
        .paragraph(unverified_note(webhooks))
        .paragraph(LENIENT)
        .heading("Errors")
        .paragraph(UNREADABLE)
        .tokens();
    let output = webhook_output_type(file, webhooks);
    let error = file.imports.runtime_name("error", "Error");
    let read_payload = file
        .imports
        .imported_name("crate::runtime::webhook", "read_payload");
    let body = match tag {
        Some(WebhookTag { property, .. }) => code! {
            match crate::runtime::webhook::name_of_payload(payload, #property, NAMES)? {
                Some(name) => parse_as(name, payload),
                None => Ok(Event::Unknown(#read_payload(payload)?)),
            }
        },
        None => code!(Ok(#read_payload(payload)?)),
    };
    if let Some(tag) = tag {
        emit_event_names(file, tag, &webhooks.events);
    }
    let item = code! {
        #docs
        pub fn parse(payload: &[u8]) -> Result<#output, #error> { #body }
    };
    file.push("parse", item);
}

const LENIENT: &str =
    "Optional parts that do not match the description read as absent, as in responses.";

/// The docs for a payload that cannot be decoded.
pub(super) const UNREADABLE: &str = "[`Error::is_decode`](crate::Error::is_decode): the payload does not match the \
     description; [`Error::json_path`](crate::Error::json_path) has the location.";

fn unverified_note(webhooks: &Webhooks) -> &'static str {
    match webhooks.scheme {
        Some(_) if webhooks.is_verified_whole() => {
            "This does not verify the signature; `verify` does both."
        }
        Some(_) => "This does not verify the signature; call `verify_signature` first.",
        None => "This does not verify the sender.",
    }
}

fn emit_event_names(file: &mut RustSourceFile<'_>, tag: &WebhookTag, events: &[WebhookEvent]) {
    let docs = format!(
        " The values of `{}`, and the webhooks that they identify.",
        tag.property.escape_default()
    );
    let entries = tag.values.iter().filter_map(|(value, event)| {
        let name = events.get(*event)?.names.first()?;
        Some(code!((#value, #name)))
    });
    let item = code! {
        #[doc = #docs]
        const NAMES: &[(&str, &str)] = &[#(#entries),*];
    };
    file.push("NAMES", item);
}

/// Emits `parse_as`, and for GitHub a helper that it calls for each possible name of the webhook.
fn emit_parse_as_function<'a>(file: &mut RustSourceFile<'a>, webhooks: &'a Webhooks) {
    let error = file.imports.runtime_name("error", "Error");
    let read_payload = file
        .imports
        .imported_name("crate::runtime::webhook", "read_payload");
    let arms = webhooks.events.iter().map(|event| {
        let names = &event.names;
        let variant = make_ident(&event.rust);
        code!(#(#names)|* => #read_payload(payload).map(Event::#variant),)
    });
    let arms: Code = arms.collect();
    let is_github = webhooks.scheme == Some(SignatureScheme::GitHub);
    let github_names = "`name` is the header `X-GitHub-Event` (`pull_request`), completed by the `action` in the payload, \
                     or the name of the webhook in the description.";
    let docs = Doc::new()
        .paragraph("Decodes the payload of the webhook with this name; an unknown name gives [`Event::Unknown`].")
        .paragraph(if is_github { github_names } else { "" })
        .paragraph(unverified_note(webhooks))
        .heading("Errors")
        .paragraph(UNREADABLE)
        .tokens();
    let item = if is_github {
        let cause = file.imports.runtime_name("json", "DecodeError");
        code! {
            #docs
            pub fn parse_as(name: &str, payload: &[u8]) -> Result<Event, #error> {
                for name in crate::runtime::webhook_github::names_of_event(name, payload)? {
                    if let Some(event) = read(&name, payload) {
                        return Ok(event?);
                    }
                }
                Ok(Event::Unknown(#read_payload(payload)?))
            }

            #[doc = " Decodes the payload of the webhook with exactly this name."]
            fn read(name: &str, payload: &[u8]) -> Option<Result<Event, #cause>> {
                Some(match name {
                    #arms
                    _ => return None,
                })
            }
        }
    } else {
        code! {
            #docs
            pub fn parse_as(name: &str, payload: &[u8]) -> Result<Event, #error> {
                let event = match name {
                    #arms
                    _ => #read_payload(payload).map(Event::Unknown),
                };
                Ok(event?)
            }
        }
    };
    file.push("parse_as", item);
}

/// Returns a phrase for a body: its type, or else its media type.
pub(super) fn webhook_body_phrase<'a>(
    cx: &RenderContext<'a>,
    mut contents: impl Iterator<Item = &'a Content> + Clone,
) -> Option<String> {
    let schema = contents.clone().find_map(|content| content.schema.as_ref());
    match schema {
        Some(schema) => Some(cx.linked_type(schema)),
        None => Some(inline_code(&contents.next()?.media_type)),
    }
}
