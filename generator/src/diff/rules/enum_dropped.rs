//! An enum became an unrestricted type.

use super::{Check, Docs, Rule, same_constants};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "enum-dropped",
    docs: Docs {
        what: "An enum became an unrestricted type.",
        wire: "Compatible in requests. Risky in responses: they may have values that clients do not know. None if \
               `x-extensible-enum` allowed them already.",
        rust: "Major if the enum becomes a `String` or an integer. Patch if it stays an enum.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let wire = if it.is_request() { Wire::Compatible } else { Wire::Risky };
    if let (Some(before), Some(after)) = (old.constants(), new.constants()) {
        let opened = || Found::new(wire, "values that are not listed are allowed now").at(&["enum"]);
        return (!before.open && after.open).then(opened);
    }
    (old.is_enum_of(new) && new.schema.constant.is_none()).then(|| match same_constants(it) {
        true => Found::new(Wire::None, "the constants no longer have a named type"),
        false if old.constants().is_some_and(|constants| constants.open) => {
            Found::new(Wire::None, "values are no longer listed").at(&["x-extensible-enum"])
        }
        false => Found::new(wire, "the enum became any value of its type").at(&["enum"]),
    })
}
