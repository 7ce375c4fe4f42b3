//! `src/webhooks.rs`: what the API sends to its users, and the types that read it. Documentation only, no code.

use super::context::Context;
use super::doc::Doc;
use super::docs::{inline_code, summary_line};
use super::resources::needs;
use super::source_file::SourceFile;
use super::{Job, Jobs};
use crate::format::FormatError;
use crate::model::{Content, Incoming};

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let needed = cx.has_incoming().then(|| Job::new("src/webhooks.rs", move || print(cx)));
    needed.into_iter().collect()
}

impl Context<'_> {
    /// Whether the API sends anything to its users.
    pub(super) fn has_incoming(&self) -> bool {
        !self.api.incoming.is_empty()
    }
}

fn print<'a>(cx: &'a Context<'a>) -> Result<String, FormatError> {
    let doc = Doc::new()
        .paragraph("What the API sends to you: webhooks, and callbacks of operations.")
        .paragraph("Read a body with `serde_json::from_slice`, as the type that is named here.");
    let (callbacks, webhooks): (Vec<&Incoming>, Vec<&Incoming>) =
        cx.api.incoming.iter().partition(|one| one.operation.is_some());
    let mut doc = match &cx.api.features.incoming {
        Some(feature) => doc.paragraph(&needs(feature)),
        None => doc,
    };
    for (title, all) in [("Webhooks", webhooks), ("Callbacks", callbacks)] {
        let lines: Vec<String> = all.into_iter().map(|one| line(cx, one)).collect();
        if !lines.is_empty() {
            doc = doc.heading(title).list(&lines);
        }
    }
    SourceFile::new(cx, doc, "crate::types").print()
}

/// ``- `newPet` (POST): body [`Pet`]; answered with [`Seen`]. A pet is new.``
fn line<'a>(cx: &Context<'a>, one: &'a Incoming) -> String {
    let mut line = format!("{} ({}", inline_code(&one.name), one.method);
    if let Some(operation) = &one.operation {
        line.push_str(&format!(" of {}", inline_code(operation)));
    }
    if let Some(expression) = &one.expression {
        line.push_str(&format!(", to {}", inline_code(expression)));
    }
    line.push_str("): ");
    line.push_str(&body(cx, one.contents.iter()).map_or_else(|| "no body".to_owned(), |kind| format!("body {kind}")));
    if let Some(kind) = body(cx, one.replies()) {
        line.push_str(&format!("; answered with {kind}"));
    }
    line.push('.');
    let said = one.docs.as_deref().map(summary_line).filter(|said| !said.is_empty());
    if let Some(said) = said {
        line.push_str(&format!(" {said}"));
    }
    line
}

/// The type of a body, or its media type.
fn body<'a>(cx: &Context<'a>, mut contents: impl Iterator<Item = &'a Content> + Clone) -> Option<String> {
    let typed = contents.clone().find_map(|content| content.schema.as_ref());
    typed.map(|schema| cx.kind(schema)).or_else(|| contents.next().map(|content| inline_code(&content.media_type)))
}
