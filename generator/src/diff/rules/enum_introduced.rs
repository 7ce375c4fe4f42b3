//! An unrestricted type became an enum.

use super::{Check, Docs, Rule, same_constants};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "enum-introduced",
    docs: Docs {
        what: "An unrestricted type became an enum.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before. None for `x-extensible-enum`, which allows others.",
        rust: "Major if the type becomes an enum; patch if it already was one that allowed other values.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    if let (Some(before), Some(after)) = (old.constants(), new.constants()) {
        return (before.open && !after.open)
            .then(|| it.narrowed("only the listed values are allowed now").at(&["enum"]));
    }
    (new.is_enum_of(old) && old.schema.constant.is_none()).then(|| match same_constants(it) {
        true => Found::new(Wire::None, "the constants have a named type now"),
        false if new.constants().is_some_and(|constants| constants.open) => {
            Found::new(Wire::None, "some values are listed now, and others stay allowed").at(&["x-extensible-enum"])
        }
        false => it.narrowed("only certain values are allowed now").at(&["enum"]),
    })
}
