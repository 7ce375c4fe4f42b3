//! A failure is described that was not.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "error-status-added",
    docs: Docs {
        what: "A failure is described that was not.",
        wire: "Compatible: all that was fine still is.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let new = it.added()?;
    (!new.is_success).then(|| Found::new(Wire::Compatible, format!("the reply {} is new", new.status)))
}
