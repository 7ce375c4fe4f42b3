//! A variable of a server URL was added or removed, or its values changed.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Server, ServerVariable};

pub(super) const RULE: Rule = Rule {
    code: "server-variable-changed",
    docs: Docs {
        what: "A variable of a server URL was added or removed, or its values changed.",
        wire: "Depends on `base_url`: clients that set it are not affected.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let (old, new) = it.both()?;
    if old.template != new.template {
        return None;
    }
    let said: Vec<String> = new.variables.iter().filter_map(|after| changed(old, after)).collect();
    (!said.is_empty()).then(|| Found::new(Wire::Depends("base_url"), said.join("; ")).behaves())
}

fn changed(old: &Server, after: &ServerVariable) -> Option<String> {
    let before = old.variables.iter().find(|before| before.wire == after.wire)?;
    let values = |one: &ServerVariable| one.values.iter().cloned().collect::<BTreeSet<_>>();
    let list = |values: &BTreeSet<String>| match values.is_empty() {
        true => "any".to_owned(),
        false => values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", "),
    };
    let (from, to) = (values(before), values(after));
    match (before.default == after.default, from == to) {
        (true, true) => None,
        (false, _) => {
            Some(format!("the default of `{}` changed from `{}` to `{}`", after.wire, before.default, after.default))
        }
        (true, false) => Some(format!("the values of `{}` changed from {} to {}", after.wire, list(&from), list(&to))),
    }
}
