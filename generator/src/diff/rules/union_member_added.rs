//! A value may have one more shape.

use super::{Check, Docs, Rule, covers};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::UnionVariant;

pub(super) const RULE: Rule = Rule {
    code: "union-member-added",
    docs: Docs {
        what: "A value may have one more shape.",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
        rust: "Minor: a variant is new; the enum keeps values that it does not know.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::UnionVariant(check),
};

fn check(it: &Both<'_, UnionVariant>) -> Option<Found> {
    let new = it.added()?;
    let message = format!("the shape `{}` is new", new.rust);
    let sides = it.cursor.sides;
    let was_there = covers((sides.old, it.cursor.types.0), (sides.new, new));
    Some(if was_there { Found::new(Wire::None, message) } else { it.widened(message).behaves() })
}
