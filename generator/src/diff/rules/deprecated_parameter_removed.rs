//! A deprecated parameter was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "deprecated-parameter-removed",
    docs: Docs {
        what: "A deprecated parameter was removed, after its sunset (`x-sunset`) if it had one.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Major: its setter or argument is removed.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let old = it.removed().filter(|old| deprecation::is_over(it, old))?;
    Some(Found::new(Wire::Compatible, format!("the deprecated parameter `{}` was removed", old.wire)))
}
