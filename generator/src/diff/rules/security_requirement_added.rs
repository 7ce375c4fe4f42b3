//! An operation asks for credentials that it did not ask for.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule, ways};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "security-requirement-added",
    docs: Docs {
        what: "An operation asks for credentials that it did not ask for.",
        wire: "Depends on the credentials: calls without the new ones are refused.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it; users must set up the credential.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = (ways(old), ways(new));
    let open = |ways: &BTreeSet<BTreeSet<&str>>| ways.is_empty() || ways.iter().any(BTreeSet::is_empty);
    let added = !after.is_subset(&before) || open(&before);
    (added && !open(&after) && before != after)
        .then(|| Found::new(Wire::Depends("the credentials of the client"), "other credentials are needed").behaves())
}
