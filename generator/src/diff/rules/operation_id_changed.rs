//! The `operationId` of an operation was changed, added or removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "operation-id-changed",
    docs: Docs {
        what: "The `operationId` of an operation was changed, added or removed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major if the method is named after it.",
        help: "Name the method in `generator.yaml` (`resources`), or keep the old name (`keep_old_names`).",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
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
