//! A parameter was deprecated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-deprecated",
    docs: Docs {
        what: "A parameter was deprecated.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: programs that deny warnings stop compiling.",
        help: "Name the replacement in the description.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.deprecated && new.deprecated)
        .then(|| Found::words(format!("the parameter `{}` is deprecated now", new.wire)).at(&["deprecated"]))
}
