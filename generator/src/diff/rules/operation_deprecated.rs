//! An operation was deprecated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-deprecated",
    docs: Docs {
        what: "An operation was deprecated.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: programs that deny warnings stop compiling.",
        help: "Name the replacement and the date of removal (`x-sunset`) in the description.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.deprecated && new.deprecated).then(|| Found::words("the operation is deprecated now").at(&["deprecated"]))
}
