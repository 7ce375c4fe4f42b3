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
        parts.push(dependency_code_block(
            cx,
            "dependencies",
            ", features = [\"webhooks\"]",
            "",
        ));
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
    let scheme = if webhooks.is_verified_whole() {
        webhooks.scheme.map(Scheme::of)
    } else {
        None
    };
    let name = webhooks
        .events
        .first()
        .and_then(|event| event.names.first())
        .cloned()
        .unwrap_or_default();
    let (arguments, call) = match &scheme {
        Some(scheme) => {
            let (name, ty) = (
                scheme.argument,
                if scheme.takes_headers() {
                    "&HeaderMap"
                } else {
                    "&str"
                },
            );
            (
                format!(", {name}: {ty}, secret: &str"),
                format!("webhooks::verify(payload, {name}, secret)?"),
            )
        }
        None if webhooks.is_decodable_without_headers() => {
            (String::new(), "webhooks::parse(payload)?".to_owned())
        }
        None => (
            String::new(),
            format!("webhooks::parse_as({name:?}, payload)?"),
        ),
    };
    let (names, body) = match webhooks.events.first() {
        Some(event) if webhooks.payload.is_none() => {
            ("webhooks::{self, Event}", match_event_code(event, &call))
        }
        _ => (
            "webhooks",
            format!("    let event = {call};\n    println!(\"{{event:?}}\");"),
        ),
    };
    let mut imports = format!("use {root}::{{Error, {names}}};");
    if scheme.is_some_and(|scheme| scheme.takes_headers()) {
        imports.insert_str(0, &format!("use {root}::http::HeaderMap;\n"));
    }
    format!(
        "{imports}\n\nfn receive(payload: &[u8]{arguments}) -> Result<(), Error> {{\n{body}\n    Ok(())\n}}"
    )
}

fn match_event_code(event: &WebhookEvent, call: &str) -> String {
    format!(
        "    match {call} {{\n        Event::{}(event) => println!(\"{{event:?}}\"),\n        \
         Event::Unknown(value) => println!(\"unknown: {{value}}\"),\n        other => println!(\"{{other:?}}\"),\n    }}",
        event.rust
    )
}
