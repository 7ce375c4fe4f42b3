//! A response always has a header that could be missing.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Header;

pub(super) const RULE: Rule = Rule {
    code: "header-became-required",
    docs: Docs {
        what: "A response always has a header that could be missing.",
        wire: "Compatible: all that was fine still is.",
        rust: "Major where the Rust type changes with it; the finding lists the items.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Header(check),
};

fn check(it: &Both<'_, Header>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.required && new.required)
        .then(|| Found::new(Wire::Compatible, format!("the header `{}` became required", new.wire)))
}
