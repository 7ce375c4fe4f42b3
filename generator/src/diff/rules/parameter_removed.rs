//! A parameter is gone that was not deprecated.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-removed",
    docs: Docs {
        what: "A parameter is gone that was not deprecated.",
        wire: "Risky: a server may ignore it or refuse it.",
        rust: "Major: its setter or argument is gone.",
        help: "Deprecate it first.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let old = it.removed()?;
    (!old.deprecated).then(|| Found::new(Wire::Risky, format!("the parameter `{}` is gone", old.wire)))
}
