//! Finds the former names of the types in a new model.
//!
//! The name of a component comes from the description, the name of an inner schema from its
//! location. If a former component became an inner schema, it keeps its name, and so do the types
//! inside of it.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::contents::{Lock, NameOrigin};
use super::keep::pair_types_by_use;
use super::keys::LockedKind;
use super::name_origins;
use super::operation_matching::match_locked_operations;
use super::wire_shape::wire_shape_hash;
use super::{members, uses};
use diag::Origin;
use diag::is_component_schema;
use model::{
    Api, HttpMethod, Operation, SchemaEntry, Type, TypeId, TypeKind, Types, WebhookRequest,
};

/// A model whose types have no names yet.
pub struct Nameless<'m> {
    /// The types.
    pub types: &'m Types,
    /// The operations.
    pub operations: &'m [Operation],
    /// The requests of webhooks and callbacks.
    pub webhook_requests: &'m [WebhookRequest],
    /// The locations of schemas, with their types.
    pub entries: &'m [SchemaEntry],
    /// Names from the description or the configuration.
    pub own: HashMap<TypeId, String>,
    /// The names that types would have without the lock, by location.
    pub without: HashMap<&'m Origin, &'m str>,
}

/// Returns the name of each type, by the location of its schema and by the locations of all other
/// schemas that became the same type.
pub fn names_by_origin(api: &Api) -> HashMap<&Origin, &str> {
    let own = api.schemas.iter().filter(|entry| entry.is_own);
    let equal = own.filter_map(|entry| match entry.ty {
        Type::Named(id) => Some((&entry.origin, api.types.get(id)?.name.as_str())),
        _ => None,
    });
    let types = api
        .types
        .iter()
        .map(|(_, def)| (&def.origin, def.name.as_str()));
    equal.chain(types).collect()
}

/// A type of the previous crate that a type of the model continues.
#[derive(Clone, Copy, Debug)]
pub struct PreviousType<'l> {
    /// The name that the type had.
    pub name: &'l str,
    /// Whether the type keeps the name because the description no longer gives it.
    pub is_kept: bool,
    /// The number of locations that both types share.
    pub places: usize,
    /// A hash of what the type is on the wire.
    pub wire_shape: &'l str,
    is_named_after_owner: bool,
    has_same_name: bool,
}

impl Lock {
    /// Returns the type of the previous crate for each type of the model that continues one.
    pub fn former<'l>(&'l self, model: &Nameless<'_>) -> HashMap<TypeId, PreviousType<'l>> {
        Matching::of(self, model).former
    }

    /// Returns whether types, members of unions or values may get other names if the model is built
    /// with this lock.
    pub fn names_differ(&self, api: &Api) -> bool {
        let components = api.types.iter().filter(|(_, def)| {
            is_component_schema(&def.origin) && !self.was_only_reference(&def.origin)
        });
        let own = components.map(|(id, def)| (id, def.name.clone())).collect();
        let types = &api.types;
        let model = Nameless {
            types,
            operations: &api.operations,
            webhook_requests: &api.webhook_requests,
            entries: &api.schemas,
            own,
            without: names_by_origin(api),
        };
        let matching = Matching::of(self, &model);
        let have_other_names = matching
            .seen
            .iter()
            .any(|pair| types.get(pair.id).is_some_and(|def| def.name != pair.name));
        have_other_names
            || types.iter().any(|(_, def)| match &def.kind {
                TypeKind::Union(union) => self.names_of_members(&def.name, types, union).is_some(),
                TypeKind::Enum(constants) => {
                    self.names_of_values(&def.name, constants, true).is_some()
                }
                _ => false,
            })
    }
}

#[derive(Clone, Copy, Debug)]
enum Around<'l> {
    Nothing,
    Operation(&'l str),
    Type(&'l str),
    /// A type that has its name only because of the lock, or an operation that is described as
    /// before.
    Kept,
}

/// The state of a traversal of lock and model in parallel.
struct Matching<'l, 'm> {
    lock: &'l Lock,
    model: &'m Nameless<'m>,
    seen: HashSet<TypePair<'l>>,
    former: HashMap<TypeId, PreviousType<'l>>,
    /// Pairs to visit.
    queue: Vec<TypePair<'l>>,
}

/// A type of the lock, and a type of the model that may continue it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct TypePair<'l> {
    name: &'l str,
    id: TypeId,
    is_named_after_owner: bool,
}

impl<'l, 'm> Matching<'l, 'm> {
    fn of(lock: &'l Lock, model: &'m Nameless<'m>) -> Self {
        let mut matching = Self {
            lock,
            model,
            seen: HashSet::new(),
            former: HashMap::new(),
            queue: Vec::new(),
        };
        for (operation, locked) in model
            .operations
            .iter()
            .zip(match_locked_operations(lock, model.operations))
        {
            let Some(locked) = locked else { continue };
            let method = HttpMethod::from_sent(&locked.method);
            let name = name_origins::name_origin_of_operation(&method, &locked.path);
            // The types of an operation are named after its id, or after its resource and method.
            // The choice may depend on other operations, so the types keep their names if the
            // operation keeps its names.
            let around = if lock.keeps_names_of(locked, operation) {
                Around::Kept
            } else {
                Around::Operation(&name)
            };
            matching.enqueue(
                &pair_types_by_use(&locked.uses, &uses::types_used_by_operation(operation)),
                around,
            );
        }
        for webhook_request in model.webhook_requests {
            let name = uses::webhook_request_key(webhook_request);
            if let Some(locked) = lock.webhook_requests.get(&name) {
                matching.enqueue(
                    &pair_types_by_use(locked, &uses::types_used_by_webhook(webhook_request)),
                    Around::Operation(&name),
                );
            }
        }
        matching.enqueue(
            &members::former_names_of_components(&lock.components_without_type, model.entries),
            Around::Nothing,
        );
        // Components that no operation uses are matched by name.
        for (id, name) in &model.own {
            if let Some((name, _)) = lock.types.get_key_value(name) {
                matching.enqueue(&[(name, *id)], Around::Nothing);
            }
        }
        while let Some(pair) = matching.queue.pop() {
            matching.visit(pair);
        }
        matching
    }

    fn enqueue(&mut self, pairs: &[(&'l str, TypeId)], around: Around<'_>) {
        for (name, id) in pairs {
            let Some(locked) = self.lock.types.get(*name) else {
                continue;
            };
            let pair = TypePair {
                name,
                id: *id,
                is_named_after_owner: self
                    .is_named_after_owner(locked.name_origin.as_ref(), around),
            };
            if self.seen.insert(pair) {
                self.queue.push(pair);
            }
        }
    }

    fn visit(&mut self, pair: TypePair<'l>) {
        let TypePair {
            name: old,
            id,
            is_named_after_owner,
        } = pair;
        let (Some(locked), Some(def)) = (self.lock.types.get(old), self.model.types.get(id)) else {
            return;
        };
        let own = self.model.own.get(&id).map(String::as_str);
        let is_same = locked.kind == LockedKind::of(&def.kind);
        // If the type would have the name even without the lock, the name need not be kept.
        let has_same_name = self.model.without.get(&def.origin) == Some(&old);
        let is_kept = is_same && own.is_none() && !is_named_after_owner && !has_same_name;
        if is_same {
            let previous = PreviousType {
                name: old,
                is_kept,
                places: locked.places.unwrap_or(1),
                wire_shape: locked.wire_shape.as_str(),
                is_named_after_owner,
                has_same_name,
            };
            self.record_previous_type(id, previous, own);
        }
        let around = if is_kept {
            Around::Kept
        } else {
            Around::Type(old)
        };
        let TypeKind::Union(union) = &def.kind else {
            return self.enqueue(
                &pair_types_by_use(&locked.uses, &uses::types_used_by_type(&def.kind)),
                around,
            );
        };
        for (member, old, (variant, id)) in
            members::pair_union_members(&locked.members, union, |old, id| self.is_like(old, id))
        {
            // If a type extends a component, its name contains the name of the component.
            let is_named_after_component =
                member.name != variant.rust && self.was_own(&member.name);
            self.enqueue(
                &[(old, id)],
                if is_named_after_component {
                    Around::Kept
                } else {
                    around
                },
            );
        }
    }

    fn was_own(&self, name: &str) -> bool {
        self.lock
            .types
            .get(name)
            .is_some_and(|locked| locked.name_origin == Some(NameOrigin::Itself))
    }

    /// Returns whether a type is named after its parent, and the parent does not keep a former
    /// name.
    fn is_named_after_owner(&self, origin: Option<&NameOrigin>, around: Around<'_>) -> bool {
        let owners = match origin {
            Some(NameOrigin::In(owners)) => owners,
            Some(NameOrigin::Itself) => return false,
            None => return true,
        };
        match around {
            Around::Nothing | Around::Kept => false,
            Around::Operation(name) => owners.contains(name),
            Around::Type(name) => match self
                .lock
                .types
                .get(name)
                .and_then(|locked| locked.name_origin.as_ref())
            {
                Some(NameOrigin::In(others)) => !owners.is_disjoint(others),
                Some(NameOrigin::Itself) => owners.contains(name),
                None => false,
            },
        }
    }

    /// Records a former name. If there are several, the name from the description is preferred,
    /// then the name without the lock, then the name by location, then a kept name, then the
    /// alphabetically first, since the order of the description must not matter.
    fn record_previous_type(&mut self, id: TypeId, candidate: PreviousType<'l>, own: Option<&str>) {
        let best = self.former.entry(id).or_insert(candidate);
        let [rank, best_rank] = [&candidate, best].map(|previous| {
            (
                Some(previous.name) != own,
                !previous.has_same_name,
                !previous.is_named_after_owner,
                !previous.is_kept,
                previous.name,
            )
        });
        if rank < best_rank {
            *best = candidate;
        }
    }

    fn is_like(&self, old: &str, id: TypeId) -> bool {
        let locked = self.lock.types.get(old);
        locked
            .zip(self.model.types.get(id))
            .is_some_and(|(locked, def)| locked.wire_shape == wire_shape_hash(&def.kind))
    }
}
