//! A required parameter was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-added-required",
    docs: Docs {
        what: "A required parameter was added.",
        wire: "Breaking: requests without it are refused.",
        rust: "Major: the method takes one more argument.",
        help: "Make it optional, with a default on the server.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let new = it.added().filter(|new| new.required)?;
    Some(Found::new(Wire::Breaking, format!("the required parameter `{}` was added", new.wire)))
}
