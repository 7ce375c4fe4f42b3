//! The required scopes changed.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::Security;
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "security-scopes-changed",
    docs: Docs {
        what: "The required scopes changed: for one operation, or for all that share `security`.",
        wire: "Depends on the permissions of the credentials if a scope was added; otherwise compatible.",
        rust: "Patch: no item of the crate changes.",
        help: "Tell users which scopes their tokens need now.",
    },
    check: Check::Security(check),
};

fn check(it: &Both<'_, Security>) -> Option<Found> {
    let (old, new) = it.both()?;
    let both = old.scopes.iter().filter_map(|(name, before)| Some((name, before, new.scopes.get(name)?)));
    let (name, before, after) = both.into_iter().find(|(_, before, after)| before != after)?;
    let wire = match after.is_subset(before) {
        true => Wire::Compatible,
        false => Wire::Depends("the permissions of the credentials"),
    };
    let message = format!("the scopes of `{name}` changed from {} to {}", in_words(before), in_words(after));
    Some(Found::new(wire, message).unseen())
}

fn in_words(scopes: &BTreeSet<String>) -> String {
    let names: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
