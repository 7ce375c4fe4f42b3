//! Servers.

use std::collections::BTreeSet;

use super::prelude::*;
use crate::model::{Operation, Server, ServerVariable};

pub(super) const RULES: &[Rule] = &[
    Rule::new("operation-server-changed").operation(operation_server_changed),
    Rule::added("server-added").server(|it| it.added().map(|_| it.found(Compatible, "was added"))),
    Rule::removed("server-removed").server(|it| it.removed().map(|_| it.found(Depends("base_url"), "was removed"))),
    Rule::new("server-url-changed").server(|it| {
        // A changed default of a variable is another finding.
        let (old, new) = it.changes(|server| &server.template)?;
        if it.changes(|server| server.url.trim_end_matches('/')).is_none() {
            return Some(Found::new(Wire::None, format!("`{old}` is now written `{new}`")));
        }
        let message = format!("the URL changed from `{old}` to `{new}`");
        Some(Found::new(Depends("base_url"), message).changes_behaviour().at(&["url"]))
    }),
    Rule::new("server-variable-changed").server(|it| {
        let (old, new) = it.both().filter(|(old, new)| old.template == new.template)?;
        let changes: Vec<String> = new.variables.iter().filter_map(|after| variable_change(old, after)).collect();
        (!changes.is_empty()).then(|| Found::new(Depends("base_url"), changes.join("; ")).changes_behaviour())
    }),
];

fn operation_server_changed(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.changes(|one| one.servers.iter().map(|server| server.template.clone()).collect::<Vec<_>>())?;
    let list = |urls: &[String]| match urls {
        [] => "by the servers of the API".to_owned(),
        urls => format!("at `{}`", urls.join("`, `")),
    };
    let message = format!("the operation was served {}, and is now served {}", list(&old), list(&new));
    Some(Found::new(Depends("base_url"), message).changes_behaviour().at(&["servers"]))
}

fn variable_change(old: &Server, after: &ServerVariable) -> Option<String> {
    let before = old.variables.iter().find(|before| before.wire == after.wire)?;
    let values = |one: &ServerVariable| one.values.iter().cloned().collect::<BTreeSet<_>>();
    let list = |values: &BTreeSet<String>| joined_or(&quoted(values), "any");
    let (from, to) = (values(before), values(after));
    match (before.default == after.default, from == to) {
        (true, true) => None,
        (false, _) => {
            Some(format!("the default of `{}` changed from `{}` to `{}`", after.wire, before.default, after.default))
        }
        (true, false) => Some(format!("the values of `{}` changed from {} to {}", after.wire, list(&from), list(&to))),
    }
}
