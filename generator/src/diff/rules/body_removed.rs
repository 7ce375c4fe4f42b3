//! A request has no body any more.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-removed",
    docs: Docs {
        what: "A request has no body any more.",
        wire: "Breaking: what clients send is ignored or refused.",
        rust: "Major: what programs use is gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    it.removed()?;
    Some(Found::new(Wire::Breaking, "the request has no body any more"))
}
