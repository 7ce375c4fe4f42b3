//! Texts must match another `pattern`.

use super::{Check, Docs, Rule, limits};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "pattern-changed",
    docs: Docs {
        what: "Texts must match another `pattern`.",
        wire: "Breaking where a text shows it: one that matched and does not, or one that can come now and could not. Else risky.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (limits::pattern(old)?, limits::pattern(new)?);
    (old != new).then(|| {
        let message = format!("the pattern was `{old}` and is `{new}`");
        limits::checked(it, Found::new(Wire::Risky, message)).at(&["pattern"])
    })
}
