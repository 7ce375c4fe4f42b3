//! The permissions of which a caller needs one changed.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-permissions-changed",
    docs: Docs {
        what: "The permissions of which a caller needs one changed.",
        wire: "Depends on the credentials: tokens that have none of the new ones are refused.",
        rust: "Patch: only documentation changes.",
        help: "Tell users which permission their tokens need now.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sorted = |one: &Operation| one.permissions.iter().cloned().collect::<BTreeSet<_>>();
    let (before, after) = (sorted(old), sorted(new));
    let list = |names: &BTreeSet<String>| match names.is_empty() {
        true => "none".to_owned(),
        false => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    };
    (before != after).then(|| {
        let message =
            format!("one of these permissions was needed: {}; now it is one of: {}", list(&before), list(&after));
        Found::new(Wire::Depends("the permissions of the credentials"), message).unseen()
    })
}
