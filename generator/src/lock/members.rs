//! Members of unions: what they are called, and what they hold.

use super::{Lock, LockedMember};
use crate::model::{Schema, Type, TypeId, Types, Union};

pub(super) fn locked(types: &Types, union: &Union) -> Vec<LockedMember> {
    let member = |name: &String, schema| LockedMember { name: name.clone(), holds: holds(types, schema) };
    union.variants.iter().map(|variant| member(&variant.rust, &variant.schema)).collect()
}

/// What a schema holds, in the words of the lock.
fn holds(types: &Types, schema: &Schema) -> String {
    match &schema.ty {
        Type::Named(id) => types.get(*id).map(|def| def.name.clone()).unwrap_or_default(),
        Type::Bool => "boolean".to_owned(),
        Type::Integer | Type::Wide => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Text(_) => "string".to_owned(),
        Type::Any => "any".to_owned(),
        Type::List(items) => format!("[{}]", holds(types, items)),
        Type::Map(values) => format!("{{{}}}", holds(types, values)),
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
        let Some((depth, id)) = named(&variant.schema) else { continue };
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

fn named(schema: &Schema) -> Option<(usize, TypeId)> {
    match &schema.ty {
        Type::Named(id) => Some((0, *id)),
        Type::List(inner) | Type::Map(inner) => named(inner).map(|(depth, id)| (depth + 1, id)),
        _ => None,
    }
}

impl Lock {
    /// The former names of members of a union that hold what they held, but are called otherwise, by their index.
    pub(crate) fn members(&self, name: &str, types: &Types, new: &Union) -> Vec<(usize, String)> {
        let old = self.types.get(name).map(|locked| locked.members.as_slice()).unwrap_or_default();
        let is_gone = |name: &str| new.variants.iter().all(|variant| variant.rust != name);
        let mut gone: Vec<&LockedMember> = old.iter().filter(|member| is_gone(&member.name)).collect();
        let is_new = |name: &str| old.iter().all(|member| member.name != name);
        let mut found = Vec::new();
        for (index, variant) in new.variants.iter().enumerate().filter(|(_, variant)| is_new(&variant.rust)) {
            let holds = holds(types, &variant.schema);
            if let Some(at) = gone.iter().position(|member| member.holds == holds) {
                found.push((index, gone.remove(at).name.clone()));
            }
        }
        found
    }
}
