//! Texts must match another `pattern`.

use super::{Check, Docs, Rule, limits};
use crate::diff::spot::{Both, Found, Node};
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
    let (old, new) = it.both()?;
    let (old, new) = (limits::pattern(old)?, limits::pattern(new)?);
    let message = format!("the pattern was `{old}` and is `{new}`");
    match (old == new, is_one_pattern(old, new)) {
        (true, _) => None,
        (_, true) => Some(Found::words(message).at(&["pattern"])),
        _ => Some(limits::checked(it, Found::new(Wire::Risky, message)).at(&["pattern"])),
    }
}
