//! A value that had a type may be anything.

use super::{ANY, Check, Docs, Rule, is_lost, is_never, untyped};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "type-dropped",
    docs: Docs {
        what: "A value that had a type may be anything.",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before. Where it may not be anything after all, breaking where a value shows it, \
               compatible where values show nothing else, else unknown.",
        rust: "Major: the type becomes `Value`.",
        help: "Release the crate with the version that the summary names.",
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
