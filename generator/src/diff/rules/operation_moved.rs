//! The path or the HTTP method of an operation changed, and its `operationId` did not.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Operation, without_names};

pub(super) const RULE: Rule = Rule {
    code: "operation-moved",
    docs: Docs {
        what: "The path or the HTTP method of an operation changed, and its `operationId` did not.",
        wire: "Breaking: clients of the old version call what is not there.",
        rust: "Patch where the method keeps its arguments: the same program sends something else.",
        help: "Keep the old route while clients of the old version live.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let moved = old.method != new.method || without_names(&old.path) != without_names(&new.path);
    moved.then(|| {
        let message = format!("{} {} became {} {}", old.method, old.path, new.method, new.path);
        Found::new(Wire::Breaking, message).behaves()
    })
}
