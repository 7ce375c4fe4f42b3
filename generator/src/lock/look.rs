//! What a type looks like on the wire, in eight digits: names in Rust do not count, nor what other types look like.

use super::kind;
use crate::model::{Additional, Schema, Type, TypeKind};
use crate::naming::hash;

pub(crate) fn look(ty: &TypeKind) -> String {
    let mut parts = match ty {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let mut parts: Vec<String> = Vec::new();
            for one in &record.properties {
                // What nothing describes is asked for or not by who uses the type.
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
    match &schema.ty {
        Type::Named(_) => "type".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Integer | Type::Wide => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Text(_) => "string".to_owned(),
        Type::Any => "any".to_owned(),
        Type::List(items) => format!("[{}]", holds(items)),
        Type::Map(values) => format!("{{{}}}", holds(values)),
    }
}
