//! Texts need not match a `pattern` any more.

use super::{Check, Docs, Rule, limits};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "pattern-removed",
    docs: Docs {
        what: "Texts need not match a `pattern` any more.",
        wire: "Compatible: clients check no pattern in replies.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.schema.constraints.pattern.is_some() && new.schema.constraints.pattern.is_none())
        .then(|| limits::checked(it, Found::new(Wire::Compatible, "texts need not match a pattern any more")))
}
