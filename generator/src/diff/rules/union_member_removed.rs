//! A value may no longer have one of its shapes.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::model::UnionVariant;

pub(super) const RULE: Rule = Rule {
    code: "union-member-removed",
    docs: Docs {
        what: "A value may no longer have one of its shapes.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in replies: what comes \
               was allowed before.",
        rust: "Major: a variant is gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::UnionVariant(check),
};

fn check(it: &Both<'_, UnionVariant>) -> Option<Found> {
    let old = it.removed()?;
    Some(it.narrowed(format!("the shape `{}` is gone", old.rust)))
}
