//! A body must be sent now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-became-required",
    docs: Docs {
        what: "A body must be sent now.",
        wire: "Breaking: requests without one are refused.",
        rust: "Major where the Rust type changes with it; the finding lists the items.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.required && new.required).then(|| Found::new(Wire::Breaking, "the body became required"))
}
