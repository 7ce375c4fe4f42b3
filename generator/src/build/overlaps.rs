//! Reports unions with ambiguous objects, of which clients use the first member that matches: an object may match an
//! earlier member if its required properties include those of that member, and are all known there.

use std::collections::HashMap;

use super::Context;
use crate::diag::{Diagnostic, Origin};
use crate::model::{EnumBase, Property, Schema, Struct, Type, TypeKind, Types, Union};

/// The most members of a union that are compared in pairs.
const MOST: usize = 100;

pub(crate) fn report(cx: &mut Context<'_>, types: &Types) {
    for (_, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else { continue };
        if union.discriminator.is_none()
            && let Some((taken, first)) = overlap(types, union)
        {
            let message = "a value of this member may also match an earlier member";
            let warning = Diagnostic::warning("overlapping-members", message).at(taken);
            let warning = warning.related("the earlier member is here", first);
            let warning = warning.instead("if a value matches both, the earlier member is used");
            cx.warn(warning.help("add a `discriminator`, or a property with a constant to each member"));
        }
    }
}

/// The first member whose values may match an earlier member, and that member.
fn overlap<'t>(types: &'t Types, union: &'t Union) -> Option<(&'t Origin, &'t Origin)> {
    let members = union.variants.iter().take(MOST).map(|variant| &variant.schema);
    let members = members.filter_map(|schema| Some((&schema.origin, types.record(types.resolve(schema))?)));
    let members: Vec<(&Origin, &Struct)> = members.collect();
    members.iter().enumerate().find_map(|(index, (origin, record))| {
        let mut before = members.iter().take(index);
        before.find(|(_, first)| may_be(types, record, first)).map(|(first, _)| (*origin, *first))
    })
}

/// Whether an object with only the required properties of `least` may match `other`.
fn may_be(types: &Types, least: &Struct, other: &Struct) -> bool {
    let held: HashMap<&str, &Property> =
        least.properties.iter().filter(|property| property.required).map(|held| (held.wire.as_str(), held)).collect();
    let known: HashMap<&str, &Property> = other.properties.iter().map(|known| (known.wire.as_str(), known)).collect();
    let has_all = other.properties.iter().all(|one| !one.required || held.contains_key(one.wire.as_str()));
    let fits = |(name, held): (&&str, &&Property)| known.get(*name).is_some_and(|known| may_hold(types, held, known));
    has_all && held.iter().all(fits)
}

/// Whether a value of one property may be valid for the other.
fn may_hold(types: &Types, a: &Property, b: &Property) -> bool {
    match (json_type(types, &a.schema), json_type(types, &b.schema)) {
        (Some(a_kind), Some(b_kind)) if a_kind != b_kind => false,
        _ => match (&a.schema.constant, &b.schema.constant) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        },
    }
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
