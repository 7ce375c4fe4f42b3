//! Objects may have fewer or more properties than before (`minProperties`, `maxProperties`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "property-count-relaxed",
    docs: Docs {
        what: "Objects may have fewer or more properties than before (`minProperties`, `maxProperties`).",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = (limits::properties(old), limits::properties(new));
    limits::relaxed(&before, &after).then(|| {
        let message = limits::in_words(&before, &after, ("minProperties", "maxProperties"));
        limits::checked(it, it.widened(message)).at(&["minProperties", "maxProperties"])
    })
}
