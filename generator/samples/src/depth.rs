//! The depth of the smallest value of each type. A type that requires itself has no finite value,
//! so a search would not end.

use model::{Constraints, Schema, Type, TypeKind, Types};

/// The maximum depth of values; a deeper value can only come from a cycle of required properties.
pub(super) const MAX_DEPTH: usize = 16;

/// Returns a lower bound for the depth of each type; at least `limit` if all values of the type are
/// deeper.
pub(crate) fn type_depths(types: &Types, limit: usize) -> Vec<usize> {
    let mut depths = vec![0; types.len()];
    // In a cycle, the depths grow in each round; all other depths are final after `limit` rounds.
    for _ in 0..limit {
        let next: Vec<usize> = types
            .iter()
            .map(|(_, def)| depth_of_type(&def.kind, &depths))
            .collect();
        if next == depths {
            break;
        }
        depths = next;
    }
    depths
}

fn depth_of_type(kind: &TypeKind, depths: &[usize]) -> usize {
    match kind.in_json() {
        // Only properties that are required in both directions count: all others may be absent.
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let required = record.properties.iter().filter(|property| {
                property.required && !property.read_only && !property.write_only
            });
            required
                .map(|property| 1 + depth_of_schema(&property.schema, depths))
                .max()
                .unwrap_or(0)
        }
        TypeKind::Union(union) => union
            .variants
            .iter()
            .map(|variant| 1 + depth_of_schema(&variant.schema, depths))
            .min()
            .unwrap_or(0),
        TypeKind::Alias(schema) => depth_of_schema(schema, depths),
        TypeKind::Enum(_) | TypeKind::Replaced(_) => 0,
    }
}

/// Returns the depth of the smallest value of a schema.
pub(crate) fn depth_of_schema(schema: &Schema, depths: &[usize]) -> usize {
    let Constraints {
        min_items,
        min_properties,
        ..
    } = &*schema.constraints;
    match &schema.ty {
        _ if schema.constant.is_some() => 0,
        Type::Named(id) => depths.get(id.0 as usize).copied().unwrap_or(0),
        Type::List(inner) if min_items.is_some_and(|least| least > 0) => {
            1 + depth_of_schema(inner, depths)
        }
        Type::Map(inner) if min_properties.is_some_and(|least| least > 0) => {
            1 + depth_of_schema(inner, depths)
        }
        _ => 0,
    }
}
