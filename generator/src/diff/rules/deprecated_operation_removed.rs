//! A deprecated operation was removed, after its sunset (`x-sunset`) if it had one.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "deprecated-operation-removed",
    docs: Docs {
        what: "A deprecated operation was removed, after its sunset (`x-sunset`) if it had one.",
        wire: "Risky: it was announced, but clients that call it fail.",
        rust: "Major: items that programs use are removed.",
        help: "The crate needs a major version even so: removing deprecated items breaks programs.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let old = it.removed()?;
    deprecation::is_over(it, old)
        .then(|| Found::new(Wire::Risky, format!("the deprecated operation {} {} was removed", old.method, old.path)))
}
