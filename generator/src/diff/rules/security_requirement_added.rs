//! The credentials of an operation are no longer sufficient.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::Security;
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "security-requirement-added",
    docs: Docs {
        what: "Credentials are no longer sufficient: for one operation, or for all that share `security`.",
        wire: "Depends on the credentials: requests without the new ones are refused.",
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
        let message = format!("the credentials changed from {} to {}", old.in_words(), new.in_words());
        Found::new(Wire::Depends("the credentials of the client"), message).behaves()
    })
}
