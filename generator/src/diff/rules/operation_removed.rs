//! An operation is gone that was not deprecated, or whose sunset (`x-sunset`) has not come yet.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::sunset;
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-removed",
    docs: Docs {
        what: "An operation is gone that was not deprecated, or whose sunset (`x-sunset`) has not come yet.",
        wire: "Breaking: clients that call it fail.",
        rust: "Major: what programs use is gone.",
        help: "Deprecate it first, with a date (`deprecated: true`, `x-sunset`).",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let old = it.removed()?;
    (!sunset::is_over(it, old)).then(|| {
        let message = match sunset::date(it.spot.sides.old_text, &old.origin) {
            Some(date) if old.deprecated => format!("{} {} is gone before its sunset on {date}", old.method, old.path),
            _ => format!("{} {} is gone, and was not deprecated", old.method, old.path),
        };
        Found::new(Wire::Breaking, message)
    })
}
