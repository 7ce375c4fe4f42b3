//! Texts must match a `pattern` now.

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "pattern-added",
    docs: Docs {
        what: "Texts must match a `pattern` now.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before. Risky where no text was found that shows it.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (None, Some(pattern)) = limits::patterns(it)? else { return None };
    Some(limits::checked(it, it.narrowed(format!("texts must match `{pattern}` now"))).at(&["pattern"]))
}
