//! A success response was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::covering;
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "success-status-added",
    docs: Docs {
        what: "A success response was added.",
        wire: "Compatible: clients accept every success status.",
        rust: "Major if the method returns an enum of successes now.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let new = it.added().filter(|new| new.is_success)?;
    Some(match it.cursor.operation.0.and_then(|operation| covering(operation, new.status)) {
        Some(known) => Found::new(Wire::None, format!("the response {} was part of {}", new.status, known.status)),
        None => Found::new(Wire::Compatible, format!("the response {} was added", new.status)).behaves(),
    })
}
