//! `null` is no longer allowed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "became-not-nullable",
    docs: Docs {
        what: "`null` is no longer allowed.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Major if `Option<T>` becomes `T`, or three states become two.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.nullable && !new.nullable && !matches!(new.shape, Shape::Any))
        .then(|| it.narrowed("`null` is no longer allowed"))
}
