//! `null` is allowed now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};

pub(super) const RULE: Rule = Rule {
    code: "became-nullable",
    docs: Docs {
        what: "`null` is allowed now.",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Major if `T` becomes `Option<T>`, or two states become three.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.nullable && new.nullable && !matches!(old.shape, Shape::Any)).then(|| it.widened("`null` is allowed now"))
}
