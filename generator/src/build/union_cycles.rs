//! Cuts cycles of unions that are members of each other: the member that closes the cycle has no effect, but decoding a
//! value that matches no member would not terminate.

use std::collections::{HashMap, HashSet};

use super::Context;
use super::cycles::contained;
use super::schemas::endless;
use super::type_table::TypeTable;
use crate::diag::{Diagnostic, Origin};
use crate::model::{Schema, Type, TypeId, TypeKind, Types, Union};

/// Removes from each cycle of unions the member that closes it.
pub(crate) fn cut(cx: &mut Context<'_>, table: &mut TypeTable) {
    for (id, index) in closing(&table.types) {
        let Some(def) = table.types.get_mut(id) else { continue };
        let TypeKind::Union(union) = &mut def.kind else { continue };
        let (itself, shape) = (Type::Named(id), take(union, index));
        // Nothing is lost if the member is the union itself.
        if shape.ty != itself {
            table.loose.insert(id);
        }
        let message = "this member of a union contains the union itself, with only unions in between";
        let warning = Diagnostic::warning("endless-reference", message).at(&shape.origin);
        let warning = warning.related("the union is here", &def.origin).instead("the member is left out here");
        cx.warn(warning.help("list the intended members, instead of a union that contains this one"));
        if let [only] = union.variants.as_slice() {
            def.kind = TypeKind::Alias(only.schema.clone());
        } else if union.variants.is_empty() {
            table.loose.insert(id);
            def.kind = TypeKind::Alias(Schema::of(Type::Any, def.origin.clone()));
        }
    }
}

/// Cuts each cycle of arrays, maps and aliases at its first location.
pub(crate) fn open(cx: &mut Context<'_>, table: &mut TypeTable) {
    let place = |id: &TypeId| table.types.get(*id).map(|def| def.origin.clone());
    let firsts = nameless(&table.types).into_iter().filter_map(|cycle| {
        let placed = cycle.iter().filter_map(|id| Some((place(id)?, *id)));
        placed.min_by(|(a, _), (b, _)| (&a.file, &a.pointer).cmp(&(&b.file, &b.pointer)))
    });
    let firsts: Vec<(Origin, TypeId)> = firsts.collect();
    for (origin, id) in firsts {
        cx.warn(endless(&origin));
        table.loose.insert(id);
        if let Some(def) = table.types.get_mut(id) {
            def.kind = TypeKind::Alias(Schema::of(Type::Any, origin));
        }
    }
}

/// Cycles of aliases, with any arrays and maps in between.
fn nameless(types: &Types) -> Vec<Vec<TypeId>> {
    let mut done: HashSet<TypeId> = HashSet::new();
    let mut cycles = Vec::new();
    for (start, _) in types.iter() {
        let mut path = Vec::new();
        let mut next = Some(start);
        while let Some(id) = next.filter(|id| done.insert(*id)) {
            path.push(id);
            next = match types.get(id).map(|def| &def.kind) {
                Some(TypeKind::Alias(schema)) => schema.ty.innermost(),
                _ => None,
            };
        }
        if let Some(at) = next.and_then(|id| path.iter().position(|known| *known == id)) {
            cycles.push(path.split_off(at));
        }
    }
    cycles
}

/// The members that close a cycle, the last of a union first; it begins at the first location of its unions.
fn closing(types: &Types) -> Vec<(TypeId, usize)> {
    let mut unions: Vec<(&Origin, TypeId)> = Vec::new();
    let mut shapes: HashMap<TypeId, Vec<Option<TypeId>>> = HashMap::new();
    for (id, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else { continue };
        unions.push((&def.origin, id));
        shapes.insert(id, union.variants.iter().map(|variant| contained(types, &variant.schema)).collect());
    }
    unions.sort_unstable_by_key(|(origin, _)| (&origin.file, &origin.pointer));
    // Whether the depth-first search has left a union that it has entered.
    let mut is_left: HashMap<TypeId, bool> = HashMap::new();
    let mut closing = Vec::new();
    for (_, start) in unions {
        let mut stack = if is_left.contains_key(&start) { Vec::new() } else { vec![(start, 0)] };
        while let Some((id, next)) = stack.pop() {
            let Some(shape) = shapes.get(&id).and_then(|shapes| shapes.get(next)) else {
                is_left.insert(id, true);
                continue;
            };
            is_left.insert(id, false);
            stack.push((id, next + 1));
            match shape.filter(|inner| shapes.contains_key(inner)) {
                Some(inner) if is_left.get(&inner) == Some(&false) => closing.push((id, next)),
                Some(inner) if !is_left.contains_key(&inner) => stack.push((inner, 0)),
                _ => {}
            }
        }
    }
    closing.sort_unstable_by_key(|(id, index)| (*id, std::cmp::Reverse(*index)));
    closing
}

fn take(union: &mut Union, index: usize) -> Schema {
    if let Some(discriminator) = &mut union.discriminator {
        discriminator.mapping.retain(|(_, named)| *named != index);
        discriminator.mapping.iter_mut().filter(|(_, named)| *named > index).for_each(|(_, named)| *named -= 1);
        discriminator.otherwise = match discriminator.otherwise {
            Some(named) if named == index => None,
            Some(named) if named > index => Some(named - 1),
            other => other,
        };
    }
    union.variants.remove(index).schema
}
