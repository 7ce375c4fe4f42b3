//! A response may come without a header that it always had.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Header;

pub(super) const RULE: Rule = Rule {
    code: "header-became-optional",
    docs: Docs {
        what: "A response may come without a header that it always had.",
        wire: "Breaking: clients that rely on it fail.",
        rust: "Major: its value may be missing.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Header(check),
};

fn check(it: &Both<'_, Header>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.required && !new.required)
        .then(|| Found::new(Wire::Breaking, format!("the header `{}` became optional", new.wire)))
}
