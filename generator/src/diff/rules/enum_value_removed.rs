//! A constant is gone.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::model::Variant;

pub(super) const RULE: Rule = Rule {
    code: "enum-value-removed",
    docs: Docs {
        what: "A constant is gone.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in replies: what comes \
               was allowed before.",
        rust: "Major: a variant is gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Variant(check),
};

fn check(it: &Both<'_, Variant>) -> Option<Found> {
    let old = it.removed()?;
    Some(it.narrowed(format!("the value `{}` is gone", old.wire)).at(&["enum"]))
}
