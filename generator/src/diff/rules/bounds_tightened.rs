//! Numbers may no longer be as small or as great as before (`minimum`, `maximum`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "bounds-tightened",
    docs: Docs {
        what: "Numbers may no longer be as small or as great as before (`minimum`, `maximum`).",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Patch; major where bounds beyond 64 bits change the Rust type.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
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
