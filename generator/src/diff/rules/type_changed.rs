//! A value has another type.

use super::{Check, Docs, Rule, is_other};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "type-changed",
    docs: Docs {
        what: "A value has another type.",
        wire: "Breaking: neither side understands what the other means.",
        rust: "Major: the Rust type changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    is_other(it, old, new)
        .then(|| Found::new(Wire::Breaking, format!("{} became {}", old.shape.in_words(), new.shape.in_words())))
}
