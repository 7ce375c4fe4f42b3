//! The `operationId` of an operation changed, or one was given to an operation that had none.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-id-changed",
    docs: Docs {
        what: "The `operationId` of an operation changed, or one was given to an operation that had none.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Major where the method is named after it.",
        help: "Name the method in `generator.yaml` (`resources`), or keep the old names (`keep_old_names`).",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.id != new.id).then(|| Found::new(Wire::None, format!("the id changed from `{}` to `{}`", old.id, new.id)))
}
