//! A required property was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-removed-required",
    docs: Docs {
        what: "A required property was removed.",
        wire: "Risky in requests: a server may refuse it. Breaking in responses: clients of the old version need it; \
               risky if it was deprecated and is past its sunset (`x-sunset`), if it had one.",
        rust: "Major: its field and argument are removed.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
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
