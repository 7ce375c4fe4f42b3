//! A value that had one shape may have one of several (`oneOf`, `anyOf`, a list of types).

use super::{Check, Docs, Rule, is_member};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "became-union",
    docs: Docs {
        what: "A value that had one shape may have one of several (`oneOf`, `anyOf`, a list of types).",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
        rust: "Major: the type becomes an enum.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    is_member(it, old, new).then(|| it.widened(format!("{} became one of several shapes", old.shape.in_words())))
}
