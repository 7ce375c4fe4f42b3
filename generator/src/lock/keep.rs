//! A model keeps what the crate before it had.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Lock, LockedOperation, LockedType, handle, handles, kind, uses};
use crate::model::{
    Api, Enum, FormerName, FormerValue, Location, Operation, Parameter, TypeId, TypeKind, Variant, without_names,
};

/// What must be given comes in the order of before, then what is new.
pub(super) fn arguments(lock: &Lock, api: &mut Api) {
    let known = by_route(lock);
    for operation in &mut api.operations {
        let Some(locked) = find(&known, operation) else { continue };
        let order = order(&locked.arguments);
        operation.parameters.sort_by_key(|one| {
            let rank = rank(one);
            (rank, if rank == 1 { order.get(one.key().as_ref()).copied().unwrap_or(usize::MAX) } else { 0 })
        });
    }
    // A type that is called otherwise now may have its former name still.
    for (name, id) in Walk::through(lock, api) {
        let (Some(locked), Some(def)) = (lock.types.get(&name), api.types.get_mut(id)) else { continue };
        let TypeKind::Struct(record) = &mut def.kind else { continue };
        let order = order(&locked.arguments);
        record.properties.sort_by_key(|one| {
            let place = order.get(one.wire.as_str()).copied().unwrap_or(usize::MAX);
            (!one.required, if one.required { place } else { 0 })
        });
    }
}

/// `Client::new` takes the credentials that it took, as long as these are a way to authenticate.
pub(super) fn credentials(lock: &Lock, api: &mut Api) {
    let is_same = |names: &&Vec<String>| {
        names.len() == lock.credentials.len() && lock.credentials.iter().all(|name| names.contains(name))
    };
    if !lock.credentials.is_empty() && api.default_security().iter().any(|names| is_same(&names)) {
        api.client.credentials.clone_from(&lock.credentials);
    }
}

fn order(names: &[String]) -> HashMap<&str, usize> {
    names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect()
}

/// Parameters of the path have the order of the path; optional ones are no arguments.
fn rank(parameter: &Parameter) -> u8 {
    match (parameter.location, parameter.required) {
        (Location::Path, _) => 0,
        (_, true) => 1,
        (_, false) => 2,
    }
}

/// Methods by what is asked, and by their ids.
pub(super) type Routes<'l> = HashMap<(String, String), &'l LockedOperation>;

pub(super) fn by_route(lock: &Lock) -> Routes<'_> {
    let ids = lock.operations.iter().map(|one| ((String::new(), one.id.clone()), one));
    let routes = lock.operations.iter().map(|one| ((one.method.clone(), without_names(&one.path)), one));
    ids.chain(routes).collect()
}

pub(super) fn find<'l>(known: &Routes<'l>, operation: &Operation) -> Option<&'l LockedOperation> {
    let route = (operation.method.clone(), without_names(&operation.path));
    known.get(&route).or_else(|| known.get(&(String::new(), operation.id.clone()))).copied()
}

/// What has another name now is offered by its former one as well.
pub(super) fn names(lock: &Lock, api: &mut Api) {
    let mut taken = Taken::of(api);
    let renamed = Walk::through(lock, api);
    for (old, id) in &renamed {
        let Some(locked) = lock.types.get(old) else { continue };
        keep_type(api, &mut taken, (old, locked), *id);
        if let Some(TypeKind::Enum(constants)) = api.types.get_mut(*id).map(|def| &mut def.kind) {
            keep_values(constants, locked);
        }
    }
    api.former_names.sort_by(|a, b| a.name.cmp(&b.name));
    let became = handles::keep(lock, api, &mut taken);
    keep_methods(lock, api, &mut taken, &became);
}

/// Names that something has.
pub(super) struct Taken {
    pub(super) types: HashSet<String>,
    /// Handles and their methods.
    pub(super) methods: HashSet<(String, String)>,
}

impl Taken {
    fn of(api: &Api) -> Self {
        let types = api.types.iter().map(|(_, def)| &def.name);
        let handles = api.resources.iter().map(|resource| &resource.type_name);
        let requests = api.operations.iter().flat_map(|one| one.former_requests.iter().chain([&one.request_type]));
        let former = api.former_names.iter().map(|former| &former.name);
        let methods = api.operations.iter().flat_map(|one| {
            let names = one.former_names.iter().chain([&one.rust]);
            names.map(|name| (handle(api, one).to_owned(), name.clone()))
        });
        let ways = api.resources.iter().flat_map(|resource| {
            let children = resource.children.iter().filter_map(|id| api.resources.get(id.0 as usize));
            children.map(|child| (resource.type_name.clone(), child.rust.clone()))
        });
        Self {
            types: types.chain(handles).chain(requests).chain(former).cloned().collect(),
            methods: methods.chain(ways).collect(),
        }
    }
}

fn keep_type(api: &mut Api, taken: &mut Taken, (old, locked): (&String, &LockedType), id: TypeId) {
    for name in std::iter::once(old).chain(&locked.former) {
        if taken.types.insert(name.clone()) {
            api.former_names.push(FormerName { name: name.clone(), ty: id });
        }
    }
}

/// A value that is written as before has its former name as a constant; one that the description lost stays, deprecated.
fn keep_values(constants: &mut Enum, locked: &LockedType) {
    let names = constants.variants.iter().map(|value| &value.rust);
    let former = constants.former_names.iter().map(|former| &former.rust);
    let mut taken: HashSet<String> = names.chain(former).cloned().collect();
    for (rust, wire) in &locked.values {
        if !taken.insert(rust.clone()) {
            continue;
        }
        if constants.variants.iter().any(|value| value.wire == *wire) {
            constants.former_names.push(FormerValue { rust: rust.clone(), wire: wire.clone() });
        } else {
            constants.variants.push(Variant {
                wire: wire.clone(),
                rust: rust.clone(),
                deprecated: true,
                former: true,
                docs: Some("Deprecated: the API's description does not list it any more.".to_owned()),
            });
        }
    }
}

fn keep_methods(lock: &Lock, api: &mut Api, taken: &mut Taken, became: &BTreeMap<String, String>) {
    let known = by_route(lock);
    let handles: Vec<String> = api.operations.iter().map(|operation| handle(api, operation).to_owned()).collect();
    for (operation, handle) in api.operations.iter_mut().zip(handles) {
        let Some(locked) = find(&known, operation) else { continue };
        let is_moved = became.get(&locked.handle) == Some(&handle);
        if !is_moved && locked.handle != handle {
            continue;
        }
        let free = |name: &&String| taken.methods.insert((handle.clone(), (*name).clone()));
        operation.former_names.extend(locked.names.iter().filter(free).cloned());
        if is_moved {
            // Its requests are kept where they were.
            continue;
        }
        let free = |name: &&String| taken.types.insert((*name).clone());
        operation.former_requests.extend(locked.requests.iter().filter(free).cloned());
    }
}

/// The walk through lock and model at once; each pair of types is seen once.
struct Walk<'l> {
    lock: &'l Lock,
    seen: HashSet<(&'l str, TypeId)>,
    /// Which type each one of before became; where it became several, the first that is found.
    became: BTreeMap<String, TypeId>,
}

impl<'l> Walk<'l> {
    fn through(lock: &'l Lock, api: &Api) -> BTreeMap<String, TypeId> {
        let mut walk = Self { lock, seen: HashSet::new(), became: BTreeMap::new() };
        // Who has its name still is what it was.
        let same = api.types.iter().filter(|(_, def)| lock.types.contains_key(&def.name));
        walk.became.extend(same.map(|(id, def)| (def.name.clone(), id)));
        let known = by_route(lock);
        let mut waiting: Vec<(&'l str, TypeId)> = Vec::new();
        for operation in &api.operations {
            if let Some(locked) = find(&known, operation) {
                waiting.extend(pairs(&locked.uses, &uses::of_operation(operation)));
            }
        }
        // The first in line comes first.
        waiting.reverse();
        while let Some((old, id)) = waiting.pop() {
            walk.meet(api, old, id, &mut waiting);
        }
        walk.became
    }

    fn meet(&mut self, api: &Api, old: &'l str, id: TypeId, waiting: &mut Vec<(&'l str, TypeId)>) {
        let (Some(locked), Some(def)) = (self.lock.types.get(old), api.types.get(id)) else { return };
        if !self.seen.insert((old, id)) {
            return;
        }
        // What had its name before is no other type under a new name.
        if locked.kind == kind(&def.kind) && !self.lock.types.contains_key(&def.name) {
            self.became.entry(old.to_owned()).or_insert(id);
        }
        waiting.extend(pairs(&locked.uses, &uses::of_type(&def.kind)));
    }
}

/// What stands in the same places.
pub(super) fn pairs<'l>(old: &'l BTreeMap<String, String>, new: &uses::Uses) -> Vec<(&'l str, TypeId)> {
    old.iter().filter_map(|(place, name)| Some((name.as_str(), *new.get(place)?))).collect()
}
