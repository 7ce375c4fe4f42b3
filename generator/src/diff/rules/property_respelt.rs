//! A property has another name on the wire, and the same in Rust.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-respelt",
    docs: Docs {
        what: "A property has another name on the wire, and the same in Rust.",
        wire: "Breaking: either side no longer finds it.",
        rust: "Patch: the same program compiles and means the new name.",
        help: "Send and accept both names while clients of the old version live.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.wire != new.wire).then(|| {
        let message = format!("the property `{}` is spelt `{}` now", old.wire, new.wire);
        Found::new(Wire::Breaking, message).behaves()
    })
}
