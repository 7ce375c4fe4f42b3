//! A response header became required.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Header;

pub(super) const RULE: Rule = Rule {
    code: "header-became-required",
    docs: Docs {
        what: "A response header became required.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Major if the Rust type changes too; the finding lists the items.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Header(check),
};

fn check(it: &Both<'_, Header>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.required && new.required)
        .then(|| Found::new(Wire::Compatible, format!("the header `{}` became required", new.wire)))
}
