//! Servers.

use std::collections::BTreeSet;

use super::prelude::*;
use model::{Operation, Server, ServerVariable};

pub(super) const RULES: &[Rule] = &[
    Rule::new("operation-server-changed")
        .what("The server of an operation was added, removed or changed.")
        .wire("Depends on `base_url`: clients that set it are not affected.")
        .help(CHECK_SERVER)
        .operation(operation_server_changed),
    Rule::added("server-added")
        .what("A server was added.")
        .rust("Minor: a function of `servers` is added.")
        .server(|it| {
            it.added()?;
            Some(it.found(Compatible, Was, "added"))
        }),
    Rule::removed("server-removed")
        .what("A server was removed.")
        .wire("Depends on `base_url`: only clients that use this server are affected.")
        .server(|it| {
            it.removed()?;
            Some(it.found(Depends("base_url"), Was, "removed"))
        }),
    Rule::new("server-renamed")
        .what("The `name` of a server was added, removed or changed.")
        .rust(
            "Major if there are several servers, because items of `servers` have the names of the \
             servers. Otherwise patch.",
        )
        .help("Keep the name: it is visible to users of generated clients.")
        .server(|it| {
            let message = it.change(&format!("the name of {}", it.named("")), |server| {
                code_or_none(&server.name)
            })?;
            Some(DetectedChange::new(Wire::None, message).at(&["name"]))
        }),
    Rule::new("server-url-changed")
        .what("The URL of a server changed. Clients use the first server by default.")
        .wire("Depends on `base_url`: clients that set it are not affected.")
        .rust(
            "Major if there are several servers without names, because items of `servers` are then \
             named after URLs. Otherwise patch.",
        )
        .help("Keep the old host working while clients of the old version are in use.")
        .server(|it| {
            // Another rule reports a changed default value of a variable.
            let Sides { old, new } = it.changes(|server| &server.template)?;
            if it
                .changes(|server| server.url.trim_end_matches('/'))
                .is_none()
            {
                return Some(DetectedChange::new(
                    Wire::None,
                    format!("`{old}` is now written `{new}`"),
                ));
            }
            let message = format!("the URL changed from `{old}` to `{new}`");
            Some(
                DetectedChange::new(Depends("base_url"), message)
                    .changes_behaviour()
                    .at(&["url"]),
            )
        }),
    Rule::changed("server-variable-changed")
        .what("A variable of a server URL was added or removed, or its values changed.")
        .wire("Depends on `base_url`: clients that set it are not affected.")
        .rust(LISTED)
        .server(|it| {
            let Sides { old, new } = it
                .both()
                .filter(|servers| servers.old.template == servers.new.template)?;
            let changes = new
                .variables
                .iter()
                .filter_map(|after| variable_change(old, after));
            let message = Message::joined(changes, "; ")?;
            Some(DetectedChange::new(Depends("base_url"), message).changes_behaviour())
        }),
];

fn operation_server_changed(it: &Both<'_, Operation>) -> Option<DetectedChange> {
    let changed = it.changes(|operation| {
        operation
            .servers
            .iter()
            .map(|server| server.template.clone())
            .collect::<Vec<_>>()
    })?;
    let Sides { old, new } = changed.map(|urls| match urls.as_slice() {
        [] => "by the servers of the API".to_owned(),
        urls => format!("at `{}`", urls.join("`, `")),
    });
    let message = format!("the operation is served {new} instead of {old}");
    Some(
        DetectedChange::new(Depends("base_url"), message)
            .changes_behaviour()
            .at(&["servers"]),
    )
}

fn variable_change(old: &Server, after: &ServerVariable) -> Option<Message> {
    let before = old
        .variables
        .iter()
        .find(|before| before.wire == after.wire)?;
    let [from, to] =
        [before, after].map(|variable| variable.values.iter().collect::<BTreeSet<_>>());
    let (part, was, is) = match (before.default == after.default, from == to) {
        (true, true) => return None,
        (false, _) => (
            "default",
            name_as_code(&before.default),
            name_as_code(&after.default),
        ),
        (true, false) => (
            "values",
            joined_or(&names_as_code(from), "any"),
            joined_or(&names_as_code(to), "any"),
        ),
    };
    let complement = format!("from {was} to {is}");
    Some(Message::of_part(part, &after.wire, Changed, &complement))
}
