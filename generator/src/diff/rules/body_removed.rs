//! A request no longer has a body.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-removed",
    docs: Docs {
        what: "A request no longer has a body.",
        wire: "Breaking: bodies that clients send are ignored or refused.",
        rust: "Major: items that programs use are removed.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    it.removed()?;
    Some(Found::new(Wire::Breaking, "the request no longer has a body"))
}
