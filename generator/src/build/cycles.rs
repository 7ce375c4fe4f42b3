//! Boxes, only where a cycle closes.
//!
//! A type that contains itself without a list or a map between needs a box somewhere on the way. Types are visited in
//! the order of their names, and an edge is boxed if it leads back to a type that is still being visited: an unrelated
//! edit of the description changes neither.

use std::collections::HashMap;

use crate::model::{Schema, Type, TypeId, TypeKind, Types};

/// Marks the properties and variants that must be boxed.
pub(crate) fn box_cycles(types: &mut Types) {
    let edges: HashMap<TypeId, Vec<Edge>> = types.iter().map(|(id, def)| (id, edges(&def.kind))).collect();
    let boxable = |id: TypeId| types.get(id).is_some_and(|def| !matches!(def.kind, TypeKind::Alias(_)));
    let mut order: Vec<TypeId> = types.iter().map(|(id, _)| id).filter(|id| boxable(*id)).collect();
    order.sort_by(|a, b| name(types, *a).cmp(name(types, *b)));
    let mut state = HashMap::new();
    let mut closing = Vec::new();
    for start in order {
        visit(start, &edges, &boxable, &mut state, &mut closing);
    }
    for (id, index) in closing {
        mark(types, id, index);
    }
}

fn name(types: &Types, id: TypeId) -> &str {
    types.get(id).map_or("", |def| def.name.as_str())
}

/// A property or variant, by its index, that contains another type directly.
struct Edge {
    index: usize,
    to: TypeId,
}

fn edges(kind: &TypeKind) -> Vec<Edge> {
    let edge = |(index, schema): (usize, &Schema)| match schema.ty {
        Type::Named(to) => Some(Edge { index, to }),
        _ => None,
    };
    match kind {
        TypeKind::Struct(body) => {
            body.properties.iter().map(|property| &property.schema).enumerate().filter_map(edge).collect()
        }
        TypeKind::Union(union) => {
            union.variants.iter().map(|variant| &variant.schema).enumerate().filter_map(edge).collect()
        }
        TypeKind::Alias(schema) => edge((0, schema)).into_iter().collect(),
        TypeKind::Enum(_) => Vec::new(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// Depth first, without recursion: a chain of types may be as long as the description.
fn visit(
    start: TypeId,
    edges: &HashMap<TypeId, Vec<Edge>>,
    boxable: &dyn Fn(TypeId) -> bool,
    state: &mut HashMap<TypeId, State>,
    closing: &mut Vec<(TypeId, usize)>,
) {
    if state.contains_key(&start) {
        return;
    }
    state.insert(start, State::Open);
    let mut stack = vec![(start, 0)];
    while let Some((id, next)) = stack.pop() {
        let Some(edge) = edges.get(&id).and_then(|edges| edges.get(next)) else {
            state.insert(id, State::Done);
            continue;
        };
        stack.push((id, next + 1));
        match state.get(&edge.to) {
            // An alias has no place for a box: the nearest type on the way to it has.
            Some(State::Open) => {
                closing.extend(stack.iter().rev().find(|(id, _)| boxable(*id)).and_then(|(id, next)| {
                    let edge = edges.get(id)?.get(next.checked_sub(1)?)?;
                    Some((*id, edge.index))
                }))
            }
            Some(State::Done) => {}
            None => {
                state.insert(edge.to, State::Open);
                stack.push((edge.to, 0));
            }
        }
    }
}

fn mark(types: &mut Types, id: TypeId, index: usize) {
    match types.get_mut(id).map(|def| &mut def.kind) {
        Some(TypeKind::Struct(body)) => {
            if let Some(property) = body.properties.get_mut(index) {
                property.boxed = true;
            }
        }
        Some(TypeKind::Union(union)) => {
            if let Some(variant) = union.variants.get_mut(index) {
                variant.boxed = true;
            }
        }
        _ => {}
    }
}
