//! Strings must match a `pattern` now.

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "pattern-added",
    docs: Docs {
        what: "Strings must match a `pattern` now.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of their \
               values were possible before. Risky if no witness was found.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (None, Some(pattern)) = limits::patterns(it)? else { return None };
    Some(limits::checked(it, it.narrowed(format!("strings must match `{pattern}` now"))).at(&["pattern"]))
}
