//! A map became an object with known properties.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "map-became-object",
    docs: Docs {
        what: "A map became an object with known properties.",
        wire: "Breaking if a witness proves it, compatible if witnesses prove the opposite, otherwise unknown.",
        rust: "Major: the map becomes a struct.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (matches!(old.shape, Shape::Map(_)) && matches!(new.shape, Shape::Struct(_)))
        .then(|| Found::new(Wire::Unknown, "a map became an object with known properties"))
}
