//! A number became an integer.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "type-narrowed",
    docs: Docs {
        what: "A number became an integer.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Major: `f64` becomes `i64`.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (matches!(old.shape, Shape::Number) && matches!(new.shape, Shape::Integer))
        .then(|| it.narrowed("a number became an integer"))
}
