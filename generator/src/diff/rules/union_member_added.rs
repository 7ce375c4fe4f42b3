//! A member of a union was added.

use super::{Check, Docs, Rule, covers};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::UnionVariant;

pub(super) const RULE: Rule = Rule {
    code: "union-member-added",
    docs: Docs {
        what: "A member of a union was added.",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Minor: a variant is added; the enum keeps unknown values.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::UnionVariant(check),
};

fn check(it: &Both<'_, UnionVariant>) -> Option<Found> {
    let new = it.added()?;
    let message = format!("the member `{}` was added", new.rust);
    let sides = it.cursor.sides;
    let was_there = covers((sides.old, it.cursor.types.0), (sides.new, new));
    Some(if was_there { Found::new(Wire::None, message) } else { it.widened(message).behaves() })
}
