//! A value that was one of several constants may be anything of its kind.

use super::{Check, Docs, Rule, same_constants};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "enum-dropped",
    docs: Docs {
        what: "A value that was one of several constants may be anything of its kind.",
        wire: "Compatible in requests. Risky in replies: constants that nobody knew can come.",
        rust: "Major: the enum becomes a `String` or an integer.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.is_enum_of(new) && new.schema.constant.is_none()).then(|| {
        let wire = if it.is_request() { Wire::Compatible } else { Wire::Risky };
        match same_constants(it) {
            true => Found::new(Wire::None, "the constants have no type of their own any more"),
            false => Found::new(wire, "any value is allowed where constants were").at(&["enum"]),
        }
    })
}
