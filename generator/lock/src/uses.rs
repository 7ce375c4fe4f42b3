//! The types that an item uses, by their locations in the item. Locations consist of wire names, so
//! they are independent of Rust names.

use std::collections::BTreeMap;

use super::keys::lock_key_of_parameter;
use model::{Operation, Schema, SchemaRole, TypeId, TypeKind, Union, WebhookRequest};

pub(super) type TypesByLocation = BTreeMap<String, TypeId>;

pub(super) fn types_used_by_operation(operation: &Operation) -> TypesByLocation {
    operation
        .uses()
        .filter_map(|(role, schema)| locate_used_type(role, schema))
        .collect()
}

/// Returns the key of a webhook request: its method, its name, and, for a callback, its operation.
pub(super) fn webhook_request_key(webhook_request: &WebhookRequest) -> String {
    let after = webhook_request
        .operation
        .iter()
        .map(|operation| format!(" of {operation}"));
    format!(
        "{} {}{}",
        webhook_request.method,
        webhook_request.name,
        after.collect::<String>()
    )
}

pub(super) fn types_used_by_webhook(webhook_request: &WebhookRequest) -> TypesByLocation {
    webhook_request
        .uses()
        .filter_map(|(role, schema)| locate_used_type(role, schema))
        .collect()
}

fn locate_used_type(role: SchemaRole<'_>, schema: &Schema) -> Option<(String, TypeId)> {
    let place = match role {
        SchemaRole::Parameter(parameter) => lock_key_of_parameter(parameter),
        SchemaRole::Body(content) => format!("body {}", content.media_type),
        SchemaRole::Response(Some(status), content) => format!("{status} {}", content.media_type),
        SchemaRole::Response(None, content) => format!("? {}", content.media_type),
        SchemaRole::Header(status, header) => {
            format!("{status} header {}", header.wire.to_ascii_lowercase())
        }
        SchemaRole::PartHeader(status, header) => {
            format!("{status} part header {}", header.wire.to_ascii_lowercase())
        }
        SchemaRole::Headers => "headers".to_owned(),
    };
    Some((place, schema.ty.innermost()?))
}

pub(super) fn types_used_by_type(kind: &TypeKind) -> TypesByLocation {
    let schemas = kind.schemas().into_iter().enumerate();
    schemas
        .filter_map(|(index, schema)| {
            Some((
                match kind {
                    TypeKind::Struct(record) | TypeKind::Tuple(record) => record
                        .properties
                        .get(index)
                        .map_or_else(|| "*".to_owned(), |property| format!(".{}", property.wire)),
                    TypeKind::Union(union) => {
                        format!("| {}", union_member_label(union, index).unwrap_or_default())
                    }
                    TypeKind::Alias(_) | TypeKind::Replaced(_) | TypeKind::Enum(_) => {
                        "=".to_owned()
                    }
                },
                schema.ty.innermost()?,
            ))
        })
        .collect()
}

/// Returns the first discriminator value that selects a member of a union, or else the name of its
/// variant.
fn union_member_label(union: &Union, index: usize) -> Option<&str> {
    let mapping = union
        .discriminator
        .iter()
        .flat_map(|discriminator| &discriminator.mapping);
    let mut values = mapping
        .filter(|(_, at)| *at == index)
        .map(|(value, _)| value.as_str());
    values
        .next()
        .or_else(|| Some(union.variants.get(index)?.rust.as_str()))
}
