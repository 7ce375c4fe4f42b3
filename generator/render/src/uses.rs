//! Finds out which methods use each type.

use std::collections::{HashMap, HashSet};

use diag::Origin;
use model::{Api, Operation, Schema, TypeDef, TypeId, TypeKind};

pub(super) type Methods = Vec<usize>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct UsingMethods {
    pub(super) sent: Methods,
    pub(super) returned: Methods,
    pub(super) reported: Methods,
}

/// The identity of a type: its location and its name, since one location may give several types.
pub(super) type TypeIdentity = (Origin, String);

pub(super) struct TypeUsageIndex {
    pub(super) indexes: HashMap<TypeIdentity, usize>,
    /// Methods whose body, parameter, response or error is the type, or an array or map of it.
    pub(super) direct: Vec<UsingMethods>,
    /// The number of methods that send the type, and that return it, as a part of another type.
    pub(super) within: Vec<[usize; 2]>,
    /// The types that have this type as a part.
    holders: Vec<Vec<usize>>,
}

impl TypeUsageIndex {
    pub(super) fn of(api: &Api) -> Self {
        let mut direct = vec![UsingMethods::default(); api.types.len()];
        for (index, operation) in api.operations.iter().enumerate() {
            for id in named_types_in(api, &sent_schemas(operation)) {
                if let Some(uses) = direct.get_mut(id.0 as usize) {
                    uses.sent.push(index);
                }
            }
            for id in named_types_in(api, &returned_schemas(operation)) {
                if let Some(uses) = direct.get_mut(id.0 as usize) {
                    uses.returned.push(index);
                }
            }
            for id in named_types_in(api, &failure_schemas(operation)) {
                if let Some(uses) = direct.get_mut(id.0 as usize) {
                    uses.reported.push(index);
                }
            }
        }
        let parts: Vec<Vec<usize>> = api
            .types
            .iter()
            .map(|(_, def)| part_type_indexes(&def.kind))
            .collect();
        let mut holders: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
        for (holder, parts) in parts.iter().enumerate() {
            for part in parts {
                if let Some(known) = holders.get_mut(*part) {
                    known.push(holder);
                }
            }
        }
        let (sent, returned) = (
            direct.iter().map(|uses| &uses.sent),
            direct.iter().map(|uses| &uses.returned),
        );
        let sent = propagate_method_counts(&parts, sent, api.operations.len());
        let returned = propagate_method_counts(&parts, returned, api.operations.len());
        let within = sent
            .into_iter()
            .zip(returned)
            .map(|(sent, returned)| [sent, returned])
            .collect();
        let indexes = api
            .types
            .iter()
            .map(|(id, def)| (type_identity(def), id.0 as usize))
            .collect();
        Self {
            indexes,
            direct,
            within,
            holders,
        }
    }

    /// Returns the methods that use the types nearest to a type among those that contain it, directly or not.
    pub(super) fn nearest(&self, at: usize, list: fn(&UsingMethods) -> &Methods) -> Methods {
        let mut seen = HashSet::from([at]);
        let mut level = vec![at];
        while !level.is_empty() {
            let holders = level
                .iter()
                .filter_map(|at| self.holders.get(*at))
                .flatten();
            level = holders.copied().filter(|at| seen.insert(*at)).collect();
            let uses = level.iter().filter_map(|at| self.direct.get(*at));
            let mut methods: Methods = uses.flat_map(list).copied().collect();
            if !methods.is_empty() {
                methods.sort_unstable();
                methods.dedup();
                return methods;
            }
        }
        Vec::new()
    }
}

pub(super) fn type_identity(def: &TypeDef) -> TypeIdentity {
    (def.origin.clone(), def.name.clone())
}

fn sent_schemas(operation: &Operation) -> Vec<&Schema> {
    let bodies = operation
        .body
        .iter()
        .flat_map(|body| &body.contents)
        .filter_map(|content| content.schema.as_ref());
    bodies
        .chain(
            operation
                .parameters
                .iter()
                .map(|parameter| &parameter.schema),
        )
        .collect()
}

fn returned_schemas(operation: &Operation) -> Vec<&Schema> {
    let successes = operation
        .responses
        .iter()
        .filter(|response| response.is_success);
    let contents = successes
        .flat_map(|response| &response.contents)
        .filter_map(|content| content.schema.as_ref());
    let mut all: Vec<&Schema> = contents.chain(operation.output.schemas()).collect();
    all.extend(operation.paging.as_ref().map(|paging| &paging.item));
    all.extend(operation.stream.as_ref().map(|stream| &stream.item));
    all.extend(&operation.headers);
    all
}

fn failure_schemas(operation: &Operation) -> Vec<&Schema> {
    let contents = operation.failures().flat_map(|response| &response.contents);
    contents
        .filter_map(|content| content.schema.as_ref())
        .collect()
}

/// Returns the named types in these schemas, including those of the items of arrays and maps, with aliases resolved.
fn named_types_in(api: &Api, schemas: &[&Schema]) -> HashSet<TypeId> {
    let mut seen = HashSet::new();
    for schema in schemas {
        let mut next = schema.ty.innermost();
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            next = match api.types.get(id).map(|def| &def.kind) {
                Some(TypeKind::Alias(target)) => target.ty.innermost(),
                _ => None,
            };
        }
    }
    seen
}

fn part_type_indexes(kind: &TypeKind) -> Vec<usize> {
    kind.schemas()
        .into_iter()
        .filter_map(|schema| schema.ty.innermost())
        .map(|id| id.0 as usize)
        .collect()
}

/// Propagates the methods of each type to its parts and counts them.
fn propagate_method_counts<'m>(
    parts: &[Vec<usize>],
    direct: impl Iterator<Item = &'m Methods>,
    methods: usize,
) -> Vec<usize> {
    let bits = u64::BITS as usize;
    let mut sets: Vec<Vec<u64>> = vec![vec![0; methods.div_ceil(bits)]; parts.len()];
    let mut waiting = Vec::new();
    for (at, (set, methods)) in sets.iter_mut().zip(direct).enumerate() {
        for method in methods {
            if let Some(word) = set.get_mut(method / bits) {
                *word |= 1 << (method % bits);
            }
        }
        if !methods.is_empty() {
            waiting.push(at);
        }
    }
    while let Some(at) = waiting.pop() {
        let Some((from, parts)) = sets.get(at).cloned().zip(parts.get(at)) else {
            continue;
        };
        for part in parts {
            let Some(set) = sets.get_mut(*part) else {
                continue;
            };
            let is_less = set
                .iter()
                .zip(&from)
                .any(|(known, new)| known & new != *new);
            if is_less {
                for (known, new) in set.iter_mut().zip(&from) {
                    *known |= new;
                }
                waiting.push(*part);
            }
        }
    }
    sets.into_iter()
        .map(|set| set.iter().map(|word| word.count_ones() as usize).sum())
        .collect()
}
