//! A map of any keys is an object with known properties now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "map-became-object",
    docs: Docs {
        what: "A map of any keys is an object with known properties now.",
        wire: "Breaking where a value shows it, compatible where values show nothing else, else unknown.",
        rust: "Major: the map becomes a struct.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (matches!(old.shape, Shape::Map(_)) && matches!(new.shape, Shape::Struct(_)))
        .then(|| Found::new(Wire::Unknown, "a map became an object with known properties"))
}
