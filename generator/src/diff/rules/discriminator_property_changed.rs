//! The discriminator is another property.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-property-changed",
    docs: Docs {
        what: "The discriminator is another property.",
        wire: "Breaking: values no longer have the old property.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (&old.discriminator.as_ref()?.property, &new.discriminator.as_ref()?.property);
    (old != new)
        .then(|| Found::new(Wire::Breaking, format!("the discriminator changed from `{old}` to `{new}`")).behaves())
}
