//! Maps that become objects, and the reverse.

use super::{Check, Excuse, OTHER, RELEASE, Rule};
use crate::diff::cursor::{Found, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "map-became-object",
        what: "A map became an object with known properties.",
        wire: "Breaking if a witness proves it, compatible if witnesses prove the opposite, otherwise unknown.",
        rust: "Major: the map becomes a struct.",
        help: RELEASE,
        excuse: Excuse::Values,
        check: Check::Node(|it| {
            let (old, new) = it.both()?;
            (matches!(old.shape, Shape::Map(_)) && matches!(new.shape, Shape::Struct(_)))
                .then(|| Found::new(Wire::Unknown, "a map became an object with known properties"))
        }),
        ..OTHER
    },
    Rule {
        code: "object-became-map",
        what: "An object with known properties became a map.",
        wire: "Breaking if a witness proves it, compatible if witnesses prove the opposite, otherwise unknown.",
        rust: "Major: the struct becomes a map.",
        help: RELEASE,
        excuse: Excuse::Values,
        check: Check::Node(|it| {
            let (old, new) = it.both()?;
            (matches!(old.shape, Shape::Struct(_)) && matches!(new.shape, Shape::Map(_)))
                .then(|| Found::new(Wire::Unknown, "an object with known properties became a map"))
        }),
        ..OTHER
    },
];
