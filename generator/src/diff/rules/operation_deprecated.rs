//! An operation is deprecated now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-deprecated",
    docs: Docs {
        what: "An operation is deprecated now.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: programs that deny warnings notice.",
        help: "Say in the description what to use instead, and until when it works (`x-sunset`).",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.deprecated && new.deprecated).then(|| Found::words("the operation is deprecated now").at(&["deprecated"]))
}
