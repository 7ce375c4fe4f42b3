//! A property became read-only: clients no longer send it.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-became-read-only",
    docs: Docs {
        what: "A property became read-only: clients no longer send it.",
        wire: "Compatible: servers ignore it in requests.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.read_only && new.read_only)
        .then(|| Found::new(Wire::Compatible, format!("{} is read-only now", it.named(""))).behaves().at(&["readOnly"]))
}
