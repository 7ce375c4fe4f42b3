//! A hash of the shape of a type on the wire, as eight hexadecimal digits. The hash depends neither
//! on Rust names nor on the shapes of the types that the type uses.

use super::keys::LockedKind;
use super::type_text::type_text_with_names;
use model::{Additional, Schema, TypeKind};
use naming::stable_hash;

/// Returns the hash of a type. Parts are sorted, because order has no meaning on the wire; `!`
/// marks required properties, `*` the schema of additional properties. A type that is replaced has
/// the shape of its schema, since its JSON is the same.
pub fn wire_shape_hash(ty: &TypeKind) -> String {
    let mut parts = match ty.in_json() {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let mut parts: Vec<String> = Vec::new();
            for property in &record.properties {
                // An undescribed property is required only in some uses of the type.
                let is_asked = property.required && !property.is_undescribed();
                parts.push(format!(
                    "{}{} {}",
                    property.wire,
                    if is_asked { "!" } else { "" },
                    type_text_without_names(&property.schema)
                ));
            }
            match &record.additional {
                Additional::Typed(schema) => {
                    parts.push(format!("* {}", type_text_without_names(schema)))
                }
                Additional::Forbidden => parts.push("only".to_owned()),
                Additional::Unspecified => {}
            }
            parts
        }
        TypeKind::Enum(constants) => constants
            .variants
            .iter()
            .map(|value| value.wire.clone())
            .collect(),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .map(|variant| type_text_without_names(&variant.schema))
            .collect(),
        TypeKind::Alias(schema) => vec![type_text_without_names(schema)],
        // `in_json` returns the schema.
        TypeKind::Replaced(_) => Vec::new(),
    };
    parts.sort_unstable();
    format!(
        "{:08x}",
        stable_hash(&format!(
            "{} {}",
            LockedKind::of(ty).as_str(),
            parts.join("\n")
        ))
    )
}

fn type_text_without_names(schema: &Schema) -> String {
    type_text_with_names(&schema.ty, &|_| "type".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::Origin;
    use model::{Replaced, Type};

    #[test]
    fn a_replaced_type_has_the_shape_of_its_schema() {
        let alias = |ty: Type| TypeKind::Alias(Schema::of(ty, Origin::default()));
        let replaced = |ty: Type, path: &str| {
            TypeKind::Replaced(Replaced {
                path: path.to_owned(),
                original: Box::new(alias(ty)),
            })
        };
        let money = wire_shape_hash(&replaced(Type::Number, "shared::Money"));
        assert_eq!(money, wire_shape_hash(&alias(Type::Number)));
        assert_eq!(
            money,
            wire_shape_hash(&replaced(Type::Number, "shared::Cash"))
        );
        assert_ne!(
            money,
            wire_shape_hash(&replaced(Type::Bool, "shared::Money"))
        );
    }
}
