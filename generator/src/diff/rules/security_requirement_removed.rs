//! An operation accepts other credentials too, or needs none.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::Security;
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "security-requirement-removed",
    docs: Docs {
        what: "All credentials that were sufficient still are; others, fewer or none are sufficient too.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Security(check),
};

fn check(it: &Both<'_, Security>) -> Option<Found> {
    let (old, new) = it.both()?;
    let was_open = old.takes(&BTreeSet::new());
    let is_taken = old.ways.iter().all(|way| new.takes(way));
    let is_more = new.ways.is_empty() || new.ways.iter().any(|way| !old.takes(way));
    (is_taken && is_more && !was_open).then(|| {
        let message = format!("the credentials changed from {} to {}", old.in_words(), new.in_words());
        Found::new(Wire::Compatible, message).behaves()
    })
}
