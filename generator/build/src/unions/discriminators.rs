//! Infers the discriminators of unions.

use foldhash::{HashMap, HashMapExt};

use super::member_constants;
use super::union_constants::ConstantSearch;
use model::{MemberConstants, Type, TypeId, TypeKind, Types};

/// The maximum depth of nested unions that are followed.
const ROUNDS: usize = 8;

pub(crate) fn infer_discriminators(types: &mut Types) {
    let mut unions = HashMap::new();
    for _ in 0..ROUNDS {
        // Each round uses only the results of the previous one, so that the order of types has no
        // effect.
        let next = ConstantSearch {
            types,
            unions: &unions,
        }
        .find_constants();
        if next == unions {
            break;
        }
        unions = next;
    }
    let further = further_constants(&ConstantSearch {
        types,
        unions: &unions,
    });
    for (id, union_constants) in unions {
        if let Some(TypeKind::Union(union)) = types.get_mut(id).map(|def| &mut def.kind) {
            union.discriminator = union_constants.discriminator;
        }
    }
    for (id, constants) in further {
        if let Some(TypeKind::Union(union)) = types.get_mut(id).map(|def| &mut def.kind) {
            union.constants = constants;
        }
    }
}

/// Marks optional properties that are discriminators of unions. `new` sets these properties to
/// their constants, because without them, the API could not tell which member a value is. In
/// descriptions, they are optional if they have a default, as pydantic's literals do.
pub(crate) fn mark_optional_tags(types: &mut Types) {
    let mut tags: Vec<(TypeId, String)> = Vec::new();
    for (_, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else {
            continue;
        };
        let Some(discriminator) = &union.discriminator else {
            continue;
        };
        for variant in &union.variants {
            if let Type::Named(member) = variant.schema.ty {
                tags.push((member, discriminator.property.clone()));
            }
        }
    }
    for (member, name) in tags {
        if let Some(TypeKind::Struct(record)) = types.get_mut(member).map(|def| &mut def.kind) {
            for property in record
                .properties
                .iter_mut()
                .filter(|property| property.wire == name)
            {
                property.is_tag = !property.required;
            }
        }
    }
}

/// Returns, for each union, the constants that distinguish the members that its discriminator does
/// not distinguish.
fn further_constants(search: &ConstantSearch<'_>) -> Vec<(TypeId, Vec<MemberConstants>)> {
    let constants = search.types.iter().filter_map(|(id, def)| match &def.kind {
        TypeKind::Union(union) => {
            let discriminator = search.unions.get(&id)?.discriminator.as_ref();
            Some((
                id,
                member_constants::find_member_constants(search, union, discriminator),
            ))
        }
        _ => None,
    });
    constants.collect()
}
