//! Texts must match another `pattern`.

use super::{Check, Docs, Rule, limits};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "pattern-changed",
    docs: Docs {
        what: "Texts must match another `pattern`.",
        wire: "Risky in requests: texts that matched may not any more. Compatible in replies.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (old.schema.constraints.pattern.as_ref()?, new.schema.constraints.pattern.as_ref()?);
    (old != new).then(|| {
        let wire = if it.is_request() { Wire::Risky } else { Wire::Compatible };
        limits::checked(it, Found::new(wire, format!("the pattern was `{old}` and is `{new}`")))
    })
}
