//! The documentation of an operation changed: summary, description or link.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-docs-changed",
    docs: Docs {
        what: "The documentation of an operation changed: summary, description or link.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let words = |one: &Operation| (one.summary.clone(), one.description.clone(), one.documentation.clone());
    (words(old) != words(new)).then(|| Found::words("the documentation of the operation changed"))
}
