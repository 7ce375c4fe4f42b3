//! An enum value was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Variant;

pub(super) const RULE: Rule = Rule {
    code: "enum-value-removed",
    docs: Docs {
        what: "An enum value was removed.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of their \
               values were possible before. Risky in requests with `x-extensible-enum`: the server may no longer know \
               the value.",
        rust: "Major: a variant is removed.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Variant(check),
};

fn check(it: &Both<'_, Variant>) -> Option<Found> {
    let old = it.removed()?;
    if it.are_open().1 {
        let wire = if it.is_request() { Wire::Risky } else { Wire::Compatible };
        return Some(Found::new(
            wire,
            format!("the value `{}` is no longer listed, but other values are allowed", old.wire),
        ));
    }
    Some(it.narrowed(format!("the value `{}` was removed", old.wire)).at(&["enum"]))
}
