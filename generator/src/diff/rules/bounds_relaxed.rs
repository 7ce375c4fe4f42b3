//! Numbers may be smaller or larger than before (`minimum`, `maximum`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "bounds-relaxed",
    docs: Docs {
        what: "Numbers may be smaller or larger than before (`minimum`, `maximum`).",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Patch; major if bounds beyond 64 bits change the Rust type.",
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
