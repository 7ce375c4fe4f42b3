//! The path or the HTTP method of an operation changed, but not its `operationId`.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Api, Operation, without_names};

pub(super) const RULE: Rule = Rule {
    code: "operation-moved",
    docs: Docs {
        what: "The path or the HTTP method of an operation changed, but not its `operationId`.",
        wire: "Breaking: clients of the old version call an operation that no longer exists.",
        rust: "Patch if the method keeps its arguments: the same program sends other requests.",
        help: "Keep the old route while clients of the old version are in use.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let moved = old.method != new.method || without_names(&old.path) != without_names(&new.path);
    moved.then(|| {
        let message = format!("{} {} became {} {}", old.method, old.path, new.method, new.path);
        let sides = it.cursor.sides;
        let is_same = old.method == new.method && url(sides.old, old) == url(sides.new, new);
        match is_same {
            true => Found::new(Wire::None, format!("{message}, with the same URL")),
            false => Found::new(Wire::Breaking, message).behaves(),
        }
    })
}

/// Returns the default URL of calls.
fn url(api: &Api, operation: &Operation) -> String {
    let server = operation.servers.first().or(api.servers.first());
    let base = server.map_or("", |server| server.url.trim_end_matches('/'));
    format!("{base}{}", without_names(&operation.path))
}
