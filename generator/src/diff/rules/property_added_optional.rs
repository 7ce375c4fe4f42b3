//! An optional property was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-added-optional",
    docs: Docs {
        what: "An optional property was added.",
        wire: "Compatible: everything that was valid still is. For an open-ended tuple in requests: breaking if a \
               witness proves it, otherwise unknown.",
        rust: "Minor: a field or a setter is added.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    it.added().filter(|new| !it.is_required(new))?;
    // If a tuple was open-ended, the item could exist before, with any type.
    let wire = if it.is_request() && it.follows_open_tuple() { Wire::Unknown } else { Wire::Compatible };
    Some(Found::new(wire, format!("{} was added", it.named("optional"))))
}
