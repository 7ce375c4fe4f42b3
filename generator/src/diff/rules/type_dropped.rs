//! The type of a value was removed.

use super::{ANY, Check, Docs, Rule, is_lost, is_never, untyped};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "type-dropped",
    docs: Docs {
        what: "The type of a value was removed.",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values that \
               were not possible before. If keywords restrict it now: breaking if a witness proves it, compatible if \
               witnesses prove the opposite, otherwise unknown.",
        rust: "Major: the type becomes `Value`.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    let is_open = matches!(new.shape, Shape::Any) && !is_lost(sides.new_text, new) && !is_never(sides.new_text, new);
    if matches!(old.shape, Shape::Any) || !is_open {
        return None;
    }
    let now = untyped(sides.new_text, new);
    let message = format!("{} became {now}", old.shape.in_words());
    Some(if now == ANY { it.widened(message) } else { Found::new(Wire::Unknown, message) })
}
