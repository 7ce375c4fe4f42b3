//! The path or the HTTP method of an operation changed, and its `operationId` did not.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Api, Operation, without_names};

pub(super) const RULE: Rule = Rule {
    code: "operation-moved",
    docs: Docs {
        what: "The path or the HTTP method of an operation changed, and its `operationId` did not.",
        wire: "Breaking: clients of the old version call what is not there.",
        rust: "Patch where the method keeps its arguments: the same program sends something else.",
        help: "Keep the old route while clients of the old version live.",
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
            true => Found::new(Wire::None, format!("{message}, and its URL is the same")),
            false => Found::new(Wire::Breaking, message).behaves(),
        }
    })
}

/// Where calls go by default.
fn url(api: &Api, operation: &Operation) -> String {
    let server = operation.servers.first().or(api.servers.first());
    let base = server.map_or("", |server| server.url.trim_end_matches('/'));
    format!("{base}{}", without_names(&operation.path))
}
