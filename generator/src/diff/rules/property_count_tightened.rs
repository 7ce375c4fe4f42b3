//! Objects may no longer have as few or as many properties as before (`minProperties`, `maxProperties`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "property-count-tightened",
    docs: Docs {
        what: "Objects may no longer have as few or as many properties as before (`minProperties`, \
               `maxProperties`).",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = (limits::properties(old), limits::properties(new));
    limits::tightened(&before, &after).then(|| {
        let message = limits::in_words(&before, &after, ("minProperties", "maxProperties"));
        limits::checked(it, it.narrowed(message)).at(&["minProperties", "maxProperties"])
    })
}
