//! The names by which programs reach an operation.

use std::collections::BTreeSet;

use super::{Check, OTHER, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Api, Operation, Resource};
use crate::source::Document;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "binding-changed",
        what: "A handle binds a path parameter for all of its methods (`bind` in `generator.yaml`), or no longer does.",
        wire: "None: requests are the same.",
        rust: "Major: methods move and take other arguments.",
        help: "Decide on `bind` before the first release.",
        check: Check::Operation(|it| {
            let (old, new) = it.both()?;
            let (old, new) = (bound(it.cursor.sides.old, old), bound(it.cursor.sides.new, new));
            (old != new).then(|| {
                let one = new.difference(&old).map(|name| format!("`{name}` is bound for all methods now"));
                let other = old.difference(&new).map(|name| format!("`{name}` is an argument of each method now"));
                Found::new(Wire::None, one.chain(other).collect::<Vec<_>>().join("; "))
            })
        }),
        ..OTHER
    },
    Rule {
        code: "operation-id-changed",
        what: "The `operationId` of an operation was changed, added or removed.",
        rust: "Major if the method is named after it.",
        help: "Name the method in `generator.yaml` (`resources`), or keep the old name (`keep_old_names`).",
        check: Check::Operation(operation_id_changed),
        ..OTHER
    },
    Rule {
        code: "resource-renamed",
        what: "An operation moved to another resource, by its tag or `resources` in `generator.yaml`.",
        wire: "None: requests are the same.",
        rust: "Major: the handle, its method and the request are renamed. Minor if former names are kept.",
        help: "Keep former names with `keep_old_names: true`, or set the previous resource in `resources`.",
        check: Check::Operation(|it| {
            let (old, new) = it.both()?;
            let (old, new) = (resource(it.cursor.sides.old, old)?, resource(it.cursor.sides.new, new)?);
            (old.bound == new.bound && old.module != new.module).then(|| {
                let way = |resource: &Resource| match resource.module.join(".") {
                    root if root.is_empty() => "the client".to_owned(),
                    way => format!("`{way}`"),
                };
                Found::new(Wire::None, format!("moved from {} to {}", way(old), way(new)))
            })
        }),
        ..OTHER
    },
];

fn bound<'a>(api: &'a Api, operation: &Operation) -> BTreeSet<&'a str> {
    let resource = api.resources.get(operation.resource.0 as usize);
    resource.into_iter().flat_map(|resource| &resource.bound).map(String::as_str).collect()
}

fn operation_id_changed(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    let is_given = |document: &Document, one: &Operation| document.value(&one.origin.child("operationId")).is_some();
    let message = match (is_given(sides.old_text, old), is_given(sides.new_text, new)) {
        _ if old.id != new.id => format!("the id changed from `{}` to `{}`", old.id, new.id),
        (false, true) => format!("the id `{}` was added", new.id),
        (true, false) => format!("the id `{}` was removed", old.id),
        _ => return None,
    };
    Some(Found::new(Wire::None, message))
}

fn resource<'a>(api: &'a Api, operation: &Operation) -> Option<&'a Resource> {
    api.resources.get(operation.resource.0 as usize)
}
