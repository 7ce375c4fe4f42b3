//! The operations of the locked crate that others continue.

use super::contents::{Lock, LockedOperation};
use model::{HttpMethod, OperationIdentity, match_operations};

impl<'a> From<&'a LockedOperation> for OperationIdentity<'a> {
    fn from(operation: &'a LockedOperation) -> Self {
        Self {
            method: HttpMethod::from_sent(&operation.method),
            path: &operation.path,
            id: &operation.id,
        }
    }
}

/// Returns the matching operation in the lock for each of these operations; none is matched twice.
pub(super) fn match_locked_operations<'l, 'o, O>(
    lock: &'l Lock,
    operations: &'o [O],
) -> Vec<Option<&'l LockedOperation>>
where
    &'o O: Into<OperationIdentity<'o>>,
{
    let locked: Vec<_> = lock
        .operations
        .iter()
        .map(OperationIdentity::from)
        .collect();
    let new: Vec<_> = operations.iter().map(Into::into).collect();
    let mut matching_operations = vec![None; operations.len()];
    for pair in match_operations(&locked, &new) {
        if let Some(slot) = matching_operations.get_mut(pair.new) {
            *slot = lock.operations.get(pair.old);
        }
    }
    matching_operations
}
