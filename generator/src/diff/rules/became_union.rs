//! A single type became a union (`oneOf`, `anyOf`, several types).

use super::{Check, Docs, Rule, is_member};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "became-union",
    docs: Docs {
        what: "A single type became a union (`oneOf`, `anyOf`, several types).",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Major: the type becomes an enum.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    is_member(it, old, new).then(|| it.widened(format!("{} became a union", old.shape.in_words())))
}
