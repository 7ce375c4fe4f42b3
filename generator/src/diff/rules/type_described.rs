//! A value that could be anything has a type now.

use super::{ANY, Check, Docs, Rule, is_lost, is_never, untyped};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "type-described",
    docs: Docs {
        what: "A value that could be anything has a type now.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before. Where it could not be anything after all, breaking where a value shows it, \
               compatible where values show nothing else, else unknown.",
        rust: "Major: `Value` becomes a type.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    let was_open = matches!(old.shape, Shape::Any) && !is_lost(sides.old_text, old) && !is_never(sides.old_text, old);
    if !was_open || matches!(new.shape, Shape::Any) {
        return None;
    }
    let before = untyped(sides.old_text, old);
    let message = format!("{before} became {}", new.shape.in_words());
    Some(if before == ANY { it.narrowed(message) } else { Found::new(Wire::Unknown, message) })
}
