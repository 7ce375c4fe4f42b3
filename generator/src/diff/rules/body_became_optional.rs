//! A body may be left out now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-became-optional",
    docs: Docs {
        what: "A body may be left out now.",
        wire: "Compatible: all that was fine still is.",
        rust: "Major where the Rust type changes with it; the finding lists the items.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.required && !new.required).then(|| Found::new(Wire::Compatible, "the body became optional"))
}
