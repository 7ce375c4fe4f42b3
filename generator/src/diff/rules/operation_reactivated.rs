//! An operation is no longer deprecated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-reactivated",
    docs: Docs {
        what: "An operation is no longer deprecated.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.deprecated && !new.deprecated)
        .then(|| Found::words("the operation is no longer deprecated").at(&["deprecated"]))
}
