//! The schemas that types and operations are made of, to be changed in place.

use crate::model::{Additional, Content, Operation, Schema, Type, TypeId, TypeKind, WebhookRequest};

/// Calls `change` on every reference to a named type in a type.
pub(crate) fn ids_in_type(kind: &mut TypeKind, change: &mut impl FnMut(&mut TypeId)) {
    match kind {
        TypeKind::Struct(body) | TypeKind::Tuple(body) => {
            body.properties.iter_mut().for_each(|property| ids_in(&mut property.schema, change));
            if let Additional::Typed(schema) = &mut body.additional {
                ids_in(schema, change);
            }
        }
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| ids_in(&mut variant.schema, change)),
        TypeKind::Alias(schema) => ids_in(schema, change),
        TypeKind::Enum(_) => {}
    }
}

/// Calls `change` on every reference to a named type in an operation.
pub(crate) fn ids_in_operation(operation: &mut Operation, change: &mut impl FnMut(&mut TypeId)) {
    operation.parameters.iter_mut().for_each(|parameter| ids_in(&mut parameter.schema, change));
    let bodies = operation.body.iter_mut().flat_map(|body| &mut body.contents);
    bodies.for_each(|content| ids_in_content(content, change));
    for response in &mut operation.responses {
        response.contents.iter_mut().for_each(|content| ids_in_content(content, change));
        response.headers.iter_mut().for_each(|header| ids_in(&mut header.schema, change));
    }
}

/// Calls `change` on every reference to a named type in what the API sends.
pub(crate) fn ids_in_incoming(webhook_request: &mut WebhookRequest, change: &mut impl FnMut(&mut TypeId)) {
    let answers = webhook_request.answers.iter_mut().flat_map(|answer| &mut answer.contents);
    let contents = webhook_request.contents.iter_mut().chain(answers);
    contents.for_each(|content| ids_in_content(content, change));
}

fn ids_in_content(content: &mut Content, change: &mut impl FnMut(&mut TypeId)) {
    if let Some(schema) = &mut content.schema {
        ids_in(schema, change);
    }
}

fn ids_in(schema: &mut Schema, change: &mut impl FnMut(&mut TypeId)) {
    ids_in_ty(&mut schema.ty, change);
}

/// Calls `change` on the reference to a named type, however many lists and maps are around it.
pub(crate) fn ids_in_ty(ty: &mut Type, change: &mut impl FnMut(&mut TypeId)) {
    match ty {
        Type::Named(id) => change(id),
        Type::List(inner) | Type::Map(inner) => ids_in(inner, change),
        _ => {}
    }
}
