//! The types that an item uses, by their location in it: wire names, which do not depend on Rust names.

use std::collections::BTreeMap;

use crate::model::{Additional, Content, Operation, Schema, Type, TypeId, TypeKind, Union, WebhookRequest};

/// Types by the locations of their uses.
pub(super) type Uses = BTreeMap<String, TypeId>;

pub(super) fn of_operation(operation: &Operation) -> Uses {
    let mut uses = Uses::new();
    for parameter in &operation.parameters {
        note(&mut uses, format!("{} {}", parameter.location.as_str(), parameter.key()), &parameter.schema);
    }
    for content in operation.body.iter().flat_map(|body| &body.contents) {
        note_content(&mut uses, "body", content);
    }
    for response in &operation.responses {
        let status = response.status.to_string();
        response.contents.iter().for_each(|content| note_content(&mut uses, &status, content));
        for header in &response.headers {
            note(&mut uses, format!("{status} header {}", header.wire.to_ascii_lowercase()), &header.schema);
        }
    }
    if let Some(headers) = &operation.headers {
        note(&mut uses, "headers".to_owned(), headers);
    }
    uses
}

/// Returns the key of a webhook request: its name, its method, and the operation of a callback.
pub(super) fn called(webhook_request: &WebhookRequest) -> String {
    let after = webhook_request.operation.iter().map(|operation| format!(" of {operation}"));
    format!("{} {}{}", webhook_request.method, webhook_request.name, after.collect::<String>())
}

pub(super) fn of_webhook(webhook_request: &WebhookRequest) -> Uses {
    let mut uses = Uses::new();
    webhook_request.contents.iter().for_each(|content| note_content(&mut uses, "body", content));
    for answer in &webhook_request.answers {
        let status = answer.status.map_or_else(|| "?".to_owned(), |status| status.to_string());
        answer.contents.iter().for_each(|content| note_content(&mut uses, &status, content));
    }
    uses
}

pub(super) fn of_type(kind: &TypeKind) -> Uses {
    let mut uses = Uses::new();
    match kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            for property in &record.properties {
                note(&mut uses, format!(".{}", property.wire), &property.schema);
            }
            if let Additional::Typed(schema) = &record.additional {
                note(&mut uses, "*".to_owned(), schema);
            }
        }
        TypeKind::Union(union) => {
            for (index, variant) in union.variants.iter().enumerate() {
                let label = tag(union, index).unwrap_or(&variant.rust);
                note(&mut uses, format!("| {label}"), &variant.schema);
            }
        }
        TypeKind::Alias(target) => note(&mut uses, "=".to_owned(), target),
        TypeKind::Enum(_) => {}
    }
    uses
}

/// Returns the value that selects a member of a union.
fn tag(union: &Union, index: usize) -> Option<&str> {
    let mapping = &union.discriminator.as_ref()?.mapping;
    mapping.iter().find(|(_, at)| *at == index).map(|(value, _)| value.as_str())
}

fn note_content(uses: &mut Uses, place: &str, content: &Content) {
    if let Some(schema) = &content.schema {
        note(uses, format!("{place} {}", content.media_type), schema);
    }
}

fn note(uses: &mut Uses, place: String, schema: &Schema) {
    let mut ty = &schema.ty;
    while let Type::List(inner) | Type::Map(inner) = ty {
        ty = &inner.ty;
    }
    if let Type::Named(id) = ty {
        uses.insert(place, *id);
    }
}
