//! Arrays may no longer be as short or as long as before (`minItems`, `maxItems`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "items-tightened",
    docs: Docs {
        what: "Arrays may no longer be as short or as long as before (`minItems`, `maxItems`).",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = limits::items(old, new);
    limits::tightened(&before, &after).then(|| {
        let message = limits::in_words(&before, &after, ("minItems", "maxItems"));
        limits::checked(it, it.narrowed(message)).at(&["minItems", "maxItems"])
    })
}
