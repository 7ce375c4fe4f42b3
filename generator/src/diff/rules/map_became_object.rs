//! A map of any keys is an object with known properties now.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "map-became-object",
    docs: Docs {
        what: "A map of any keys is an object with known properties now.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in replies: what comes \
               was allowed before.",
        rust: "Major: the map becomes a struct.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (matches!(old.shape, Shape::Map(_)) && matches!(new.shape, Shape::Struct(_)))
        .then(|| it.narrowed("a map became an object with known properties"))
}
