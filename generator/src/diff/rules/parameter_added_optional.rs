//! A parameter is new, and may be left out.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-added-optional",
    docs: Docs {
        what: "A parameter is new, and may be left out.",
        wire: "Compatible: all that was fine still is.",
        rust: "Minor: a field or a setter is new.",
        help: "Nothing to do.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let new = it.added().filter(|new| !new.required)?;
    Some(Found::new(Wire::Compatible, format!("the optional parameter `{}` is new", new.wire)))
}
