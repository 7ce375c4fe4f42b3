//! A parameter is deprecated now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-deprecated",
    docs: Docs {
        what: "A parameter is deprecated now.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: programs that deny warnings notice.",
        help: "Say in the description what to use instead.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.deprecated && new.deprecated)
        .then(|| Found::words(format!("the parameter `{}` is deprecated now", new.wire)).at(&["deprecated"]))
}
