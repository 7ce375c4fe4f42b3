//! Strings may be shorter or longer than before (`minLength`, `maxLength`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "length-relaxed",
    docs: Docs {
        what: "Strings may be shorter or longer than before (`minLength`, `maxLength`).",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = (limits::lengths(old), limits::lengths(new));
    limits::relaxed(&before, &after).then(|| {
        let message = limits::in_words(&before, &after, ("minLength", "maxLength"));
        limits::checked(it, it.widened(message)).at(&["minLength", "maxLength"])
    })
}
