//! The spelling of an enum value changed, but not its Rust name.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Variant;

pub(super) const RULE: Rule = Rule {
    code: "enum-value-respelt",
    docs: Docs {
        what: "The spelling of an enum value changed, but not its Rust name.",
        wire: "Breaking: the old spelling is refused, or does not occur any more. Risky if other values are allowed \
               (`x-extensible-enum`).",
        rust: "Patch: the same program compiles and sends the new spelling.",
        help: "Accept both spellings while clients of the old version are in use.",
    },
    check: Check::Variant(check),
};

fn check(it: &Both<'_, Variant>) -> Option<Found> {
    let (old, new) = it.both()?;
    let wire = if it.are_open() == (true, true) { Wire::Risky } else { Wire::Breaking };
    (old.wire != new.wire)
        .then(|| Found::new(wire, format!("the value `{}` is now `{}`", old.wire, new.wire)).behaves())
}
