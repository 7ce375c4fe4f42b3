//! A value of the discriminator no longer names a shape.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-mapping-removed",
    docs: Docs {
        what: "A value of the discriminator no longer names a shape.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in replies: what comes \
               was allowed before.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (old.discriminator.as_ref()?, new.discriminator.as_ref()?);
    let known = |value: &String| new.mapping.iter().any(|(other, _)| other == value);
    let (value, _) = old.mapping.iter().find(|(value, _)| !known(value))?;
    Some(it.narrowed(format!("`{value}` no longer names a shape")).behaves().at(&["discriminator"]))
}
