//! Reports unions with ambiguous objects, of which clients use the first member that matches: an object may match an
//! earlier member if its required properties include those of that member, and are all known there.

use std::collections::HashMap;

use super::BuildContext;
use super::tags::constant_values;
use crate::diag::{Diagnostic, Origin};
use crate::model::{EnumBase, Property, Schema, Struct, Type, TypeKind, Types, Union};

/// The most members of a union that are compared in pairs.
const MOST: usize = 100;

/// The most levels of objects, arrays and unions that are compared.
const MAX_DEPTH: usize = 4;

pub(crate) fn report_overlapping_members(cx: &mut BuildContext<'_>, types: &Types) {
    for (_, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else {
            continue;
        };
        if union.discriminator.is_none()
            && let Some((taken, first)) = find_overlapping_member(types, union)
        {
            let message = "a value of this member may also match an earlier member";
            let warning = Diagnostic::warning("overlapping-members", message).at(taken);
            let warning = warning.related("the earlier member is here", first);
            let warning = warning.instead("if a value matches both, the earlier member is used");
            cx.warn(
                warning.help("add a `discriminator`, or a property with a constant to each member"),
            );
        }
    }
}

/// The first member whose values may match an earlier member, and that member.
fn find_overlapping_member<'t>(
    types: &'t Types,
    union: &'t Union,
) -> Option<(&'t Origin, &'t Origin)> {
    let members = union
        .variants
        .iter()
        .take(MOST)
        .map(|variant| &variant.schema);
    let members =
        members.filter_map(|schema| Some((&schema.origin, types.record(types.resolve(schema))?)));
    let members: Vec<(&Origin, &Struct)> = members.collect();
    members
        .iter()
        .enumerate()
        .find_map(|(index, (origin, record))| {
            let mut before = members.iter().take(index);
            before
                .find(|(_, first)| may_match_struct(types, record, first))
                .map(|(first, _)| (*origin, *first))
        })
}

/// Whether an object with only the required properties of `least` may match `other`.
fn may_match_struct(types: &Types, least: &Struct, other: &Struct) -> bool {
    let held: HashMap<&str, &Property> = least
        .properties
        .iter()
        .filter(|property| property.required)
        .map(|held| (held.wire.as_str(), held))
        .collect();
    let known: HashMap<&str, &Property> = other
        .properties
        .iter()
        .map(|known| (known.wire.as_str(), known))
        .collect();
    let has_all = other
        .properties
        .iter()
        .all(|one| !one.required || held.contains_key(one.wire.as_str()));
    has_all
        && held.iter().all(|(name, held)| {
            known
                .get(*name)
                .is_some_and(|known| are_compatible(types, &held.schema, &known.schema, MAX_DEPTH))
        })
}

/// Whether a value may be valid for both schemas. Arrays are judged by their items, although an empty one is valid for
/// both: no constant could distinguish it.
fn are_compatible(types: &Types, a: &Schema, b: &Schema, depth: usize) -> bool {
    if [a, b]
        .iter()
        .all(|schema| types.aliases(schema).any(|schema| schema.nullable))
    {
        return true;
    }
    if let (Some(a), Some(b)) = (json_type(types, a), json_type(types, b))
        && a != b
    {
        return false;
    }
    if let (Some(a), Some(b)) = (&a.constant, &b.constant) {
        return a == b;
    }
    if let (Some(a), Some(b)) = (constant_values(types, a), constant_values(types, b)) {
        return a.iter().any(|value| b.contains(value));
    }
    let Some(depth) = depth.checked_sub(1) else {
        return true;
    };
    let (a, b) = (types.resolve(a), types.resolve(b));
    if let (Type::List(a), Type::List(b)) = (&a.ty, &b.ty) {
        return are_compatible(types, a, b, depth);
    }
    match (types.kind(a), types.kind(b)) {
        (Some(TypeKind::Struct(a)), Some(TypeKind::Struct(b))) => {
            have_common_values(types, a, b, depth)
        }
        (Some(TypeKind::Union(union)), _) => union
            .variants
            .iter()
            .take(MOST)
            .any(|variant| are_compatible(types, &variant.schema, b, depth)),
        (_, Some(TypeKind::Union(union))) => union
            .variants
            .iter()
            .take(MOST)
            .any(|variant| are_compatible(types, a, &variant.schema, depth)),
        _ => true,
    }
}

/// Whether no property that such a value must have distinguishes the objects.
fn have_common_values(types: &Types, a: &Struct, b: &Struct, depth: usize) -> bool {
    let known: HashMap<&str, &Property> = b
        .properties
        .iter()
        .map(|known| (known.wire.as_str(), known))
        .collect();
    a.properties
        .iter()
        .all(|one| match known.get(one.wire.as_str()) {
            Some(other) if one.required || other.required => {
                are_compatible(types, &one.schema, &other.schema, depth)
            }
            _ => true,
        })
}

/// The JSON type; `None` if there may be several.
pub(crate) fn json_type(types: &Types, schema: &Schema) -> Option<&'static str> {
    let schema = types.resolve(schema);
    Some(match &schema.ty {
        Type::Bool => "boolean",
        Type::Integer | Type::Wide | Type::Float | Type::Number => "number",
        Type::Text(_) => "string",
        Type::List(_) => "array",
        Type::Map(_) => "object",
        Type::Any => return None,
        Type::Named(_) => match types.kind(schema)? {
            TypeKind::Struct(_) => "object",
            TypeKind::Tuple(_) => "array",
            TypeKind::Enum(body) if body.base == EnumBase::Text => "string",
            TypeKind::Enum(_) => "number",
            TypeKind::Alias(_) | TypeKind::Union(_) => return None,
        },
    })
}
