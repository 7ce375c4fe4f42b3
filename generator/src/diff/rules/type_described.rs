//! An unrestricted value has a type now.

use super::{ANY, Check, Docs, Rule, is_lost, is_never, untyped};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "type-described",
    docs: Docs {
        what: "An unrestricted value has a type now.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of their \
               values were possible before. If keywords restricted it before: breaking if a witness proves it, \
               compatible if witnesses prove the opposite, otherwise unknown.",
        rust: "Major: `Value` becomes a type.",
        help: "Release the crate with the version from the summary.",
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
