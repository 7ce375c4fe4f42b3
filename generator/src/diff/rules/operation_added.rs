//! An operation is new.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-added",
    docs: Docs {
        what: "An operation is new.",
        wire: "Compatible: all that was fine still is.",
        rust: "Minor: a method and its request are new.",
        help: "Nothing to do.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("{} {} is new", new.method, new.path)))
}
