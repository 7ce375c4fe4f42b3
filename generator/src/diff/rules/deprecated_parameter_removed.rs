//! A parameter is gone that was deprecated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "deprecated-parameter-removed",
    docs: Docs {
        what: "A parameter is gone that was deprecated, and whose sunset (`x-sunset`) has come, if it had one.",
        wire: "Compatible: all that was fine still is.",
        rust: "Major: its setter or argument is gone.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let old = it.removed().filter(|old| deprecation::is_over(it, old))?;
    Some(Found::new(Wire::Compatible, format!("the deprecated parameter `{}` is gone", old.wire)))
}
