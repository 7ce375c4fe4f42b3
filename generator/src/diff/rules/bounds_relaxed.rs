//! Numbers may be smaller or greater than before (`minimum`, `maximum`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "bounds-relaxed",
    docs: Docs {
        what: "Numbers may be smaller or greater than before (`minimum`, `maximum`).",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
        rust: "Patch; major where bounds beyond 64 bits change the Rust type.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = limits::bounds(old, new);
    limits::relaxed(&before, &after).then(|| {
        let message = limits::in_words(&before, &after, ("minimum", "maximum"));
        limits::checked(it, it.widened(message)).at(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
    })
}
