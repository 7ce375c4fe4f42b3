//! A success has one more status.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::covering;
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "success-status-added",
    docs: Docs {
        what: "A success has one more status.",
        wire: "Compatible: clients take each success for one.",
        rust: "Major where the method returns an enum of successes now.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let new = it.added().filter(|new| new.is_success)?;
    Some(match it.cursor.operation.0.and_then(|operation| covering(operation, new.status)) {
        Some(known) => Found::new(Wire::None, format!("the response {} was described as {}", new.status, known.status)),
        None => Found::new(Wire::Compatible, format!("the response {} is new", new.status)).behaves(),
    })
}
