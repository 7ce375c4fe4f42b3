//! An operation has no method, as one or both descriptions of it are not understood.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::LeftOut;
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "operation-not-understood",
    docs: Docs {
        what: "An operation has no method, as one or both descriptions of it are not understood.",
        wire: "Unknown.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Correct the description; `generator inspect` shows what is wrong.",
    },
    check: Check::LeftOut(check),
};

fn check(it: &Both<'_, LeftOut>) -> Option<Found> {
    let left = it.new.or(it.old)?;
    let sides = it.cursor.sides;
    let value = |document: &Document, left: &LeftOut| document.value(&left.origin).cloned();
    if it.both().is_some_and(|(old, new)| value(sides.old_text, old) == value(sides.new_text, new)) {
        return None;
    }
    Some(Found::new(Wire::Unknown, format!("cannot judge: {} {} is not understood", left.method, left.path)))
}
