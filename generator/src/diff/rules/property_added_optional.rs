//! A property is new, and values may lack it.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-added-optional",
    docs: Docs {
        what: "A property is new, and values may lack it.",
        wire: "Compatible: all that was fine still is. Of a request's tuple after which anything could follow: breaking where \
               a value shows it, else unknown.",
        rust: "Minor: a field or a setter is new.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    it.added().filter(|new| !it.is_required(new))?;
    // Where anything could follow a tuple, the item was there before, and of any type.
    let wire = if it.is_request() && it.follows_open_tuple() { Wire::Unknown } else { Wire::Compatible };
    Some(Found::new(wire, format!("{} is new", it.named("optional"))))
}
