//! A property is gone that all values had.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-removed-required",
    docs: Docs {
        what: "A property is gone that all values had.",
        wire: "Risky in requests: a server may refuse it. Breaking in replies: clients of the old version need it.",
        rust: "Major: field and argument are gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    it.removed().filter(|old| old.required)?;
    let wire = if it.is_request() { Wire::Risky } else { Wire::Breaking };
    Some(Found::new(wire, format!("{} is gone", it.named("required"))))
}
