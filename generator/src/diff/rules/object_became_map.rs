//! An object with known properties is a map of any keys now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "object-became-map",
    docs: Docs {
        what: "An object with known properties is a map of any keys now.",
        wire: "Breaking where a value shows it, compatible where values show nothing else, else unknown.",
        rust: "Major: the struct becomes a map.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (matches!(old.shape, Shape::Struct(_)) && matches!(new.shape, Shape::Map(_)))
        .then(|| Found::new(Wire::Unknown, "an object with known properties became a map"))
}
