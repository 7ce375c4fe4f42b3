//! Texts may be shorter or longer than before (`minLength`, `maxLength`).

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "length-relaxed",
    docs: Docs {
        what: "Texts may be shorter or longer than before (`minLength`, `maxLength`).",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
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
