//! An optional property was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation;
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-removed-optional",
    docs: Docs {
        what: "An optional property was removed.",
        wire: "Risky: a server may refuse it in requests, and programs do not find it in responses. Breaking before \
               its sunset (`x-sunset`).",
        rust: "Major: its field and setter are removed.",
        help: "Deprecate it first.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let old = it.removed().filter(|old| !it.is_required(old))?;
    let how = deprecation::too_early(it, old);
    let wire = if how.is_some() { Wire::Breaking } else { Wire::Risky };
    Some(Found::new(wire, format!("{} is gone{}", it.named("optional"), how.unwrap_or_default())))
}
