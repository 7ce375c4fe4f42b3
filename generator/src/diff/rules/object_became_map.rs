//! An object with known properties became a map.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "object-became-map",
    docs: Docs {
        what: "An object with known properties became a map.",
        wire: "Breaking if a witness proves it, compatible if witnesses prove the opposite, otherwise unknown.",
        rust: "Major: the struct becomes a map.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (matches!(old.shape, Shape::Struct(_)) && matches!(new.shape, Shape::Map(_)))
        .then(|| Found::new(Wire::Unknown, "an object with known properties became a map"))
}
