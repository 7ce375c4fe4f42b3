//! A constant is gone.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Variant;

pub(super) const RULE: Rule = Rule {
    code: "enum-value-removed",
    docs: Docs {
        what: "A constant is gone.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before. Risky in requests where others are allowed (`x-extensible-enum`): the server may \
               no longer know it.",
        rust: "Major: a variant is gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Variant(check),
};

fn check(it: &Both<'_, Variant>) -> Option<Found> {
    let old = it.removed()?;
    if it.are_open().1 {
        let wire = if it.is_request() { Wire::Risky } else { Wire::Compatible };
        return Some(Found::new(
            wire,
            format!("the value `{}` is no longer listed, though others are allowed", old.wire),
        ));
    }
    Some(it.narrowed(format!("the value `{}` is gone", old.wire)).at(&["enum"]))
}
