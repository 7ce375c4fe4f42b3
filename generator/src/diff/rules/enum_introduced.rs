//! A value that could be anything of its kind is one of several constants now.

use super::{Check, Docs, Rule, same_constants};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "enum-introduced",
    docs: Docs {
        what: "A value that could be anything of its kind is one of several constants now.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in replies: what comes \
               was allowed before.",
        rust: "Major: the type becomes an enum.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (new.is_enum_of(old) && old.schema.constant.is_none()).then(|| match same_constants(it) {
        true => Found::new(Wire::None, "the constants have a type of their own now"),
        false => it.narrowed("only certain values are allowed now").at(&["enum"]),
    })
}
