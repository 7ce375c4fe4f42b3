//! The wire name of a property changed, but not its Rust name.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-respelt",
    docs: Docs {
        what: "The wire name of a property changed, but not its Rust name.",
        wire: "Breaking: client and server use different names.",
        rust: "Patch: the same program compiles and means the new name.",
        help: "Send and accept both names while clients of the old version are in use.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.wire != new.wire).then(|| {
        let message = format!("the property `{}` was renamed to `{}`", old.wire, new.wire);
        Found::new(Wire::Breaking, message).behaves()
    })
}
