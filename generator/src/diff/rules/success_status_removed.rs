//! A success response was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::covering;
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "success-status-removed",
    docs: Docs {
        what: "A success response was removed.",
        wire: "Breaking: clients that expect it never receive it.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let old = it.removed().filter(|old| old.is_success)?;
    let operation = it.cursor.operation.1?;
    let known = covering(operation, old.status)
        .or_else(|| operation.responses.iter().find(|one| old.status.includes(one.status)));
    Some(match known {
        Some(known) => {
            Found::new(Wire::None, format!("the response {} is described as {} now", old.status, known.status))
        }
        None => Found::new(Wire::Breaking, format!("the response {} was removed", old.status)),
    })
}
