//! The prose about a property changed.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-docs-changed",
    docs: Docs {
        what: "The prose about a property changed.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    let name = if it.is_in_tuple() { it.named("") } else { format!("`{}`", new.wire) };
    (old.docs != new.docs).then(|| Found::words(format!("the prose about {name} changed")))
}
