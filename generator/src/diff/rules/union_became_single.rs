//! A value that had one of several shapes has one.

use super::{Check, Docs, Rule, is_member};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "union-became-single",
    docs: Docs {
        what: "A value that had one of several shapes has one.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Major: the enum becomes the type of its member.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    is_member(it, new, old).then(|| it.narrowed(format!("one of several shapes became {}", new.shape.in_words())))
}
