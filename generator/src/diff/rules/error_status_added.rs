//! An error response was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::covering;
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "error-status-added",
    docs: Docs {
        what: "An error response was added.",
        wire: "Compatible: everything that was valid still is. None if a range or `default` covered it before: the two \
               responses are compared.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let new = it.added().filter(|new| !new.is_success)?;
    Some(match it.cursor.operation.0.and_then(|operation| covering(operation, new.status)) {
        Some(known) => Found::new(Wire::None, format!("the response {} was part of {}", new.status, known.status)),
        None => Found::new(Wire::Compatible, format!("the response {} was added", new.status)),
    })
}
