//! A parameter was removed without being deprecated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-removed",
    docs: Docs {
        what: "A parameter was removed without being deprecated, or before its sunset (`x-sunset`).",
        wire: "Risky: a server may ignore it or refuse it. Breaking before its sunset (`x-sunset`).",
        rust: "Major: its setter or argument is removed.",
        help: "Deprecate it first.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let old = it.removed().filter(|old| !deprecation::is_over(it, old))?;
    let how = deprecation::too_early(it, old);
    let wire = if how.is_some() { Wire::Breaking } else { Wire::Risky };
    Some(Found::new(wire, format!("the parameter `{}` was removed{}", old.wire, how.unwrap_or_default())))
}
