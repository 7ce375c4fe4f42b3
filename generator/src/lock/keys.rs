//! How the lock names parameters, kinds of types, and handles.

use crate::model::{Api, Operation, Parameter, TypeKind};

pub(crate) fn lock_key_of_parameter(parameter: &Parameter) -> String {
    format!("{} {}", parameter.location.as_str(), parameter.key())
}

pub(super) fn lock_name_of_kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "struct",
        TypeKind::Tuple(_) => "tuple",
        TypeKind::Enum(_) => "enum",
        TypeKind::Union(_) => "union",
        TypeKind::Alias(_) => "alias",
    }
}

pub(super) fn handle_of_operation<'a>(api: &'a Api, operation: &Operation) -> &'a str {
    api.resource(operation.resource)
        .map_or("", |resource| resource.type_name.as_str())
}
