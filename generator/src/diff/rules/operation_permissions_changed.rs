//! The permissions of an operation changed, of which a caller needs one.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-permissions-changed",
    docs: Docs {
        what: "The permissions of an operation changed, of which a caller needs one.",
        wire: "Depends on the credentials: tokens without any of the new permissions are refused.",
        rust: "Patch: only documentation changes.",
        help: "Tell users which permissions their tokens need now.",
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
            format!("it needed one of these permissions: {}; now it needs one of: {}", list(&before), list(&after));
        Found::new(Wire::Depends("the permissions of the credentials"), message).unseen()
    })
}
