//! A value became a secret, which is not printed, or stopped being one (`format: password`, `writeOnly`).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "secret-changed",
    docs: Docs {
        what: "A value became a secret, which is not printed, or stopped being one (`format: password`, `writeOnly`).",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.schema.secret != new.schema.secret).then(|| {
        let now = if new.schema.secret { "a secret now" } else { "no longer a secret" };
        Found::words(format!("the value is {now}")).behaves()
    })
}
