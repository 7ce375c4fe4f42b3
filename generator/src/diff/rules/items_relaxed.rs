//! Arrays may be shorter or longer than before (`minItems`, `maxItems`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "items-relaxed",
    docs: Docs {
        what: "Arrays may be shorter or longer than before (`minItems`, `maxItems`).",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = limits::items(old, new);
    limits::relaxed(&before, &after).then(|| {
        let message = limits::in_words(&before, &after, ("minItems", "maxItems"));
        limits::checked(it, it.widened(message)).at(&["minItems", "maxItems"])
    })
}
