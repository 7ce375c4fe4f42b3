//! A hash of the shape of a type on the wire, as eight hexadecimal digits. It is independent of Rust names and of the
//! shapes of other types.

use super::kind;
use super::members::held;
use crate::model::{Additional, Schema, TypeKind};
use crate::naming::hash;

pub(crate) fn look(ty: &TypeKind) -> String {
    let mut parts = match ty {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let mut parts: Vec<String> = Vec::new();
            for one in &record.properties {
                // Whether an undescribed property is required depends on the user of the type.
                let is_asked = one.required && !one.is_undescribed();
                parts.push(format!("{}{} {}", one.wire, if is_asked { "!" } else { "" }, holds(&one.schema)));
            }
            match &record.additional {
                Additional::Typed(schema) => parts.push(format!("* {}", holds(schema))),
                Additional::Forbidden => parts.push("only".to_owned()),
                Additional::Unspecified => {}
            }
            parts
        }
        TypeKind::Enum(constants) => constants.variants.iter().map(|value| value.wire.clone()).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| holds(&variant.schema)).collect(),
        TypeKind::Alias(schema) => vec![holds(schema)],
    };
    parts.sort_unstable();
    format!("{:08x}", hash(&format!("{} {}", kind(ty), parts.join("\n"))))
}

fn holds(schema: &Schema) -> String {
    held(&schema.ty, &|_| "type".to_owned())
}
