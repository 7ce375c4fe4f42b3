//! A property is gone that all values had.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-removed-required",
    docs: Docs {
        what: "A property is gone that all values had.",
        wire: "Risky in requests: a server may refuse it. Breaking in responses: clients of the old version need it; \
               risky where it was deprecated, and its sunset (`x-sunset`) has come, if it had one.",
        rust: "Major: field and argument are gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let old = it.removed().filter(|old| it.is_required(old))?;
    let how = deprecation::too_early(it, old);
    let is_announced = it.is_request() || deprecation::is_over(it, old);
    let wire = if is_announced && how.is_none() { Wire::Risky } else { Wire::Breaking };
    Some(Found::new(wire, format!("{} is gone{}", it.named("required"), how.unwrap_or_default())))
}
