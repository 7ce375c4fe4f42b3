//! Integers may be any numbers now.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "type-widened",
    docs: Docs {
        what: "Integers may be any numbers now.",
        wire: "Compatible in requests: all that was accepted still is. Breaking in replies: a value can come that \
               could not come before.",
        rust: "Major: `i64` becomes `Number`.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (matches!(old.shape, Shape::Integer) && matches!(new.shape, Shape::Number))
        .then(|| it.widened("an integer became a number"))
}
