//! Cycles of types: cycles of unions and of aliases are cut, and boxes are added to all others.
//!
//! If unions are members of each other, the member that leads back to the first union is removed.
//! This member adds no values, and with it, decoding a value that matches no member would not
//! terminate.
//!
//! If a type contains itself without an array or map in between, the cycle needs a box. The
//! property whose type has the alphabetically first name in the cycle gets the box, so that the
//! choice depends only on the cycle, not on the order of the description. Members of unions that
//! are objects are always boxed, so that matching does not change when an object grows.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::context::BuildContext;
use crate::iterate::{group_by_key, reachable_nodes};
use crate::schemas::conversion::endless_reference_warning;
use crate::schemas::type_table::TypeTable;
use diag::{Diagnostic, Origin};
use model::{Schema, Type, TypeId, TypeKind, Types, Union};

/// The maximum number of steps when searching a strongly connected component of the graph for
/// unnecessary boxes.
const MAX_STEPS: usize = 50_000_000;

/// Removes from each cycle of unions the member that leads back to the first union.
pub(crate) fn cut_union_cycles(cx: &mut BuildContext<'_>, table: &mut TypeTable) {
    for (id, index) in find_closing_members(&table.types) {
        let Some(def) = table.types.get_mut(id) else {
            continue;
        };
        let TypeKind::Union(union) = &mut def.kind else {
            continue;
        };
        let itself = Type::Named(id);
        let shape = take_union_member(union, index);
        // Nothing is lost if the member is the union itself.
        if shape.ty != itself {
            table.loose.insert(id);
        }
        let message = "this member of a union is a union that leads back to the first one";
        let warning = Diagnostic::warning("endless-reference", message)
            .at(&shape.origin)
            .related("the union is here", &def.origin)
            .instead("the member is left out here");
        cx.warn(
            warning.help("list the intended members, instead of a union that contains this one"),
        );
        if let [only] = union.variants.as_slice() {
            def.kind = TypeKind::Alias(only.schema.clone());
        } else if union.variants.is_empty() {
            table.loose.insert(id);
            def.kind = TypeKind::Alias(Schema::of(Type::Any, def.origin.clone()));
        }
    }
}

/// Cuts each cycle of arrays, maps and aliases: the type with the first location accepts any value
/// instead.
pub(crate) fn cut_alias_cycles(cx: &mut BuildContext<'_>, table: &mut TypeTable) {
    let firsts: Vec<(Origin, TypeId)> = find_alias_cycles(&table.types)
        .into_iter()
        .filter_map(|cycle| {
            let placed = cycle
                .iter()
                .filter_map(|id| Some((table.types.get(*id).map(|def| def.origin.clone())?, *id)));
            placed.min_by(|(a, _), (b, _)| (&a.file, &a.pointer).cmp(&(&b.file, &b.pointer)))
        })
        .collect();
    for (origin, id) in firsts {
        cx.warn(endless_reference_warning(&origin));
        table.loose.insert(id);
        if let Some(def) = table.types.get_mut(id) {
            def.kind = TypeKind::Alias(Schema::of(Type::Any, origin));
        }
    }
}

/// Returns the cycles of aliases, including those through arrays and maps.
fn find_alias_cycles(types: &Types) -> Vec<Vec<TypeId>> {
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
        if let Some(at) = next.and_then(|id| path.iter().position(|id_on_path| *id_on_path == id)) {
            cycles.push(path.split_off(at));
        }
    }
    cycles
}

/// Returns the members that lead back to the first union of their cycle. The first union is the one
/// with the first location. The members of a union are in reverse order, so that they can be
/// removed by index.
fn find_closing_members(types: &Types) -> Vec<(TypeId, usize)> {
    let mut unions: Vec<(&Origin, TypeId)> = types
        .iter()
        .filter(|(_, def)| matches!(def.kind, TypeKind::Union(_)))
        .map(|(id, def)| (&def.origin, id))
        .collect();
    unions.sort_unstable_by_key(|(origin, _)| (&origin.file, &origin.pointer));
    let (_, mut closing) =
        Graph::of(types, unions.into_iter().map(|(_, id)| id).collect()).depth_first();
    closing.sort_unstable_by_key(|(id, index)| (*id, std::cmp::Reverse(*index)));
    closing
}

fn take_union_member(union: &mut Union, index: usize) -> Schema {
    if let Some(discriminator) = &mut union.discriminator {
        discriminator.mapping.retain(|(_, named)| *named != index);
        for (_, named) in &mut discriminator.mapping {
            if *named > index {
                *named -= 1;
            }
        }
        for selected in [&mut discriminator.otherwise, &mut discriminator.absent] {
            *selected = match *selected {
                Some(named) if named == index => None,
                Some(named) if named > index => Some(named - 1),
                other => other,
            };
        }
    }
    union.variants.remove(index).schema
}

pub(crate) fn box_cycles(types: &mut Types) {
    box_objects(types);
    let boxable = types
        .iter()
        .filter(|(_, def)| !matches!(def.kind, TypeKind::Alias(_)));
    let mut named: Vec<(&str, TypeId)> = boxable.map(|(id, def)| (def.name.as_str(), id)).collect();
    named.sort_unstable();
    let graph = Graph::of(types, named.into_iter().map(|(_, id)| id).collect());
    for component in graph.components() {
        for (owner, index) in graph.closing(&component) {
            mark_boxed(types, owner, index);
        }
    }
}

fn box_objects(types: &mut Types) {
    let mut objects = Vec::new();
    for (id, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else {
            continue;
        };
        for (index, variant) in union.variants.iter().enumerate() {
            let def = contained_type(types, &variant.schema).and_then(|id| types.get(id));
            if def.is_some_and(|def| matches!(def.kind, TypeKind::Struct(_))) {
                objects.push((id, index));
            }
        }
    }
    for (id, index) in objects {
        mark_boxed(types, id, index);
    }
}

/// An edge: the index of a property or variant, and the type that it contains directly.
type Edge = (usize, TypeId);

struct Graph {
    edges: HashMap<TypeId, Vec<Edge>>,
    /// The types of the graph, in the order of the search: types that can have a box, by name, or
    /// unions, by location.
    order: Vec<TypeId>,
    rank: HashMap<TypeId, usize>,
}

impl Graph {
    fn of(types: &Types, order: Vec<TypeId>) -> Self {
        let rank: HashMap<TypeId, usize> = order
            .iter()
            .enumerate()
            .map(|(rank, id)| (*id, rank))
            .collect();
        let edges = order
            .iter()
            .map(|id| {
                (
                    *id,
                    containment_edges(types, *id)
                        .into_iter()
                        .filter(|(_, to)| rank.contains_key(to))
                        .collect(),
                )
            })
            .collect();
        Self { edges, order, rank }
    }

    fn edges_of(&self, id: TypeId) -> &[Edge] {
        self.edges.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Returns the strongly connected components: the types that contain each other, directly or
    /// not (Kosaraju's algorithm).
    fn components(&self) -> Vec<Vec<TypeId>> {
        let edges = self
            .edges
            .iter()
            .flat_map(|(from, edges)| edges.iter().map(|(_, to)| (*to, *from)));
        let backwards = group_by_key(edges);
        let mut seen = HashSet::new();
        let mut components = Vec::new();
        for start in self.depth_first().0.into_iter().rev() {
            let mut component = Vec::new();
            let mut waiting = vec![start];
            while let Some(id) = waiting.pop() {
                if seen.insert(id) {
                    component.push(id);
                    waiting.extend(
                        backwards
                            .get(&id)
                            .into_iter()
                            .flatten()
                            .filter(|from| !seen.contains(from)),
                    );
                }
            }
            if !component.is_empty() {
                components.push(component);
            }
        }
        components
    }

    /// Returns all types in post-order, and the back edges, which lead to a type that the search is
    /// still in. Works without recursion, because a chain may be as long as the description.
    fn depth_first(&self) -> (Vec<TypeId>, Vec<(TypeId, usize)>) {
        // The types that the search has entered, each with whether the search has left it again.
        let mut is_left: HashMap<TypeId, bool> = HashMap::new();
        let mut done = Vec::with_capacity(self.order.len());
        let mut closing = Vec::new();
        for start in &self.order {
            let mut stack = if is_left.contains_key(start) {
                Vec::new()
            } else {
                vec![(*start, 0)]
            };
            while let Some((id, next)) = stack.pop() {
                let Some((index, to)) = self.edges_of(id).get(next) else {
                    is_left.insert(id, true);
                    done.push(id);
                    continue;
                };
                is_left.insert(id, false);
                stack.push((id, next + 1));
                match is_left.get(to) {
                    None => stack.push((*to, 0)),
                    Some(false) => closing.push((id, *index)),
                    Some(true) => {}
                }
            }
        }
        (done, closing)
    }

    fn closing(&self, component: &[TypeId]) -> Vec<(TypeId, usize)> {
        let members: HashSet<TypeId> = component.iter().copied().collect();
        let mut into: HashMap<TypeId, Vec<(TypeId, usize)>> = HashMap::new();
        let mut count = 0;
        for owner in component {
            for (index, to) in self
                .edges_of(*owner)
                .iter()
                .filter(|(_, to)| members.contains(to))
            {
                count += 1;
                if self.rank.get(to) <= self.rank.get(owner) {
                    into.entry(*to).or_default().push((*owner, *index));
                }
            }
        }
        // Beyond the limit, every edge to a type with an earlier name gets a box.
        let is_huge = into.len().saturating_mul(count) > MAX_STEPS;
        into.into_iter()
            .flat_map(|(first, mut edges)| {
                if !is_huge {
                    let contained = self.later(first, &members);
                    edges.retain(|(owner, _)| contained.contains(owner));
                }
                edges
            })
            .collect()
    }

    /// Returns the types that `first` contains, following only types of its component that have
    /// later names.
    fn later(&self, first: TypeId, members: &HashSet<TypeId>) -> HashSet<TypeId> {
        reachable_nodes([first], |id| {
            self.edges_of(id)
                .iter()
                .map(|(_, to)| *to)
                .filter(|id| members.contains(id) && self.rank.get(id) > self.rank.get(&first))
        })
    }
}

fn containment_edges(types: &Types, id: TypeId) -> Vec<Edge> {
    let mut edges = Vec::new();
    match types.get(id).map(|def| &def.kind) {
        Some(TypeKind::Struct(body) | TypeKind::Tuple(body)) => {
            for (index, property) in body.properties.iter().enumerate() {
                edges.extend(contained_type(types, &property.schema).map(|to| (index, to)));
            }
        }
        Some(TypeKind::Union(union)) => {
            for (index, variant) in union.variants.iter().enumerate() {
                if !variant.boxed {
                    edges.extend(contained_type(types, &variant.schema).map(|to| (index, to)));
                }
            }
        }
        _ => {}
    }
    edges
}

/// Returns the type that a value contains directly. Aliases are resolved, because they have no
/// field that could be boxed.
fn contained_type(types: &Types, schema: &Schema) -> Option<TypeId> {
    let schema = types.resolve(schema);
    let Type::Named(id) = schema.ty else {
        return None;
    };
    match types.kind(schema)? {
        TypeKind::Alias(_) => None,
        _ => Some(id),
    }
}

fn mark_boxed(types: &mut Types, id: TypeId, index: usize) {
    match types.get_mut(id).map(|def| &mut def.kind) {
        Some(TypeKind::Struct(body) | TypeKind::Tuple(body)) => {
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
