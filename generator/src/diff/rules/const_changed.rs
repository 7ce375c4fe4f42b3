//! The only value is another one.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "const-changed",
    docs: Docs {
        what: "The only value is another one.",
        wire: "Breaking: the old value is refused or no longer comes.",
        rust: "Patch: the same program sends the new value.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (old.schema.constant.as_ref()?, new.schema.constant.as_ref()?);
    (old != new).then(|| {
        Found::new(Wire::Breaking, format!("the only value was `{old}` and is `{new}`"))
            .behaves()
            .at(&["const", "enum"])
    })
}
