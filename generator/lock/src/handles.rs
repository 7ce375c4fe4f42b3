//! Handles of resources: their former names, and the methods that return them.

use std::collections::BTreeMap;

use super::contents::{FormerLocked, Lock, LockedHandle};
use super::keys::{handle_of_operation, locked_handle_name};
use super::operation_matching::match_locked_operations;
use super::used_names::UsedNames;
use model::{Api, FormerHandle, Resource, ResourceId};

pub(super) fn locked_handles(api: &Api) -> BTreeMap<String, LockedHandle> {
    let mut handles = BTreeMap::new();
    for parent in &api.resources {
        for (id, child) in parent
            .children
            .iter()
            .filter_map(|id| Some((*id, api.resource(*id)?)))
        {
            let former = api
                .former_handles
                .iter()
                .filter(|former| former.resource == id);
            let handle = LockedHandle {
                parent: locked_handle_name(parent).to_owned(),
                accessor: child.rust.clone(),
                binds: bound_parameter_of(child),
                module: child.module.clone(),
                former: former
                    .map(|former| (former.type_name.clone(), locked_former(api, former)))
                    .collect(),
            };
            handles.insert(locked_handle_name(child).to_owned(), handle);
        }
    }
    handles
}

fn locked_former(api: &Api, former: &FormerHandle) -> FormerLocked {
    let names = former.requests.iter();
    FormerLocked {
        accessor: former.rust.clone(),
        module: former.module.clone(),
        requests: names
            .filter_map(|(name, index)| {
                Some((api.operations.get(*index)?.id.clone(), name.clone()))
            })
            .collect(),
    }
}

fn bound_parameter_of(resource: &Resource) -> Option<String> {
    resource.binds.as_ref().map(|binding| binding.wire.clone())
}

/// Keeps the former names of renamed handles; returns the new name for each former name.
pub(super) fn keep_handle_names(
    lock: &Lock,
    api: &mut Api,
    taken: &mut UsedNames,
) -> BTreeMap<String, String> {
    let successors = handle_successors(lock, api);
    for (old, locked) in &lock.handles {
        let current = successors.get(old).unwrap_or(old);
        let Some((id, parent)) = find_handle(api, current) else {
            continue;
        };
        // The parent must be the same handle, possibly renamed.
        let parent_name = successors.get(&locked.parent).unwrap_or(&locked.parent);
        if parent != *parent_name
            || api
                .resource(id)
                .is_none_or(|resource| bound_parameter_of(resource) != locked.binds)
        {
            continue;
        }
        let renamed = if old == current {
            None
        } else {
            Some((old, as_former(lock, old, locked)))
        };
        let former = locked
            .former
            .iter()
            .map(|(name, former)| (name, former.clone()));
        for (name, former) in renamed.into_iter().chain(former) {
            if is_free(api, taken, &parent, name, &former) {
                let handle = former_handle(api, id, name, &former);
                api.former_handles.push(handle);
            }
        }
    }
    successors
}

/// Returns the id of a handle, and the name of its parent.
fn find_handle(api: &Api, name: &str) -> Option<(ResourceId, String)> {
    api.resources.iter().find_map(|parent| {
        Some((
            *parent.children.iter().find(|id| {
                api.resource(**id)
                    .is_some_and(|child| locked_handle_name(child) == name)
            })?,
            locked_handle_name(parent).to_owned(),
        ))
    })
}

/// Maps each removed handle to the only handle that has all of its methods in the new version.
fn handle_successors(lock: &Lock, api: &Api) -> BTreeMap<String, String> {
    let mut successors: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (operation, locked) in api
        .operations
        .iter()
        .zip(match_locked_operations(lock, &api.operations))
    {
        let Some(old) = locked.map(|locked| &locked.handle) else {
            continue;
        };
        let new = handle_of_operation(api, operation);
        if old.is_empty()
            || new.is_empty()
            || api
                .resources
                .iter()
                .any(|resource| locked_handle_name(resource) == old)
        {
            continue;
        }
        let successor = successors
            .entry(old.clone())
            .or_insert_with(|| Some(new.to_owned()));
        *successor = successor.take().filter(|name| name == new);
    }
    successors
        .into_iter()
        .filter_map(|(old, new)| Some((old, new?)))
        .collect()
}

fn as_former(lock: &Lock, old: &str, locked: &LockedHandle) -> FormerLocked {
    let operations = lock
        .operations
        .iter()
        .filter(|operation| operation.handle == old);
    let requests = operations
        .filter_map(|operation| Some((operation.id.clone(), operation.requests.first()?.clone())));
    FormerLocked {
        accessor: locked.accessor.clone(),
        module: locked.module.clone(),
        requests: requests.collect(),
    }
}

/// Claims the names if all of them are free; returns whether they were.
fn is_free(
    api: &Api,
    taken: &mut UsedNames,
    parent: &str,
    name: &str,
    former: &FormerLocked,
) -> bool {
    let is_module_used = api
        .resources
        .iter()
        .any(|other| other.module.starts_with(&former.module));
    let is_module_kept = api
        .former_handles
        .iter()
        .any(|other| other.module == former.module);
    let method = (parent.to_owned(), former.accessor.clone());
    if is_module_used
        || is_module_kept
        || taken.types.contains(name)
        || taken.methods.contains(&method)
    {
        return false;
    }
    taken.types.insert(name.to_owned());
    taken.methods.insert(method)
}

fn former_handle(
    api: &Api,
    resource: ResourceId,
    name: &str,
    former: &FormerLocked,
) -> FormerHandle {
    let operations = api
        .operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| operation.resource == resource);
    let requests = operations.filter_map(|(index, operation)| {
        Some((former.requests.get(&operation.id)?.clone(), index))
    });
    FormerHandle {
        resource,
        rust: former.accessor.clone(),
        type_name: name.to_owned(),
        module: former.module.clone(),
        requests: requests.collect(),
    }
}
