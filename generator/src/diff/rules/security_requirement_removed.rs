//! An operation no longer takes credentials that it took, or needs none.

use super::{Check, Docs, Rule, ways};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "security-requirement-removed",
    docs: Docs {
        what: "An operation no longer takes credentials that it took, or needs none.",
        wire: "Compatible where it needs none; else see `security-requirement-added`.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!ways(old).is_subset(&ways(new)))
        .then(|| Found::new(Wire::Compatible, "a way to authenticate is no longer asked for").behaves())
}
