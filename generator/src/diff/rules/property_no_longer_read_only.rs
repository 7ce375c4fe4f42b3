//! A property is no longer read-only: requests may have it, or must if it is required.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-no-longer-read-only",
    docs: Docs {
        what: "A property is no longer read-only: requests may have it, or must if it is required.",
        wire: "Breaking in requests if it is required there, otherwise compatible.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.read_only && !new.read_only).then(|| {
        let wire = if it.is_request() && it.is_required(new) { Wire::Breaking } else { Wire::Compatible };
        Found::new(wire, format!("{} is no longer read-only", it.named(""))).behaves().at(&["readOnly"])
    })
}
