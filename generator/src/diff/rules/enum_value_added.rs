//! A constant is new.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Variant;

pub(super) const RULE: Rule = Rule {
    code: "enum-value-added",
    docs: Docs {
        what: "A constant is new.",
        wire: "Compatible in requests. Risky in responses: clients of the old version do not know it, though those \
               of this generator keep it. Compatible where others were allowed (`x-extensible-enum`).",
        rust: "Minor: a variant is new.",
        help: "Programs that looked for it among unknown values find it by its name now.",
    },
    check: Check::Variant(check),
};

fn check(it: &Both<'_, Variant>) -> Option<Found> {
    let new = it.added()?;
    // Of values that are not listed clients were told that they can come.
    let was_allowed = it.is_request() || it.are_open().0;
    let wire = if was_allowed { Wire::Compatible } else { Wire::Risky };
    let found = Found::new(wire, format!("the value `{}` is new", new.wire)).at(&["enum"]);
    Some(if it.is_request() { found } else { found.behaves() })
}
