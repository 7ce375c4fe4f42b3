//! An object may no longer have properties that are not described (`additionalProperties: false`).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::{Additional, Struct};

pub(super) const RULE: Rule = Rule {
    code: "additional-properties-forbidden",
    docs: Docs {
        what: "An object may no longer have properties that are not described (`additionalProperties: false`).",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Struct(check),
};

fn check(it: &Both<'_, Struct>) -> Option<Found> {
    let (old, new) = it.both()?;
    let closed = !matches!(old.additional, Additional::Forbidden) && matches!(new.additional, Additional::Forbidden);
    closed.then(|| it.narrowed(format!("{} are forbidden now", it.others())).behaves())
}
