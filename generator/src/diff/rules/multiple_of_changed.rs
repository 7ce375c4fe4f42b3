//! `multipleOf` is new, gone or another one.

use super::{Check, Docs, Rule, limits};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "multiple-of-changed",
    docs: Docs {
        what: "`multipleOf` is new, gone or another one.",
        wire: "As for a narrower or a wider type.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let step = |node: &Node<'_>| node.schema.constraints.multiple_of.as_ref().and_then(serde_json::Number::as_f64);
    match (step(old), step(new)) {
        (old, new) if old == new => None,
        (None, Some(_)) => Some(limits::checked(it, it.narrowed("numbers are multiples of one now"))),
        (Some(_), None) => Some(limits::checked(it, it.widened("numbers need not be multiples of one any more"))),
        (Some(old), Some(new)) if new % old == 0.0 => {
            Some(limits::checked(it, it.narrowed("numbers are multiples of a greater one")))
        }
        (Some(old), Some(new)) if old % new == 0.0 => {
            Some(limits::checked(it, it.widened("numbers are multiples of a smaller one")))
        }
        _ => Some(limits::checked(it, Found::new(Wire::Breaking, "numbers are multiples of another one"))),
    }
}
