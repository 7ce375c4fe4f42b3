//! Numbers are integers now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "type-narrowed",
    docs: Docs {
        what: "Numbers are integers now.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Major: `f64` becomes `i64`.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (matches!(old.shape, Shape::Number) && matches!(new.shape, Shape::Integer))
        .then(|| it.narrowed("a number became an integer"))
}
