//! A response header was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Header;

pub(super) const RULE: Rule = Rule {
    code: "header-added",
    docs: Docs {
        what: "A response header was added.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Minor: a field or a setter is added.",
        help: "Nothing to do.",
    },
    check: Check::Header(check),
};

fn check(it: &Both<'_, Header>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("the header `{}` was added", new.wire)))
}
