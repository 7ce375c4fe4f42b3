//! A property became write-only: responses no longer have it.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-became-write-only",
    docs: Docs {
        what: "A property became write-only: responses no longer have it.",
        wire: "Breaking if responses always had it, as clients expect it. Otherwise compatible: it could always be \
               missing.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
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
