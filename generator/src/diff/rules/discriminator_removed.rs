//! No property tells the shapes apart any more.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-removed",
    docs: Docs {
        what: "No property tells the shapes apart any more.",
        wire: "Compatible: values are the same.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.discriminator.is_some() && new.discriminator.is_none())
        .then(|| Found::new(Wire::Compatible, "no property tells the shapes apart any more").behaves())
}
