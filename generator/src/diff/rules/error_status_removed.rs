//! A failure is no longer described.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "error-status-removed",
    docs: Docs {
        what: "A failure is no longer described.",
        wire: "Compatible: all that was fine still is.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let old = it.removed()?;
    (!old.is_success).then(|| Found::new(Wire::Compatible, format!("the reply {} is gone", old.status)))
}
