//! Another property tells the shapes apart.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-property-changed",
    docs: Docs {
        what: "Another property tells the shapes apart.",
        wire: "Breaking: the old one is not there any more.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (&old.discriminator.as_ref()?.property, &new.discriminator.as_ref()?.property);
    (old != new)
        .then(|| Found::new(Wire::Breaking, format!("`{old}` told the shapes apart, now `{new}` does")).behaves())
}
