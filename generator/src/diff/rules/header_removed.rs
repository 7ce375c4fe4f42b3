//! A response header was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Header;

pub(super) const RULE: Rule = Rule {
    code: "header-removed",
    docs: Docs {
        what: "A response header was removed.",
        wire: "Breaking if it was required, otherwise risky.",
        rust: "Major: items that programs use are removed.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Header(check),
};

fn check(it: &Both<'_, Header>) -> Option<Found> {
    let old = it.removed()?;
    let wire = if old.required { Wire::Breaking } else { Wire::Risky };
    Some(Found::new(wire, format!("the header `{}` was removed", old.wire)))
}
