//! An operation was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-added",
    docs: Docs {
        what: "An operation was added.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Minor: a method and its request are added.",
        help: "Nothing to do.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("{} {} was added", new.method, new.path)))
}
