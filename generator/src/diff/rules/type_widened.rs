//! An integer became a number, or a parameter became a string.

use super::{Check, Docs, Rule, is_member, is_text_of_parameter};
use crate::diff::cursor::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "type-widened",
    docs: Docs {
        what: "An integer became a number, or a parameter became a string.",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Major: `i64` becomes `f64` or `String`.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let is_number = matches!(old.shape, Shape::Integer) && matches!(new.shape, Shape::Number);
    (is_number || is_text_of_parameter(it, old, new) && !is_member(it, new, old))
        .then(|| it.widened(format!("{} became {}", old.shape.in_words(), new.shape.in_words())))
}
