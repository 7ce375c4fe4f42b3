//! Texts need not match a `pattern` any more.

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "pattern-removed",
    docs: Docs {
        what: "Texts need not match a `pattern` any more.",
        wire: "Compatible: clients check no pattern in responses.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (Some(pattern), None) = limits::patterns(it)? else { return None };
    let message = format!("texts need not match `{pattern}` any more");
    Some(limits::checked(it, Found::new(Wire::Compatible, message)).at(&["pattern"]))
}
