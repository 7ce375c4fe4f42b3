//! Finds out which methods use each type.

use foldhash::{HashMap, HashSet, HashSetExt};

use diag::Origin;
use model::{Api, Operation, Schema, Stream, TypeDef, TypeId, TypeKind};

pub(super) type Methods = Vec<usize>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct UsingMethods {
    pub(super) sent: Methods,
    pub(super) returned: Methods,
    pub(super) reported: Methods,
}

/// The number of methods that use a type, also as a part of another type.
#[derive(Clone, Copy)]
pub(super) struct IndirectUses {
    pub(super) sent: usize,
    pub(super) returned: usize,
}

/// The identity of a type: its location and its name, since one location may give several types.
type TypeIdentity = (Origin, String);

pub(super) struct TypeUsageIndex {
    pub(super) indexes: HashMap<TypeIdentity, usize>,
    /// Methods whose body, parameter, response or error is the type, or an array or map of it.
    pub(super) direct: Vec<UsingMethods>,
    pub(super) within: Vec<IndirectUses>,
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
        let parts_of_types: Vec<Vec<usize>> = api
            .types
            .iter()
            .map(|(_, def)| part_type_indexes(&def.kind))
            .collect();
        let mut holders: Vec<Vec<usize>> = vec![Vec::new(); parts_of_types.len()];
        for (holder, parts) in parts_of_types.iter().enumerate() {
            for part in parts {
                if let Some(part_holders) = holders.get_mut(*part) {
                    part_holders.push(holder);
                }
            }
        }
        let senders = direct.iter().map(|uses| &uses.sent);
        let returners = direct.iter().map(|uses| &uses.returned);
        let method_count = api.operations.len();
        let within = count_users(&parts_of_types, senders, method_count)
            .into_iter()
            .zip(count_users(&parts_of_types, returners, method_count))
            .map(|(sent, returned)| IndirectUses { sent, returned })
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

    /// Returns the methods that use the nearest types that contain a type, directly or not. `index`
    /// is the index of the type.
    pub(super) fn nearest_users(
        &self,
        index: usize,
        list: fn(&UsingMethods) -> &Methods,
    ) -> Methods {
        let mut seen = vec![false; self.holders.len()];
        if let Some(seen) = seen.get_mut(index) {
            *seen = true;
        }
        let mut level = vec![index];
        while !level.is_empty() {
            level = level
                .iter()
                .filter_map(|index| self.holders.get(*index))
                .flatten()
                .copied()
                .filter(|holder| {
                    let was_seen = seen.get_mut(*holder);
                    was_seen.is_some_and(|seen| !std::mem::replace(seen, true))
                })
                .collect();
            let mut methods: Methods = level
                .iter()
                .filter_map(|index| self.direct.get(*index))
                .flat_map(list)
                .copied()
                .collect();
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
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| &parameter.schema);
    operation
        .body
        .iter()
        .flat_map(|body| &body.contents)
        .filter_map(|content| content.schema.as_ref())
        .chain(parameters)
        .collect()
}

fn returned_schemas(operation: &Operation) -> Vec<&Schema> {
    let mut schemas: Vec<&Schema> = operation
        .responses
        .iter()
        .filter(|response| response.is_success)
        .flat_map(|response| &response.contents)
        .filter_map(|content| content.schema.as_ref())
        .chain(operation.returns.output.schemas())
        .collect();
    schemas.extend(operation.paging.as_ref().map(|paging| &paging.item));
    schemas.extend(operation.returns.stream.iter().flat_map(Stream::schemas));
    schemas.extend(&operation.returns.headers);
    schemas
}

fn failure_schemas(operation: &Operation) -> Vec<&Schema> {
    operation
        .failures()
        .flat_map(|response| &response.contents)
        .filter_map(|content| content.schema.as_ref())
        .collect()
}

/// Returns the named types in these schemas, also as items of arrays and maps, with aliases
/// resolved.
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

/// Returns the number of methods that use each type, directly or as a part of another type.
/// `direct` has the methods that use each type directly.
fn count_users<'m>(
    parts_of_types: &[Vec<usize>],
    direct: impl Iterator<Item = &'m Methods>,
    method_count: usize,
) -> Vec<usize> {
    let bits = u64::BITS as usize;
    // The methods of each type, as a set of bits.
    let mut sets: Vec<Vec<u64>> = vec![vec![0; method_count.div_ceil(bits)]; parts_of_types.len()];
    let mut changed_types = Vec::new();
    for (index, (set, methods)) in sets.iter_mut().zip(direct).enumerate() {
        for method in methods {
            if let Some(word) = set.get_mut(method / bits) {
                *word |= 1 << (method % bits);
            }
        }
        if !methods.is_empty() {
            changed_types.push(index);
        }
    }
    while let Some(index) = changed_types.pop() {
        let Some((holder_set, parts)) = sets.get(index).cloned().zip(parts_of_types.get(index))
        else {
            continue;
        };
        for part in parts {
            let Some(set) = sets.get_mut(*part) else {
                continue;
            };
            let has_all = set
                .iter()
                .zip(&holder_set)
                .all(|(word, holder_word)| word & holder_word == *holder_word);
            if !has_all {
                for (word, holder_word) in set.iter_mut().zip(&holder_set) {
                    *word |= holder_word;
                }
                changed_types.push(*part);
            }
        }
    }
    sets.into_iter()
        .map(|set| set.iter().map(|word| word.count_ones() as usize).sum())
        .collect()
}
