//! A value may no longer have one of its shapes.

use super::{Check, Docs, Rule, covers};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::UnionVariant;

pub(super) const RULE: Rule = Rule {
    code: "union-member-removed",
    docs: Docs {
        what: "A value may no longer have one of its shapes.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Major: a variant is gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::UnionVariant(check),
};

fn check(it: &Both<'_, UnionVariant>) -> Option<Found> {
    let old = it.removed()?;
    let message = format!("the shape `{}` is gone", old.rust);
    let sides = it.cursor.sides;
    let is_there = covers((sides.new, it.cursor.types.1), (sides.old, old));
    Some(if is_there { Found::new(Wire::None, message) } else { it.narrowed(message) })
}
