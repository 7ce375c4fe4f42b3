//! The README part about receiving webhooks.

use super::part::{dependency_code_block, fenced_code_block};
use crate::context::RenderContext;
use crate::doc::Doc;
use crate::webhooks_rs::Scheme;
use model::{WebhookEvent, Webhooks};

pub(super) fn webhooks_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let webhooks = cx.api.webhooks.as_ref()?;
    let mut parts = vec!["## Webhooks".to_owned()];
    if let Some(scheme) = webhooks.scheme.map(Scheme::of) {
        let intro = format!(
            "The feature `webhooks` verifies that a request comes from the API. It takes the unmodified bytes of the \
             body, and {}.",
            scheme.signature
        );
        parts.push(Doc::new().paragraph(&intro).text());
        parts.push(dependency_code_block(cx, ", features = [\"webhooks\"]"));
    }
    parts.push(fenced_code_block(
        "rust,no_run",
        &webhook_reader_function(cx, webhooks),
    ));
    if webhooks.scheme.is_none() {
        parts.push(
            "Signatures are not verified. If the API signs its webhooks as Stripe, GitHub or Standard Webhooks do, \
             `webhooks: { verify: stripe }` (`github`, `standard`) in `generator.yaml` adds `webhooks::verify`."
                .to_owned(),
        );
    }
    if !webhooks.events.is_empty() {
        parts.push(
            "A webhook that this version of the crate does not know is kept as `Event::Unknown`."
                .to_owned(),
        );
    }
    Some(parts.join("\n\n"))
}

/// Returns a function that reads a webhook.
fn webhook_reader_function(cx: &RenderContext<'_>, webhooks: &Webhooks) -> String {
    let root = cx.crate_name();
    let scheme = webhooks
        .scheme
        .filter(|_| webhooks.is_verified_whole())
        .map(Scheme::of);
    let mut arguments = "payload: &[u8]".to_owned();
    let mut uses = String::new();
    let call = match &scheme {
        Some(scheme) => {
            let name = scheme.argument;
            let ty = if scheme.takes_headers() {
                uses.push_str(&format!("use {root}::http::HeaderMap;\n"));
                "&HeaderMap"
            } else {
                "&str"
            };
            arguments.push_str(&format!(", {name}: {ty}, secret: &str"));
            format!("webhooks::verify(payload, {name}, secret)?")
        }
        None if webhooks.is_decodable_without_headers() => "webhooks::parse(payload)?".to_owned(),
        None => {
            let name = webhooks
                .events
                .first()
                .and_then(|event| event.names.first())
                .map_or("", String::as_str);
            format!("webhooks::parse_as({name:?}, payload)?")
        }
    };
    let body = match webhooks.events.first() {
        Some(event) if webhooks.payload.is_none() => {
            uses.push_str(&format!(
                "use {root}::{{Error, webhooks::{{self, Event}}}};"
            ));
            match_event_code(event, &call)
        }
        _ => {
            uses.push_str(&format!("use {root}::{{Error, webhooks}};"));
            format!("    let event = {call};\n    println!(\"{{event:?}}\");")
        }
    };
    format!("{uses}\n\nfn receive({arguments}) -> Result<(), Error> {{\n{body}\n    Ok(())\n}}")
}

fn match_event_code(event: &WebhookEvent, call: &str) -> String {
    format!(
        "    match {call} {{\n        Event::{}(event) => println!(\"{{event:?}}\"),\n        \
         Event::Unknown(value) => println!(\"unknown: {{value}}\"),\n        other => println!(\"{{other:?}}\"),\n    }}",
        event.rust
    )
}
