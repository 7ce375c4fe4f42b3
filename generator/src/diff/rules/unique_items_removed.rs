//! The items of an array need not be unique any more (`uniqueItems`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "unique-items-removed",
    docs: Docs {
        what: "The items of an array need not be unique any more (`uniqueItems`).",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (limits::unique_items(old) && !limits::unique_items(new))
        .then(|| limits::checked(it, it.widened("items need not be unique any more")).at(&["uniqueItems"]))
}
