//! `null` is no longer a value.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "became-not-nullable",
    docs: Docs {
        what: "`null` is no longer a value.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Major where `Option<T>` becomes `T`, or three states become two.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.nullable && !new.nullable && !matches!(new.shape, Shape::Any))
        .then(|| it.narrowed("`null` is no longer a value"))
}
