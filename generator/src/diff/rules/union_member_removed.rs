//! A member of a union was removed.

use super::{Check, Docs, Rule, covers};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::UnionVariant;

pub(super) const RULE: Rule = Rule {
    code: "union-member-removed",
    docs: Docs {
        what: "A member of a union was removed.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Major: a variant is removed.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::UnionVariant(check),
};

fn check(it: &Both<'_, UnionVariant>) -> Option<Found> {
    let old = it.removed()?;
    let message = format!("the member `{}` was removed", old.rust);
    let sides = it.cursor.sides;
    let is_there = covers((sides.new, it.cursor.types.1), (sides.old, old));
    Some(if is_there { Found::new(Wire::None, message) } else { it.narrowed(message) })
}
