//! The operations that a finding affects: those that send or receive a type, at any depth.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::finding::Finding;
use super::matching::{method_and_path, route_without_names};
use super::sides::Sides;
use super::verdict::Direction;
use super::version::Versions;
use diag::Origin;
use model::{Api, Operation, SchemaRole, TypeId};

/// Operations as method and path, in the order of the description.
pub(super) type Operations = Arc<[String]>;

/// The locations of a type or operation in both descriptions.
type OriginPair = Sides<Option<Origin>>;

pub(super) struct Affected<'a> {
    old: TypeUsers<'a>,
    new: TypeUsers<'a>,
    cache: HashMap<(OriginPair, Option<Direction>), Operations>,
}

impl<'a> Affected<'a> {
    pub(super) fn of(versions: Versions<'a>) -> Self {
        Self {
            old: TypeUsers::of(versions.models.old),
            new: TypeUsers::of(versions.models.new),
            cache: HashMap::new(),
        }
    }

    /// Returns the operations that use the type of a finding in both versions; for a request type,
    /// its operation. `origins` has the type, or the operation of the request. If only one version
    /// has such operations, returns the operations of that version.
    pub(super) fn by(&mut self, finding: &Finding, origins: &OriginPair) -> Operations {
        if finding.subject.type_name.is_some() {
            let operations = self
                .cache
                .entry((origins.clone(), finding.direction))
                .or_insert_with_key(|(Sides { old, new }, direction)| {
                    let before = self.old.operations(old.as_ref(), *direction);
                    let after = self.new.operations(new.as_ref(), *direction);
                    let old_routes: BTreeSet<_> = before
                        .iter()
                        .map(|operation| route_without_names(operation))
                        .collect();
                    match (before.is_empty(), after.is_empty()) {
                        (_, true) => before.into_iter().map(method_and_path).collect(),
                        (true, _) => after.into_iter().map(method_and_path).collect(),
                        _ => after
                            .into_iter()
                            .filter(|operation| {
                                old_routes.contains(&route_without_names(operation))
                            })
                            .map(method_and_path)
                            .collect(),
                    }
                });
            if !operations.is_empty() {
                return Arc::clone(operations);
            }
        }
        finding.subject.operation.iter().cloned().collect()
    }
}

struct TypeUsers<'a> {
    api: &'a Api,
    by_origin: HashMap<&'a Origin, TypeId>,
    types: HashMap<TypeId, Vec<TypeId>>,
    operations: HashMap<TypeId, Vec<(usize, Direction)>>,
}

impl<'a> TypeUsers<'a> {
    fn of(api: &'a Api) -> Self {
        let by_origin = api
            .types
            .iter()
            .map(|(id, def)| (&def.origin, id))
            .collect();
        let mut users = Self {
            api,
            by_origin,
            types: HashMap::new(),
            operations: HashMap::new(),
        };
        for (id, def) in api.types.iter() {
            for used in def.kind.used() {
                users.types.entry(used).or_default().push(id);
            }
        }
        for (at, operation) in api.operations.iter().enumerate() {
            for (role, schema) in operation.uses() {
                if let Some(used) = schema.ty.innermost() {
                    users
                        .operations
                        .entry(used)
                        .or_default()
                        .push((at, direction_of_role(role)));
                }
            }
        }
        users
    }

    /// Returns the operations that use the type at this origin in this direction, or else the
    /// operation at the origin.
    fn operations(
        &self,
        origin: Option<&Origin>,
        direction: Option<Direction>,
    ) -> Vec<&'a Operation> {
        let Some(origin) = origin else {
            return Vec::new();
        };
        let Some(id) = self.by_origin.get(origin).copied() else {
            return self
                .api
                .operations
                .iter()
                .filter(|operation| operation.origin == *origin)
                .collect();
        };
        let mut waiting = VecDeque::from([id]);
        let mut seen: HashSet<TypeId> = waiting.iter().copied().collect();
        let mut indices = BTreeSet::new();
        while let Some(id) = waiting.pop_front() {
            let uses = self.operations.get(&id).into_iter().flatten();
            indices.extend(
                uses.filter(|(_, used)| direction.is_none_or(|direction| direction == *used))
                    .map(|(at, _)| *at),
            );
            let users = self.types.get(&id).into_iter().flatten();
            waiting.extend(users.filter(|user| seen.insert(**user)));
        }
        indices
            .into_iter()
            .filter_map(|at| self.api.operations.get(at))
            .collect()
    }
}

fn direction_of_role(role: SchemaRole<'_>) -> Direction {
    match role {
        SchemaRole::Parameter(_) | SchemaRole::Body(_) => Direction::Request,
        SchemaRole::Response(..)
        | SchemaRole::Header(..)
        | SchemaRole::PartHeader(..)
        | SchemaRole::Headers => Direction::Response,
    }
}
