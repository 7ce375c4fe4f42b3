//! The `pattern` of strings changed.

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;
use crate::diff::witness::is_one_pattern;

pub(super) const RULE: Rule = Rule {
    code: "pattern-changed",
    docs: Docs {
        what: "The `pattern` of strings changed.",
        wire: "Breaking if a witness proves it: a string that no longer matches, or one that did not match before. \
               Compatible if witnesses prove only the other direction, none if the patterns are equivalent, otherwise \
               risky.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (Some(old), Some(new)) = limits::patterns(it)? else { return None };
    let message = format!("the pattern changed from `{old}` to `{new}`");
    let found = match is_one_pattern(old, new) {
        true => Found::words(message),
        false => limits::checked(it, Found::new(Wire::Risky, message)),
    };
    Some(found.at(&["pattern"]))
}
