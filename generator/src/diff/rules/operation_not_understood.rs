//! An operation became no method, in one of the descriptions or in both.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::LeftOut;

pub(super) const RULE: Rule = Rule {
    code: "operation-not-understood",
    docs: Docs {
        what: "An operation became no method, in one of the descriptions or in both.",
        wire: "Unknown.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Mend the description; `generator inspect` tells what is wrong.",
    },
    check: Check::LeftOut(check),
};

fn check(it: &Both<'_, LeftOut>) -> Option<Found> {
    let left = it.new.or(it.old)?;
    Some(Found::new(Wire::Unknown, format!("cannot judge: {} {} is not understood", left.method, left.path)))
}
