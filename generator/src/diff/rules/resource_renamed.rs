//! An operation moved to another resource.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Api, Operation, Resource};

pub(super) const RULE: Rule = Rule {
    code: "resource-renamed",
    docs: Docs {
        what: "An operation moved to another resource, by its tag or `resources` in `generator.yaml`.",
        wire: "None: requests are the same.",
        rust: "Major: the handle, its method and the request are renamed. Minor if former names are kept.",
        help: "Keep former names with `keep_old_names: true`, or set the previous resource in `resources`.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (resource(it.cursor.sides.old, old)?, resource(it.cursor.sides.new, new)?);
    (old.bound == new.bound && old.module != new.module).then(|| {
        let way = |resource: &Resource| match resource.module.join(".") {
            root if root.is_empty() => "the client".to_owned(),
            way => format!("`{way}`"),
        };
        Found::new(Wire::None, format!("moved from {} to {}", way(old), way(new)))
    })
}

fn resource<'a>(api: &'a Api, operation: &Operation) -> Option<&'a Resource> {
    api.resources.get(operation.resource.0 as usize)
}
