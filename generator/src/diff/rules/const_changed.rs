//! The constant changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "const-changed",
    docs: Docs {
        what: "The constant changed.",
        wire: "Breaking: the old value is refused in requests and no longer occurs in responses.",
        rust: "Patch: the same program sends the new value.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (old.schema.constant.as_ref()?, new.schema.constant.as_ref()?);
    (old != new).then(|| {
        Found::new(Wire::Breaking, format!("the constant changed from `{old}` to `{new}`"))
            .behaves()
            .at(&["const", "enum"])
    })
}
