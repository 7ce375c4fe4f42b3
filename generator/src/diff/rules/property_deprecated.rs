//! A property is deprecated now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-deprecated",
    docs: Docs {
        what: "A property is deprecated now.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: programs that deny warnings notice.",
        help: "Say in the description what to use instead.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.deprecated && new.deprecated)
        .then(|| Found::words(format!("{} is deprecated now", it.named(""))).at(&["deprecated"]))
}
