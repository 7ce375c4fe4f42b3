//! A response no longer has a header.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Header;

pub(super) const RULE: Rule = Rule {
    code: "header-removed",
    docs: Docs {
        what: "A response no longer has a header.",
        wire: "Breaking if it always came, else risky.",
        rust: "Major: what programs use is gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Header(check),
};

fn check(it: &Both<'_, Header>) -> Option<Found> {
    let old = it.removed()?;
    let wire = if old.required { Wire::Breaking } else { Wire::Risky };
    Some(Found::new(wire, format!("the header `{}` is gone", old.wire)))
}
