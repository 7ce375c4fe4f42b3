//! A body is required now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-became-required",
    docs: Docs {
        what: "A body is required now.",
        wire: "Breaking: requests without one are refused.",
        rust: "Major if the Rust type changes too; the finding lists the items.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.required && new.required).then(|| Found::new(Wire::Breaking, "the body became required"))
}
