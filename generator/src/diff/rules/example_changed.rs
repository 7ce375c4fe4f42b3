//! The example payloads changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "example-changed",
    docs: Docs {
        what: "The example payloads changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both()?;
    let lacks = |one: &Content, other: &Content| {
        one.examples.iter().any(|example| !other.examples.iter().any(|other| other.value == example.value))
    };
    (lacks(old, new) || lacks(new, old)).then(|| Found::words("the example payloads changed"))
}
