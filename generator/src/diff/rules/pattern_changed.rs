//! Texts must match another `pattern`.

use super::{Check, Docs, Rule, limits};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;
use crate::diff::witness::is_one_pattern;

pub(super) const RULE: Rule = Rule {
    code: "pattern-changed",
    docs: Docs {
        what: "Texts must match another `pattern`.",
        wire: "Breaking where a text shows it: one that matched and does not, or one that can come now and could not. \
               Compatible where texts show the other way alone, none where it is the same pattern in another \
               spelling, else risky.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (Some(old), Some(new)) = limits::patterns(it)? else { return None };
    let message = format!("the pattern was `{old}` and is `{new}`");
    let found = match is_one_pattern(old, new) {
        true => Found::words(message),
        false => limits::checked(it, Found::new(Wire::Risky, message)),
    };
    Some(found.at(&["pattern"]))
}
