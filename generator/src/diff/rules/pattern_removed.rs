//! The `pattern` of strings was removed.

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "pattern-removed",
    docs: Docs {
        what: "The `pattern` of strings was removed.",
        wire: "Compatible: clients do not check patterns of responses.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (Some(pattern), None) = limits::patterns(it)? else { return None };
    let message = format!("strings need not match `{pattern}` any more");
    Some(limits::checked(it, Found::new(Wire::Compatible, message)).at(&["pattern"]))
}
