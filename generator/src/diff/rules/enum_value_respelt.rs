//! A constant is written in another way, and has the same name in Rust.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Variant;

pub(super) const RULE: Rule = Rule {
    code: "enum-value-respelt",
    docs: Docs {
        what: "A constant is written in another way, and has the same name in Rust.",
        wire: "Breaking: the old spelling is refused or no longer comes. Risky where others are allowed \
               (`x-extensible-enum`).",
        rust: "Patch: the same program compiles and means the new spelling.",
        help: "Accept both spellings while clients of the old version live.",
    },
    check: Check::Variant(check),
};

fn check(it: &Both<'_, Variant>) -> Option<Found> {
    let (old, new) = it.both()?;
    let wire = if it.are_open() == (true, true) { Wire::Risky } else { Wire::Breaking };
    (old.wire != new.wire)
        .then(|| Found::new(wire, format!("the value `{}` is spelt `{}` now", old.wire, new.wire)).behaves())
}
