//! An operation asks for credentials that it did not ask for.

use super::{Check, Docs, Rule};
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
    let added = new.security.iter().any(|way| !old.security.contains(way));
    let open = |one: &Operation| one.security.is_empty() || one.security.iter().any(Vec::is_empty);
    (added && !open(new) || open(old) && !open(new))
        .then(|| Found::new(Wire::Depends("the credentials of the client"), "other credentials are needed").behaves())
}
