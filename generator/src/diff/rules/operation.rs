//! Operations.

use super::{ADDED, Check, OTHER, REMOVED, Rule, shown};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::{Api, Operation, without_names};

pub(in crate::diff) const ADDED_OPERATION: Rule = Rule {
    code: "operation-added",
    what: "An operation was added.",
    rust: "Minor: a method and its request are added.",
    check: Check::Operation(|it| {
        let new = it.added()?;
        Some(Found::new(Wire::Compatible, format!("{} {} was added", new.method, new.path)))
    }),
    ..ADDED
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "deprecated-operation-removed",
        what: "A deprecated operation was removed, after its sunset (`x-sunset`) if it had one.",
        wire: "Risky: it was announced, but clients that call it fail.",
        help: "The crate needs a major version even so: removing deprecated items breaks programs.",
        shown: Some(shown::called),
        check: Check::Operation(|it| {
            let old = it.removed()?;
            deprecation::is_over(it, old).then(|| {
                Found::new(Wire::Risky, format!("the deprecated operation {} {} was removed", old.method, old.path))
            })
        }),
        ..REMOVED
    },
    ADDED_OPERATION,
    Rule {
        code: "operation-moved",
        what: "The path or the HTTP method of an operation changed, but not its `operationId`.",
        wire: "Breaking: clients of the old version call an operation that no longer exists.",
        rust: "Patch if the method keeps its arguments: the same program sends other requests.",
        help: "Keep the old route while clients of the old version are in use.",
        shown: Some(shown::moved),
        check: Check::Operation(operation_moved),
        ..OTHER
    },
    Rule {
        code: "operation-removed",
        what: "An operation was removed without being deprecated, or before its sunset (`x-sunset`).",
        wire: "Breaking: clients that call it fail.",
        help: "Deprecate it first, with a date (`deprecated: true`, `x-sunset`).",
        shown: Some(shown::called),
        check: Check::Operation(|it| {
            let old = it.removed().filter(|old| !deprecation::is_over(it, old))?;
            let how = deprecation::too_early(it, old).unwrap_or_else(|| ", and was not deprecated".to_owned());
            Some(Found::new(Wire::Breaking, format!("{} {} was removed{how}", old.method, old.path)))
        }),
        ..REMOVED
    },
];

fn operation_moved(it: &Both<'_, Operation>) -> Option<Found> {
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
