//! A property was deprecated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-deprecated",
    docs: Docs {
        what: "A property was deprecated.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: programs that deny warnings stop compiling.",
        help: "Name the replacement in the description.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.deprecated && new.deprecated)
        .then(|| Found::words(format!("{} is deprecated now", it.named(""))).at(&["deprecated"]))
}
