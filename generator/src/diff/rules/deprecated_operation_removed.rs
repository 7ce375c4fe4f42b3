//! An operation is gone that was deprecated, and whose sunset (`x-sunset`) has come, if it had one.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "deprecated-operation-removed",
    docs: Docs {
        what: "An operation is gone that was deprecated, and whose sunset (`x-sunset`) has come, if it had one.",
        wire: "Risky: it was announced, but clients that call it fail.",
        rust: "Major: what programs use is gone.",
        help: "Major for the crate all the same: a clean farewell is not semver.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let old = it.removed()?;
    deprecation::is_over(it, old)
        .then(|| Found::new(Wire::Risky, format!("{} {}, which was deprecated, is gone", old.method, old.path)))
}
