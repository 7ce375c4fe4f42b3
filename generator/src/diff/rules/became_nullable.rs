//! `null` is a value now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "became-nullable",
    docs: Docs {
        what: "`null` is a value now.",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
        rust: "Major where `T` becomes `Option<T>`, or two states become three.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.nullable && new.nullable && !matches!(old.shape, Shape::Any)).then(|| it.widened("`null` is a value now"))
}
