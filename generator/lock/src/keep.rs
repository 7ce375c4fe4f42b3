//! Applies the names and argument orders of the previous crate to a model.

use std::collections::BTreeMap;

use foldhash::{HashSet, HashSetExt};

use super::contents::{Lock, LockedType};
use super::keys::{KeyLocation, LockKey, LockedKind, handle_of_operation, lock_key_of_parameter};
use super::operation_matching::match_locked_operations;
use super::used_names::UsedNames;
use super::{handles, uses};
use model::{Api, Enum, FormerName, FormerValue, ParameterLocation, TypeId, TypeKind, Variant};

/// Keeps the positions of arguments, so that calls that still compile keep their meaning; new
/// arguments take free positions.
pub(super) fn keep_argument_order(lock: &Lock, api: &mut Api) {
    let locked_operations = match_locked_operations(lock, &api.operations);
    for (operation, locked) in api.operations.iter_mut().zip(locked_operations) {
        let Some(locked) = locked else { continue };
        // Path parameters are in the order of the path, and a body is the last argument.
        let order: Vec<&str> = locked
            .arguments
            .iter()
            .map(String::as_str)
            .filter(|key| {
                let key = LockKey::parse(key);
                key.location != Some(KeyLocation::Path) && !key.is_whole_body()
            })
            .collect();
        let is_moved = keep_positions(
            &mut operation.parameters,
            order.len(),
            |parameter| parameter.required && parameter.location != ParameterLocation::Path,
            |parameter| {
                order.iter().position(|key| {
                    *key == lock_key_of_parameter(parameter) || *key == parameter.key()
                })
            },
        );
        if is_moved {
            operation.argument_order = None;
        }
    }
    // Renamed types are included, under their former names.
    for (name, id) in current_types(lock, api) {
        let (Some(locked), Some(def)) = (lock.types.get(&name), api.types.get(id)) else {
            continue;
        };
        let TypeKind::Struct(record) = &def.kind else {
            continue;
        };
        let required: HashSet<String> = record
            .properties
            .iter()
            .filter(|property| api.types.is_asked_for(def, property))
            .map(|property| property.wire.clone())
            .collect();
        let Some(TypeKind::Struct(record)) = api.types.get_mut(id).map(|def| &mut def.kind) else {
            continue;
        };
        let is_moved = keep_positions(
            &mut record.properties,
            locked.arguments.len(),
            |property| required.contains(&property.wire),
            |property| {
                let mut wires = locked.arguments.iter();
                wires.position(|wire| *wire == property.wire)
            },
        );
        if is_moved {
            record.order = None;
        }
    }
}

/// Moves arguments to their former positions (`position`), and new arguments to the free positions,
/// in order. Elements that are not arguments do not move. If there are fewer arguments than before
/// (`former`), no existing call compiles, so arguments with a former position only keep their
/// order. Returns whether an element has moved.
fn keep_positions<T>(
    items: &mut Vec<T>,
    former: usize,
    is_argument: impl Fn(&T) -> bool,
    position: impl Fn(&T) -> Option<usize>,
) -> bool {
    let slots: Vec<usize> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| is_argument(item))
        .map(|(index, _)| index)
        .collect();
    let mut arguments: Vec<(usize, Option<usize>)> = slots
        .iter()
        .filter_map(|index| Some((*index, position(items.get(*index)?))))
        .collect();
    // An argument whose former position is beyond the end comes before new arguments.
    arguments.sort_by_key(|(index, position)| (position.unwrap_or(usize::MAX), *index));
    if slots.len() < former {
        let positions = arguments
            .iter_mut()
            .filter_map(|(_, position)| position.as_mut());
        for (rank, position) in positions.enumerate() {
            *position = rank;
        }
    }
    for (_, position) in &mut arguments {
        position.take_if(|position| *position >= slots.len());
    }
    let taken: HashSet<usize> = arguments
        .iter()
        .filter_map(|(_, position)| *position)
        .collect();
    let mut free = (0..slots.len()).filter(|position| !taken.contains(position));
    let mut target: Vec<usize> = (0..items.len()).collect();
    for (index, position) in arguments {
        let position = position.or_else(|| free.next());
        if let (Some(slot), Some(target)) = (
            position.and_then(|position| slots.get(position)),
            target.get_mut(index),
        ) {
            *target = *slot;
        }
    }
    let mut moved: Vec<(usize, T)> = target.into_iter().zip(items.drain(..)).collect();
    let is_moved = !moved.is_sorted_by_key(|(index, _)| *index);
    moved.sort_by_key(|(index, _)| *index);
    items.extend(moved.into_iter().map(|(_, item)| item));
    is_moved
}

/// Keeps the credentials that `Client::new` takes, if they still satisfy one of the default
/// security requirements.
pub(super) fn keep_client_credentials(lock: &Lock, api: &mut Api) {
    if lock.credentials.is_empty() {
        return;
    }
    let still_suffice = api.default_security().iter().any(|names| {
        names.len() == lock.credentials.len()
            && lock.credentials.iter().all(|name| names.contains(name))
    });
    if still_suffice {
        api.client.credentials.clone_from(&lock.credentials);
    }
}

pub(super) fn keep_former_names(lock: &Lock, api: &mut Api) {
    let mut taken = UsedNames::of(api);
    let renamed = current_types(lock, api);
    for (old, id) in &renamed {
        let Some(locked) = lock.types.get(old) else {
            continue;
        };
        for name in std::iter::once(old).chain(&locked.former) {
            if taken.types.insert(name.clone()) {
                api.former_names.push(FormerName {
                    name: name.clone(),
                    ty: *id,
                });
            }
        }
        if let Some(TypeKind::Enum(constants)) = api.types.get_mut(*id).map(|def| &mut def.kind) {
            keep_values(constants, locked);
        }
    }
    api.former_names.sort_by(|a, b| a.name.cmp(&b.name));
    let successors = handles::keep_handle_names(lock, api, &mut taken);
    keep_methods(lock, api, &mut taken, &successors);
}

/// Keeps the former name of a renamed value as a constant, and a removed value as a deprecated
/// constant.
fn keep_values(constants: &mut Enum, locked: &LockedType) {
    let names = constants.variants.iter().map(|value| &value.rust);
    let former = constants.former_names.iter().map(|former| &former.rust);
    let mut taken: HashSet<String> = names.chain(former).cloned().collect();
    for (rust, wire) in &locked.values {
        if !taken.insert(rust.clone()) {
            continue;
        }
        if constants.variants.iter().any(|value| value.wire == *wire) {
            constants.former_names.push(FormerValue {
                rust: rust.clone(),
                wire: wire.clone(),
            });
        } else {
            constants.variants.push(Variant {
                wire: wire.clone(),
                rust: rust.clone(),
                is_named: false,
                deprecated: true,
                former: true,
                docs: Some(
                    "Deprecated: the API's description does not list it any more.".to_owned(),
                ),
            });
        }
    }
}

fn keep_methods(
    lock: &Lock,
    api: &mut Api,
    taken: &mut UsedNames,
    successors: &BTreeMap<String, String>,
) {
    let handles: Vec<String> = api
        .operations
        .iter()
        .map(|operation| handle_of_operation(api, operation).to_owned())
        .collect();
    let locked_operations = match_locked_operations(lock, &api.operations);
    for ((operation, handle), locked) in api
        .operations
        .iter_mut()
        .zip(handles)
        .zip(locked_operations)
    {
        let Some(locked) = locked else { continue };
        let is_moved = successors.get(&locked.handle) == Some(&handle);
        if !is_moved && locked.handle != handle {
            continue;
        }
        operation.names.former_methods.extend(
            locked
                .names
                .iter()
                .filter(|name| taken.methods.insert((handle.clone(), (*name).clone())))
                .cloned(),
        );
        if is_moved {
            // The names of requests are not added here: the former handle (`handles`) keeps them in
            // its former module.
            continue;
        }
        operation.names.former_request_types.extend(
            locked
                .requests
                .iter()
                .filter(|name| taken.types.insert((*name).clone()))
                .cloned(),
        );
    }
}

/// Returns the current type for each former name of a type; the first one that is found, if there
/// are several. Traverses lock and model in parallel, and visits each pair of types once.
fn current_types(lock: &Lock, api: &Api) -> BTreeMap<String, TypeId> {
    // If the name of a type is unchanged, it is the same type.
    let same = api
        .types
        .iter()
        .filter(|(_, def)| lock.types.contains_key(&def.name));
    let mut current: BTreeMap<String, TypeId> =
        same.map(|(id, def)| (def.name.clone(), id)).collect();
    let mut queue: Vec<(&str, TypeId)> = Vec::new();
    for (operation, locked) in api
        .operations
        .iter()
        .zip(match_locked_operations(lock, &api.operations))
    {
        if let Some(locked) = locked {
            queue.extend(pair_types_by_use(
                &locked.uses,
                &uses::types_used_by_operation(operation),
            ));
        }
    }
    // `pop` takes pairs from the end.
    queue.reverse();
    let mut seen = HashSet::new();
    while let Some((old, id)) = queue.pop() {
        let (Some(locked), Some(def)) = (lock.types.get(old), api.types.get(id)) else {
            continue;
        };
        if !seen.insert((old, id)) {
            continue;
        }
        // A type whose name is in the lock has not been renamed.
        if locked.kind == LockedKind::of(&def.kind) && !lock.types.contains_key(&def.name) {
            current.entry(old.to_owned()).or_insert(id);
        }
        queue.extend(pair_types_by_use(
            &locked.uses,
            &uses::types_used_by_type(&def.kind),
        ));
    }
    current
}

/// Pairs the types that are used at the same locations.
pub(super) fn pair_types_by_use<'l>(
    old: &'l BTreeMap<String, String>,
    new: &uses::TypesByLocation,
) -> Vec<(&'l str, TypeId)> {
    old.iter()
        .filter_map(|(position, name)| Some((name.as_str(), *new.get(position)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reordered(old: &str, new: &str) -> String {
        let mut arguments: Vec<char> = new.chars().collect();
        keep_positions(
            &mut arguments,
            old.len(),
            |argument| argument.is_lowercase(),
            |argument| old.find(*argument),
        );
        arguments.into_iter().collect()
    }

    #[test]
    fn arguments_keep_their_positions() {
        for (old, new, expected) in [
            ("abc", "cba", "abc"),
            // New arguments take free positions, in order.
            ("abcd", "cdxy", "xycd"),
            ("abcd", "xbcyd", "xbcdy"),
            ("abcd", "cd", "cd"),
            ("abcd", "xad", "adx"),
            // If there are fewer arguments than before, those with a former position keep their
            // order.
            ("abcde", "xeca", "acex"),
            // Elements that are not arguments (`X`, `Y`) do not move.
            ("ab", "XbYa", "XaYb"),
        ] {
            assert_eq!(reordered(old, new), expected, "{old} {new}");
        }
    }
}
