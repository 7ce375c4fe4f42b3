//! The prose or the example of a parameter changed.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-docs-changed",
    docs: Docs {
        what: "The prose or the example of a parameter changed.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.docs != new.docs || old.example != new.example)
        .then(|| Found::words(format!("the prose about the parameter `{}` changed", new.wire)))
}
