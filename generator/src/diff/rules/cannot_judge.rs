//! A part of one description is invalid, or is not understood by the generator.

use super::{Check, Docs, Rule, is_lost};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "cannot-judge",
    docs: Docs {
        what: "A part of one description is invalid, or is not understood by the generator.",
        wire: "Unknown.",
        rust: "Depends on the changed items of the crate: the unreadable version accepts any value.",
        help: "Correct the description; `generator inspect` shows what is wrong.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    let old_lost = is_lost(sides.old_text, old);
    let new_lost = is_lost(sides.new_text, new);
    (old_lost != new_lost).then(|| {
        let side = if old_lost { "old" } else { "new" };
        Found::new(Wire::Unknown, format!("cannot judge: the {side} description is not understood here"))
    })
}
