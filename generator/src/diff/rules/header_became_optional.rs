//! A response header became optional.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Header;

pub(super) const RULE: Rule = Rule {
    code: "header-became-optional",
    docs: Docs {
        what: "A response header became optional.",
        wire: "Breaking: clients that rely on it fail.",
        rust: "Major: its value may be missing.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Header(check),
};

fn check(it: &Both<'_, Header>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.required && !new.required)
        .then(|| Found::new(Wire::Breaking, format!("the header `{}` became optional", new.wire)))
}
