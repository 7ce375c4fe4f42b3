//! An object may no longer have additional properties (`additionalProperties: false`).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::{Additional, Struct};

pub(super) const RULE: Rule = Rule {
    code: "additional-properties-forbidden",
    docs: Docs {
        what: "An object may no longer have additional properties (`additionalProperties: false`).",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Struct(check),
};

fn check(it: &Both<'_, Struct>) -> Option<Found> {
    let (old, new) = it.both()?;
    let closed = !matches!(old.additional, Additional::Forbidden) && matches!(new.additional, Additional::Forbidden);
    closed.then(|| it.narrowed(format!("{} are forbidden now", it.others())).behaves())
}
