//! A value that had a type may be anything.

use super::{Check, Docs, Rule, is_lost, is_never};
use crate::diff::spot::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "type-dropped",
    docs: Docs {
        what: "A value that had a type may be anything.",
        wire: "Compatible in requests: all that was accepted still is. Breaking in replies: a value can come that \
               could not come before.",
        rust: "Major: the type becomes `Value`.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.spot.sides;
    let is_open = matches!(new.shape, Shape::Any) && !is_lost(sides.new_text, new) && !is_never(sides.new_text, new);
    (!matches!(old.shape, Shape::Any) && is_open)
        .then(|| it.widened(format!("{} became any value", old.shape.in_words())))
}
