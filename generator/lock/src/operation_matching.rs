//! Matches the operations of two crates by HTTP method and path, then by id.

use std::collections::{HashMap, HashSet};

use super::contents::{Lock, LockedOperation};
use model::{Operation, path_without_names};

/// The data that identifies an operation.
pub(super) struct OperationIdentity<'a> {
    method: &'a str,
    path: &'a str,
    id: &'a str,
}

pub(super) trait Identity {
    fn identity(&self) -> OperationIdentity<'_>;
}

impl Identity for Operation {
    fn identity(&self) -> OperationIdentity<'_> {
        OperationIdentity {
            method: &self.method,
            path: &self.path,
            id: &self.id,
        }
    }
}

impl Identity for LockedOperation {
    fn identity(&self) -> OperationIdentity<'_> {
        OperationIdentity {
            method: &self.method,
            path: &self.path,
            id: &self.id,
        }
    }
}

type IdentityKey = fn(&OperationIdentity<'_>) -> (String, String);

/// Returns the matching operation in the lock for each of these operations; none is matched twice.
pub(super) fn match_locked_operations<'l>(
    lock: &'l Lock,
    operations: &[impl Identity],
) -> Vec<Option<&'l LockedOperation>> {
    // Method and path come first, since an id may have been moved to another operation by mistake.
    let keys: [IdentityKey; 3] = [
        |one| (one.method.to_owned(), one.path.to_owned()),
        |one| (one.method.to_owned(), path_without_names(one.path)),
        |one| (String::new(), one.id.to_owned()),
    ];
    let mut left: Vec<&LockedOperation> = lock.operations.iter().collect();
    let mut found: Vec<Option<&LockedOperation>> = operations.iter().map(|_| None).collect();
    for key in keys {
        let mut known: HashMap<(String, String), &LockedOperation> = HashMap::new();
        for one in left.iter().rev() {
            known.insert(key(&one.identity()), one);
        }
        for (slot, operation) in found
            .iter_mut()
            .zip(operations)
            .filter(|(slot, _)| slot.is_none())
        {
            *slot = known.remove(&key(&operation.identity()));
        }
        let taken: HashSet<*const LockedOperation> = found
            .iter()
            .flatten()
            .map(|one| std::ptr::from_ref(*one))
            .collect();
        left.retain(|one| !taken.contains(&std::ptr::from_ref(*one)));
    }
    found
}
