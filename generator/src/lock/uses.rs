//! The types that an item uses, by their location in it. Locations consist of wire names, independent of Rust names.

use std::collections::BTreeMap;

use crate::model::{Operation, Role, Schema, TypeId, TypeKind, Union, WebhookRequest};

pub(super) type Uses = BTreeMap<String, TypeId>;

pub(super) fn of_operation(operation: &Operation) -> Uses {
    operation.uses().filter_map(located).collect()
}

/// Returns the key of a webhook request: its name, its method, and the operation of a callback.
pub(super) fn key(webhook_request: &WebhookRequest) -> String {
    let after = webhook_request.operation.iter().map(|operation| format!(" of {operation}"));
    format!("{} {}{}", webhook_request.method, webhook_request.name, after.collect::<String>())
}

pub(super) fn of_webhook(webhook_request: &WebhookRequest) -> Uses {
    webhook_request.uses().filter_map(located).collect()
}

fn located((role, schema): (Role<'_>, &Schema)) -> Option<(String, TypeId)> {
    let place = match role {
        Role::Parameter(parameter) => super::key(parameter),
        Role::Body(content) => format!("body {}", content.media_type),
        Role::Response(Some(status), content) => format!("{status} {}", content.media_type),
        Role::Response(None, content) => format!("? {}", content.media_type),
        Role::Header(status, header) => format!("{status} header {}", header.wire.to_ascii_lowercase()),
        Role::Headers => "headers".to_owned(),
    };
    Some((place, schema.ty.innermost()?))
}

pub(super) fn of_type(kind: &TypeKind) -> Uses {
    let schemas = kind.schemas().into_iter().enumerate();
    schemas
        .filter_map(|(index, schema)| {
            Some((
                match kind {
                    TypeKind::Struct(record) | TypeKind::Tuple(record) => record
                        .properties
                        .get(index)
                        .map_or_else(|| "*".to_owned(), |property| format!(".{}", property.wire)),
                    TypeKind::Union(union) => format!("| {}", label(union, index).unwrap_or_default()),
                    TypeKind::Alias(_) | TypeKind::Enum(_) => "=".to_owned(),
                },
                schema.ty.innermost()?,
            ))
        })
        .collect()
}

/// Returns the value that selects a member of a union, or else the name of its variant.
fn label(union: &Union, index: usize) -> Option<&str> {
    let mapping = union.discriminator.iter().flat_map(|discriminator| &discriminator.mapping);
    let mut values = mapping.filter(|(_, at)| *at == index).map(|(value, _)| value.as_str());
    values.next().or_else(|| Some(union.variants.get(index)?.rust.as_str()))
}
