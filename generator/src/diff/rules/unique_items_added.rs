//! The items of a list must differ now (`uniqueItems`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "unique-items-added",
    docs: Docs {
        what: "The items of a list must differ now (`uniqueItems`).",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!limits::unique_items(old) && limits::unique_items(new))
        .then(|| limits::checked(it, it.narrowed("items must differ now")).at(&["uniqueItems"]))
}
