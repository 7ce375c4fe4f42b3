//! The items of an array must be unique now (`uniqueItems`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "unique-items-added",
    docs: Docs {
        what: "The items of an array must be unique now (`uniqueItems`).",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!limits::unique_items(old) && limits::unique_items(new))
        .then(|| limits::checked(it, it.narrowed("items must be unique now")).at(&["uniqueItems"]))
}
