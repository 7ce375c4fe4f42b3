//! Integers may be any numbers now, or a parameter any text.

use super::{Check, Docs, Rule, is_member, is_text_of_parameter};
use crate::diff::cursor::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "type-widened",
    docs: Docs {
        what: "Integers may be any numbers now, or a parameter any text.",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
        rust: "Major: `i64` becomes `f64` or `String`.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let is_number = matches!(old.shape, Shape::Integer) && matches!(new.shape, Shape::Number);
    (is_number || is_text_of_parameter(it, old, new) && !is_member(it, new, old))
        .then(|| it.widened(format!("{} became {}", old.shape.in_words(), new.shape.in_words())))
}
