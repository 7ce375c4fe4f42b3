//! A piece of the description is damaged, or says something that the generator does not understand, on one side.

use super::{Check, Docs, Rule, is_lost};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "cannot-judge",
    docs: Docs {
        what: "A piece of the description is damaged, or says something that the generator does not understand, on one side.",
        wire: "Unknown.",
        rust: "As the items of the crate tell: the damaged side takes any value.",
        help: "Mend the description; `generator inspect` tells what is wrong.",
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
