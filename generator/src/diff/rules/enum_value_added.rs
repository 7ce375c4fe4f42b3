//! An enum value was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Variant;

pub(super) const RULE: Rule = Rule {
    code: "enum-value-added",
    docs: Docs {
        what: "An enum value was added.",
        wire: "Compatible in requests. Risky in responses: clients of the old version do not know the value, although \
               generated ones keep it. Compatible if other values were allowed (`x-extensible-enum`).",
        rust: "Minor: a variant is added.",
        help: "Programs that matched it as an unknown value must use the new variant.",
    },
    check: Check::Variant(check),
};

fn check(it: &Both<'_, Variant>) -> Option<Found> {
    let new = it.added()?;
    // An open enum announced that unlisted values occur.
    let was_allowed = it.is_request() || it.are_open().0;
    let wire = if was_allowed { Wire::Compatible } else { Wire::Risky };
    let found = Found::new(wire, format!("the value `{}` was added", new.wire)).at(&["enum"]);
    Some(if it.is_request() { found } else { found.behaves() })
}
