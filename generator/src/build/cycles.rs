//! Boxes where cycles of types close.
//!
//! A type that contains itself without an array or a map in between needs a box in the cycle: the property whose type
//! has the alphabetically first name of the cycle. So a box depends only on its cycle, not on the order of the description.
//! Members of unions that are objects are always boxed, so that matching does not change when an object grows.

use std::collections::{HashMap, HashSet};

use super::iterate::reached;
use crate::model::{Schema, Type, TypeId, TypeKind, Types};

/// The most steps of the search for unnecessary boxes in a component.
const MAX_STEPS: usize = 50_000_000;

pub(crate) fn box_cycles(types: &mut Types) {
    box_objects(types);
    let graph = Graph::of(types);
    for component in graph.components() {
        for (owner, index) in graph.closing(&component) {
            mark(types, owner, index);
        }
    }
}

fn box_objects(types: &mut Types) {
    let is_object = |schema| {
        let def = contained(types, schema).and_then(|id| types.get(id));
        def.is_some_and(|def| matches!(def.kind, TypeKind::Struct(_)))
    };
    let mut objects = Vec::new();
    for (id, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else { continue };
        let members = union.variants.iter().enumerate().filter(|(_, variant)| is_object(&variant.schema));
        objects.extend(members.map(|(index, _)| (id, index)));
    }
    objects.into_iter().for_each(|(id, index)| mark(types, id, index));
}

/// A property or variant, by its index, and the type that it contains directly.
type Edge = (usize, TypeId);

struct Graph {
    edges: HashMap<TypeId, Vec<Edge>>,
    /// All types that can have a box, in the order of their names.
    order: Vec<TypeId>,
    rank: HashMap<TypeId, usize>,
}

impl Graph {
    fn of(types: &Types) -> Self {
        let boxable = types.iter().filter(|(_, def)| !matches!(def.kind, TypeKind::Alias(_)));
        let mut named: Vec<(&str, TypeId)> = boxable.map(|(id, def)| (def.name.as_str(), id)).collect();
        named.sort_unstable();
        let order: Vec<TypeId> = named.into_iter().map(|(_, id)| id).collect();
        let rank = order.iter().enumerate().map(|(rank, id)| (*id, rank)).collect();
        let edges = order.iter().map(|id| (*id, edges(types, *id))).collect();
        Self { edges, order, rank }
    }

    fn edges_of(&self, id: TypeId) -> &[Edge] {
        self.edges.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Types that contain each other, directly or not (Kosaraju's algorithm).
    fn components(&self) -> Vec<Vec<TypeId>> {
        let mut backwards: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
        for (from, edges) in &self.edges {
            edges.iter().for_each(|(_, to)| backwards.entry(*to).or_default().push(*from));
        }
        let mut seen = HashSet::new();
        let mut components = Vec::new();
        for start in self.post_order().into_iter().rev() {
            let mut component = Vec::new();
            let mut waiting = vec![start];
            while let Some(id) = waiting.pop() {
                if seen.insert(id) {
                    component.push(id);
                    waiting.extend(backwards.get(&id).into_iter().flatten().filter(|from| !seen.contains(from)));
                }
            }
            components.extend((!component.is_empty()).then_some(component));
        }
        components
    }

    /// All types in post-order; without recursion, because a chain may be as long as the description.
    fn post_order(&self) -> Vec<TypeId> {
        let mut seen = HashSet::new();
        let mut done = Vec::with_capacity(self.order.len());
        for start in &self.order {
            let mut stack = if seen.insert(*start) { vec![(*start, 0)] } else { Vec::new() };
            while let Some((id, next)) = stack.pop() {
                let Some((_, to)) = self.edges_of(id).get(next) else {
                    done.push(id);
                    continue;
                };
                stack.push((id, next + 1));
                if seen.insert(*to) {
                    stack.push((*to, 0));
                }
            }
        }
        done
    }

    fn closing(&self, component: &[TypeId]) -> Vec<(TypeId, usize)> {
        let members: HashSet<TypeId> = component.iter().copied().collect();
        let mut into: HashMap<TypeId, Vec<(TypeId, usize)>> = HashMap::new();
        let mut count = 0;
        for owner in component {
            for (index, to) in self.edges_of(*owner).iter().filter(|(_, to)| members.contains(to)) {
                count += 1;
                if self.rank.get(to) <= self.rank.get(owner) {
                    into.entry(*to).or_default().push((*owner, *index));
                }
            }
        }
        // Beyond the limit, all edges to an earlier name are boxed.
        let is_huge = into.len().saturating_mul(count) > MAX_STEPS;
        let needed = |(first, mut edges): (TypeId, Vec<(TypeId, usize)>)| {
            if !is_huge {
                let contained = self.later(first, &members);
                edges.retain(|(owner, _)| contained.contains(owner));
            }
            edges
        };
        into.into_iter().flat_map(needed).collect()
    }

    /// The types that a type contains through types of its component with later names.
    fn later(&self, first: TypeId, members: &HashSet<TypeId>) -> HashSet<TypeId> {
        let is_later = |id: &TypeId| members.contains(id) && self.rank.get(id) > self.rank.get(&first);
        reached([first], |id| self.edges_of(id).iter().map(|(_, to)| *to).filter(is_later))
    }
}

fn edges(types: &Types, id: TypeId) -> Vec<Edge> {
    let edge = |(index, schema): (usize, &Schema)| Some((index, contained(types, schema)?));
    match types.get(id).map(|def| &def.kind) {
        Some(TypeKind::Struct(body) | TypeKind::Tuple(body)) => {
            body.properties.iter().map(|property| &property.schema).enumerate().filter_map(edge).collect()
        }
        Some(TypeKind::Union(union)) => {
            let unboxed = union.variants.iter().enumerate().filter(|(_, variant)| !variant.boxed);
            unboxed.map(|(index, variant)| (index, &variant.schema)).filter_map(edge).collect()
        }
        _ => Vec::new(),
    }
}

/// The type that a value contains directly. Aliases are resolved, because they have no field to box.
pub(super) fn contained(types: &Types, schema: &Schema) -> Option<TypeId> {
    let schema = types.resolve(schema);
    let Type::Named(id) = schema.ty else { return None };
    types.kind(schema).filter(|kind| !matches!(kind, TypeKind::Alias(_))).map(|_| id)
}

fn mark(types: &mut Types, id: TypeId, index: usize) {
    match types.get_mut(id).map(|def| &mut def.kind) {
        Some(TypeKind::Struct(body) | TypeKind::Tuple(body)) => {
            body.properties.get_mut(index).into_iter().for_each(|property| property.boxed = true);
        }
        Some(TypeKind::Union(union)) => {
            union.variants.get_mut(index).into_iter().for_each(|variant| variant.boxed = true);
        }
        _ => {}
    }
}
