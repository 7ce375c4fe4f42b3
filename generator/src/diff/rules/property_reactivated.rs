//! A property is no longer deprecated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-reactivated",
    docs: Docs {
        what: "A property is no longer deprecated.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: no item of the crate changes.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.deprecated && !new.deprecated)
        .then(|| Found::words(format!("{} is no longer deprecated", it.named(""))).at(&["deprecated"]))
}
