//! An optional parameter was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-added-optional",
    docs: Docs {
        what: "An optional parameter was added.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Minor: a field or a setter is added.",
        help: "Nothing to do.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let new = it.added().filter(|new| !new.required)?;
    Some(Found::new(Wire::Compatible, format!("the optional parameter `{}` was added", new.wire)))
}
