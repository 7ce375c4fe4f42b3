//! Names of methods that are kept, because the description of their operation is unchanged.

use foldhash::HashMap;

use super::contents::{Lock, LockedOperation, NAMING};
use super::keys::handle_of_operation;
use model::{Api, HttpMethod, Operation};
use naming::plural_name;

/// A method of the previous crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedMethod {
    /// The methods that lead from the client to the resource, except those that bind a parameter.
    pub resource: Vec<String>,
    /// The name of the method.
    pub name: String,
}

/// Returns a key that consists of everything from which the name of a method is derived.
pub fn naming_key(method: &HttpMethod, path: &str, id: &str, tag: Option<&str>) -> String {
    [
        &method.as_str().to_ascii_uppercase(),
        path,
        id,
        tag.unwrap_or_default(),
    ]
    .join("\n")
}

fn operation_naming_key(operation: &Operation) -> String {
    naming_key(
        &operation.method,
        &operation.path,
        &operation.id,
        operation.tag.as_deref(),
    )
}

impl LockedOperation {
    fn naming_key(&self) -> String {
        let method = HttpMethod::from_sent(&self.method);
        naming_key(&method, &self.path, &self.id, self.tag.as_deref())
    }
}

impl Lock {
    /// Returns the resource and the name of each method, by the key of its operation
    /// (`naming_key`). The map is empty if the lock was written with other naming rules.
    pub fn methods(&self) -> HashMap<String, LockedMethod> {
        let methods = self
            .by_current_naming_rules()
            .filter_map(|(key, operation)| {
                let method = LockedMethod {
                    resource: self.chain(&operation.handle)?,
                    name: operation.names.first()?.clone(),
                };
                Some((key, method))
            });
        methods.collect()
    }

    /// Returns whether a method has another name or handle than before, although the description of
    /// its operation is unchanged.
    pub fn methods_differ(&self, api: &Api) -> bool {
        let by_key: HashMap<String, &LockedOperation> = self.by_current_naming_rules().collect();
        api.operations.iter().any(|operation| {
            let locked = by_key.get(&operation_naming_key(operation));
            locked.is_some_and(|locked| {
                locked.handle != handle_of_operation(api, operation)
                    || locked
                        .names
                        .first()
                        .is_none_or(|name| *name != operation.names.method)
            })
        })
    }

    /// Returns whether an operation keeps its names, because the naming rules, and everything from
    /// which they derive names, are as in the lock.
    pub(super) fn keeps_names_of(&self, locked: &LockedOperation, operation: &Operation) -> bool {
        self.naming == NAMING && locked.naming_key() == operation_naming_key(operation)
    }

    /// Returns the operations by `naming_key`; none if the lock was written with other naming
    /// rules.
    fn by_current_naming_rules(&self) -> impl Iterator<Item = (String, &LockedOperation)> {
        let operations = if self.naming == NAMING {
            self.operations.as_slice()
        } else {
            &[]
        };
        operations
            .iter()
            .map(|operation| (operation.naming_key(), operation))
    }

    /// Returns the names of the resources from the client to a handle; `None` if the lock does not
    /// have all of them.
    fn chain(&self, handle: &str) -> Option<Vec<String>> {
        let mut chain = Vec::new();
        let mut at = handle;
        while !at.is_empty() {
            if chain.len() > self.handles.len() {
                return None;
            }
            let locked = self.handles.get(at)?;
            // If the name of a resource collides with a method, the name becomes plural, but the
            // name of its module stays the same.
            let name = locked
                .module
                .last()
                .filter(|module| plural_name(module) == locked.accessor)
                .unwrap_or(&locked.accessor);
            if locked.binds.is_none() {
                chain.push(name.clone());
            }
            at = &locked.parent;
        }
        chain.reverse();
        Some(chain)
    }
}
