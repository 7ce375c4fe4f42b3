//! An operation was removed without being deprecated, or before its sunset (`x-sunset`).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-removed",
    docs: Docs {
        what: "An operation was removed without being deprecated, or before its sunset (`x-sunset`).",
        wire: "Breaking: clients that call it fail.",
        rust: "Major: items that programs use are removed.",
        help: "Deprecate it first, with a date (`deprecated: true`, `x-sunset`).",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let old = it.removed().filter(|old| !deprecation::is_over(it, old))?;
    let how = deprecation::too_early(it, old).unwrap_or_else(|| ", and was not deprecated".to_owned());
    Some(Found::new(Wire::Breaking, format!("{} {} was removed{how}", old.method, old.path)))
}
