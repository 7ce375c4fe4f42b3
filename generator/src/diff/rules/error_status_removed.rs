//! An error response was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::covering;
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "error-status-removed",
    docs: Docs {
        what: "An error response was removed.",
        wire: "Compatible: everything that was valid still is. None if a range or `default` covers it now: the two \
               responses are compared.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let old = it.removed().filter(|old| !old.is_success)?;
    Some(match it.cursor.operation.1.and_then(|operation| covering(operation, old.status)) {
        Some(known) => {
            Found::new(Wire::None, format!("the response {} is described as {} now", old.status, known.status))
        }
        None => Found::new(Wire::Compatible, format!("the response {} was removed", old.status)),
    })
}
