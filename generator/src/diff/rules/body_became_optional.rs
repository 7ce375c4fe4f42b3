//! A body is optional now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-became-optional",
    docs: Docs {
        what: "A body is optional now.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Major if the Rust type changes too; the finding lists the items.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.required && !new.required).then(|| Found::new(Wire::Compatible, "the body became optional"))
}
