//! A property is new, and values may lack it.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-added-optional",
    docs: Docs {
        what: "A property is new, and values may lack it.",
        wire: "Compatible: all that was fine still is.",
        rust: "Minor: a field or a setter is new.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let new = it.added().filter(|new| !new.required)?;
    Some(Found::new(Wire::Compatible, format!("the optional property `{}` is new", new.wire)))
}
