//! The credentials, scopes and permissions that operations require.

use std::collections::BTreeSet;

use super::{COMPATIBLE, Check, Effect, NO_ITEM, NOTHING, OTHER, REMOVED, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "operation-permissions-changed",
        what: "The permissions of an operation changed, of which a caller needs one.",
        wire: "Depends on the credentials: tokens without any of the new permissions are refused.",
        rust: "Patch: only documentation changes.",
        help: "Tell users which permissions their tokens need now.",
        check: Check::Operation(operation_permissions_changed),
        ..OTHER
    },
    Rule {
        code: "security-requirement-added",
        what: "Credentials are no longer sufficient: for one operation, or for all that share `security`.",
        wire: "Depends on the credentials: requests without the new ones are refused.",
        help: "Announce it; users must set up the credential.",
        effect: Effect::Added,
        check: Check::Security(|it| {
            let (old, new) = it.both()?;
            let was_open = old.ways.is_empty() && !new.takes(&BTreeSet::new());
            let is_refused = was_open || old.ways.iter().any(|way| !new.takes(way));
            is_refused.then(|| {
                let message = format!("the credentials changed from {} to {}", old.in_words(), new.in_words());
                Found::new(Wire::Depends("the credentials of the client"), message).behaves()
            })
        }),
        ..OTHER
    },
    Rule {
        code: "security-requirement-removed",
        what: "All credentials that were sufficient still are; others, fewer or none are sufficient too.",
        wire: COMPATIBLE,
        rust: NO_ITEM,
        help: NOTHING,
        check: Check::Security(|it| {
            let (old, new) = it.both()?;
            let was_open = old.takes(&BTreeSet::new());
            let is_taken = old.ways.iter().all(|way| new.takes(way));
            let is_more = new.ways.is_empty() || new.ways.iter().any(|way| !old.takes(way));
            (is_taken && is_more && !was_open).then(|| {
                let message = format!("the credentials changed from {} to {}", old.in_words(), new.in_words());
                Found::new(Wire::Compatible, message).behaves()
            })
        }),
        ..REMOVED
    },
    Rule {
        code: "security-scopes-changed",
        what: "The required scopes changed: for one operation, or for all that share `security`.",
        wire: "Depends on the permissions of the credentials if a scope was added; otherwise compatible.",
        help: "Tell users which scopes their tokens need now.",
        check: Check::Security(|it| {
            let (old, new) = it.both()?;
            let both = old.scopes.iter().filter_map(|(name, before)| Some((name, before, new.scopes.get(name)?)));
            let (name, before, after) = both.into_iter().find(|(_, before, after)| before != after)?;
            let wire = match after.is_subset(before) {
                true => Wire::Compatible,
                false => Wire::Depends("the permissions of the credentials"),
            };
            let message = format!("the scopes of `{name}` changed from {} to {}", in_words(before), in_words(after));
            Some(Found::new(wire, message).unseen())
        }),
        ..OTHER
    },
];

fn operation_permissions_changed(it: &Both<'_, Operation>) -> Option<Found> {
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

fn in_words(scopes: &BTreeSet<String>) -> String {
    let names: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
