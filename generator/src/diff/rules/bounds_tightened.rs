//! Numbers may no longer be as small or as large as before (`minimum`, `maximum`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "bounds-tightened",
    docs: Docs {
        what: "Numbers may no longer be as small or as large as before (`minimum`, `maximum`).",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Patch; major if bounds beyond 64 bits change the Rust type.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = limits::bounds(old, new);
    limits::tightened(&before, &after).then(|| {
        let message = limits::in_words(&before, &after, ("minimum", "maximum"));
        limits::checked(it, it.narrowed(message)).at(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
    })
}
