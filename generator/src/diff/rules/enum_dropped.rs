//! A value that was one of several constants may be anything of its kind.

use super::{Check, Docs, Rule, same_constants};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "enum-dropped",
    docs: Docs {
        what: "A value that was one of several constants may be anything of its kind.",
        wire: "Compatible in requests. Risky in responses: constants that nobody knew can come. None where \
               `x-extensible-enum` allowed them already.",
        rust: "Major where the enum becomes a `String` or an integer. Patch where it stays one.",
        help: "Release the crate with the version that the summary names.",
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
        true => Found::new(Wire::None, "the constants have no type of their own any more"),
        false if old.constants().is_some_and(|constants| constants.open) => {
            Found::new(Wire::None, "no values are listed any more").at(&["x-extensible-enum"])
        }
        false => Found::new(wire, "any value is allowed where constants were").at(&["enum"]),
    })
}
