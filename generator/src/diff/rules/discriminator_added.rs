//! A property tells the shapes apart now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-added",
    docs: Docs {
        what: "A property tells the shapes apart now.",
        wire: "Compatible: values are the same.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.discriminator.is_none() && new.discriminator.is_some())
        .then(|| Found::new(Wire::Compatible, "a property tells the shapes apart now").behaves())
}
