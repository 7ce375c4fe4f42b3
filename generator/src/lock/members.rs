//! Members of unions: what they are called, and what they hold.

use std::collections::BTreeMap;

use super::homes::is_component;
use super::{Lock, LockedMember};
use crate::diag::Origin;
use crate::model::{Api, SchemaEntry, Type, TypeId, Types, Union};

pub(super) fn locked(types: &Types, union: &Union) -> Vec<LockedMember> {
    let members = union.variants.iter();
    members.map(|one| LockedMember { name: one.rust.clone(), holds: holds(types, &one.schema.ty) }).collect()
}

/// Components without a type of their own that hold one, by their places.
pub(super) fn untyped(api: &Api) -> BTreeMap<String, String> {
    let has_type = |entry: &&SchemaEntry| match entry.ty {
        Type::Named(id) => api.types.get(id).is_some_and(|def| def.origin == entry.origin),
        _ => false,
    };
    let components = api.schemas.iter().filter(|entry| is_component(&entry.origin) && !has_type(entry));
    let untyped = components.filter(|entry| named(&entry.ty).is_some());
    untyped.map(|entry| (entry.origin.pointer.to_string(), holds(&api.types, &entry.ty))).collect()
}

/// What the types that such components hold were called.
pub(super) fn of_untyped<'l>(old: &'l BTreeMap<String, String>, entries: &[SchemaEntry]) -> Vec<(&'l str, TypeId)> {
    let found = entries.iter().filter(|entry| is_component(&entry.origin)).filter_map(|entry| {
        let (depth, name) = inner(old.get(&*entry.origin.pointer)?);
        named(&entry.ty).filter(|(around, _)| *around == depth).map(|(_, id)| (name, id))
    });
    found.collect()
}

/// What a type holds, in the words of the lock.
fn holds(types: &Types, ty: &Type) -> String {
    match ty {
        Type::Named(id) => types.get(*id).map(|def| def.name.clone()).unwrap_or_default(),
        Type::Bool => "boolean".to_owned(),
        Type::Integer | Type::Wide => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Text(_) => "string".to_owned(),
        Type::Any => "any".to_owned(),
        Type::List(items) => format!("[{}]", holds(types, &items.ty)),
        Type::Map(values) => format!("{{{}}}", holds(types, &values.ty)),
    }
}

/// Members that have other names than before, each with the type of before that `is_like` it: the first of those that are
/// left.
pub(super) fn like<'l>(
    old: &'l [LockedMember],
    new: &Union,
    is_like: impl Fn(&str, TypeId) -> bool,
) -> Vec<(&'l str, TypeId)> {
    let is_new = |name: &str| old.iter().all(|member| member.name != name);
    let is_gone = |name: &str| new.variants.iter().all(|variant| variant.rust != name);
    let mut gone: Vec<&'l LockedMember> = old.iter().filter(|member| is_gone(&member.name)).collect();
    let mut found = Vec::new();
    for variant in new.variants.iter().filter(|variant| is_new(&variant.rust)) {
        let Some((depth, id)) = named(&variant.schema.ty) else { continue };
        let fits = |member: &&LockedMember| {
            let (around, name) = inner(&member.holds);
            around == depth && is_like(name, id)
        };
        if let Some(at) = gone.iter().position(fits) {
            found.push((inner(&gone.remove(at).holds).1, id));
        }
    }
    found
}

/// How many lists and maps are around a name, and the name.
fn inner(holds: &str) -> (usize, &str) {
    let name = holds.trim_matches(['[', ']', '{', '}']);
    ((holds.len() - name.len()) / 2, name)
}

fn named(ty: &Type) -> Option<(usize, TypeId)> {
    match ty {
        Type::Named(id) => Some((0, *id)),
        Type::List(inner) | Type::Map(inner) => named(&inner.ty).map(|(depth, id)| (depth + 1, id)),
        _ => None,
    }
}

impl Lock {
    /// Whether a component had no type of its own, and was nothing but another one.
    pub(crate) fn was_another(&self, component: &Origin) -> bool {
        self.untyped.get(&*component.pointer).is_some_and(|holds| inner(holds).0 == 0)
    }

    /// The former names of members of a union that hold what they held, but are called otherwise, by their index.
    pub(crate) fn members(&self, name: &str, types: &Types, new: &Union) -> Vec<(usize, String)> {
        let old = self.types.get(name).map(|locked| locked.members.as_slice()).unwrap_or_default();
        let is_gone = |name: &str| new.variants.iter().all(|variant| variant.rust != name);
        let mut gone: Vec<&LockedMember> = old.iter().filter(|member| is_gone(&member.name)).collect();
        let is_new = |name: &str| old.iter().all(|member| member.name != name);
        let mut found = Vec::new();
        for (index, variant) in new.variants.iter().enumerate().filter(|(_, variant)| is_new(&variant.rust)) {
            let holds = holds(types, &variant.schema.ty);
            if let Some(at) = gone.iter().position(|member| member.holds == holds) {
                found.push((index, gone.remove(at).name.clone()));
            }
        }
        found
    }
}
