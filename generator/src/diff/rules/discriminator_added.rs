//! A union has a discriminator now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-added",
    docs: Docs {
        what: "A union has a discriminator now.",
        wire: "Compatible: the values do not change.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.discriminator.is_none() && new.discriminator.is_some())
        .then(|| Found::new(Wire::Compatible, "the union has a discriminator now").behaves())
}
