//! A property is write-only now: responses no longer have it.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-became-write-only",
    docs: Docs {
        what: "A property is write-only now: responses no longer have it.",
        wire: "Breaking where responses always had it: clients wait for it. Else compatible: it is a promise that it does not \
               come.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.write_only && new.write_only).then(|| {
        let is_missed = !it.is_request() && old.required;
        let wire = if is_missed { Wire::Breaking } else { Wire::Compatible };
        Found::new(wire, format!("{} is write-only now", it.named(""))).behaves().at(&["writeOnly"])
    })
}
