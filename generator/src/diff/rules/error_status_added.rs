//! A failure is described that was not.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::covering;
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "error-status-added",
    docs: Docs {
        what: "A failure is described that was not.",
        wire: "Compatible: all that was fine still is. None where a range or `default` tells of it on the other side: what \
               that says is compared.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let new = it.added().filter(|new| !new.is_success)?;
    Some(match it.cursor.operation.0.and_then(|operation| covering(operation, new.status)) {
        Some(known) => Found::new(Wire::None, format!("the response {} was described as {}", new.status, known.status)),
        None => Found::new(Wire::Compatible, format!("the response {} is new", new.status)),
    })
}
