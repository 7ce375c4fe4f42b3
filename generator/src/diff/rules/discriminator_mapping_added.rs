//! One more value of the discriminator names a shape.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-mapping-added",
    docs: Docs {
        what: "One more value of the discriminator names a shape.",
        wire: "Compatible in requests. Risky in replies: a value can come that nobody knew.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (old.discriminator.as_ref()?, new.discriminator.as_ref()?);
    let known = |value: &String| old.mapping.iter().any(|(other, _)| other == value);
    let (value, _) = new.mapping.iter().find(|(value, _)| !known(value))?;
    let wire = if it.is_request() { Wire::Compatible } else { Wire::Risky };
    Some(Found::new(wire, format!("`{value}` names a shape now")).behaves().at(&["discriminator"]))
}
