//! A union became one of its members.

use super::{Check, Docs, Rule, is_member};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "union-became-single",
    docs: Docs {
        what: "A union became one of its members.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Major: the enum becomes the type of its member.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    is_member(it, new, old).then(|| it.narrowed(format!("the union became {}", new.shape.in_words())))
}
