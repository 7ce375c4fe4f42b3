//! `src/webhooks.rs`: webhooks and callbacks, and the functions that decode and verify them.

mod events;
mod verify;

use super::context::RenderContext;
use super::doc::Doc;
use super::docs::{inline_code, summary_of};
use super::job::{RenderJob, RenderJobs};
use super::resources::required_feature_sentence;
use super::source_file::RustSourceFile;
use diag::Diagnostic;
use model::{SignatureScheme, WebhookRequest, Webhooks};

use events::webhook_body_phrase;
pub(super) use verify::Scheme;

pub(super) fn webhooks_rs_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    if !cx.has_webhooks() {
        return Vec::new();
    }
    vec![RenderJob::new("src/webhooks.rs", move || {
        print_webhooks_rs(cx)
    })]
}

impl RenderContext<'_> {
    pub(super) fn has_webhooks(&self) -> bool {
        !self.api.webhook_requests.is_empty() || self.api.webhooks.is_some()
    }

    /// Returns the signature scheme of webhooks, if the crate can verify it.
    pub(super) fn signature_scheme(&self) -> Option<SignatureScheme> {
        self.api.webhooks.as_ref()?.scheme
    }
}

fn print_webhooks_rs<'a>(cx: &'a RenderContext<'a>) -> Result<String, Diagnostic> {
    let mut file =
        RustSourceFile::new(cx, webhooks_module_docs(cx), "crate::types").with_full_paths();
    if let Some(webhooks) = &cx.api.webhooks {
        events::emit_webhook_events(&mut file, webhooks);
        verify::emit_webhook_verification(&mut file, webhooks);
    }
    file.print()
}

fn webhooks_module_docs<'a>(cx: &'a RenderContext<'a>) -> Doc {
    let mut doc =
        Doc::new().paragraph("Requests that the API sends: webhooks, and callbacks of operations.");
    let events = cx
        .api
        .webhooks
        .as_ref()
        .map(|webhooks| webhooks.events.as_slice())
        .unwrap_or_default();
    let mut callbacks = Vec::new();
    let mut other_webhooks = Vec::new();
    for (index, request) in cx.api.webhook_requests.iter().enumerate() {
        if events.iter().any(|event| event.request == index) {
            continue;
        }
        let line = webhook_request_line(cx, request);
        if request.operation.is_some() {
            callbacks.push(line);
        } else {
            other_webhooks.push(line);
        }
    }
    if let Some(webhooks) = &cx.api.webhooks {
        doc = doc.paragraph(&webhook_reading_docs(webhooks));
    }
    if !callbacks.is_empty() || !other_webhooks.is_empty() {
        doc = doc.paragraph("Decode the bodies listed here with `serde_json::from_slice`.");
    }
    if let Some(feature) = &cx.api.features.webhook_requests {
        doc = doc.paragraph(&required_feature_sentence(feature));
    }
    let title = if events.is_empty() {
        "Webhooks"
    } else {
        "Other webhooks"
    };
    for (title, lines) in [(title, other_webhooks), ("Callbacks", callbacks)] {
        if !lines.is_empty() {
            doc = doc.heading(title).list(&lines);
        }
    }
    doc
}

fn webhook_reading_docs(webhooks: &Webhooks) -> String {
    let mut sentences = Vec::new();
    if webhooks.is_decodable_without_headers() {
        sentences.push("[`parse`] decodes the payload of a webhook.");
    }
    if !webhooks.events.is_empty() {
        sentences.push(if webhooks.is_decodable_without_headers() {
            "[`parse_as`] decodes the payload of a webhook whose name is known."
        } else {
            "[`parse_as`] decodes the payload of a webhook by name, as payloads do not contain it."
        });
    }
    if webhooks.scheme.is_some() {
        sentences.push(if webhooks.is_verified_whole() {
            "With the feature `webhooks`, `verify` verifies the signature and decodes the payload."
        } else {
            "With the feature `webhooks`, `verify_signature` verifies the signature; call it first."
        });
    }
    sentences.join(" ")
}

/// Returns a line such as ``- `newPet` (POST): body [`Pet`]; response [`Seen`]. A pet is new.``
fn webhook_request_line<'a>(cx: &RenderContext<'a>, request: &'a WebhookRequest) -> String {
    let mut line = format!("{} ({}", inline_code(&request.name), request.method);
    if let Some(operation) = &request.operation {
        line.push_str(&format!(" of {}", inline_code(operation)));
    }
    if let Some(expression) = &request.expression {
        line.push_str(&format!(", to {}", inline_code(expression)));
    }
    line.push_str("): ");
    line.push_str(&match webhook_body_phrase(cx, request.contents.iter()) {
        Some(kind) => format!("body {kind}"),
        None => "no body".to_owned(),
    });
    if let Some(kind) = webhook_body_phrase(cx, request.responses()) {
        line.push_str(&format!("; response {kind}"));
    }
    line.push('.');
    if let Some(summary) = summary_of(request.docs.as_deref()) {
        line.push_str(&format!(" {summary}"));
    }
    line
}
