//! A parameter is no longer deprecated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-reactivated",
    docs: Docs {
        what: "A parameter is no longer deprecated.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.deprecated && !new.deprecated)
        .then(|| Found::words(format!("the parameter `{}` is no longer deprecated", new.wire)).at(&["deprecated"]))
}
