//! A property is no longer write-only: responses may have it, or must if it is required.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-no-longer-write-only",
    docs: Docs {
        what: "A property is no longer write-only: responses may have it, or must if it is required.",
        wire: "Risky in responses if it is required there, otherwise compatible.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.write_only && !new.write_only).then(|| {
        let wire = if !it.is_request() && new.required { Wire::Risky } else { Wire::Compatible };
        Found::new(wire, format!("{} is no longer write-only", it.named(""))).behaves().at(&["writeOnly"])
    })
}
