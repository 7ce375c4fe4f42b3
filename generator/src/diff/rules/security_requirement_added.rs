//! Credentials that were enough for an operation no longer are.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::Security;
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "security-requirement-added",
    docs: Docs {
        what: "Credentials that were enough no longer are: for one operation, or for all that share `security`.",
        wire: "Depends on the credentials: calls without the new ones are refused.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it; users must set up the credential.",
    },
    check: Check::Security(check),
};

fn check(it: &Both<'_, Security>) -> Option<Found> {
    let (old, new) = it.both()?;
    let was_open = old.ways.is_empty() && !new.takes(&BTreeSet::new());
    let is_refused = was_open || old.ways.iter().any(|way| !new.takes(way));
    is_refused.then(|| {
        let message = format!("the credentials were {}, and are {}", old.in_words(), new.in_words());
        Found::new(Wire::Depends("the credentials of the client"), message).behaves()
    })
}
