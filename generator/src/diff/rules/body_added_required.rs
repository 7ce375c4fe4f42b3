//! A request must have a body now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-added-required",
    docs: Docs {
        what: "A request must have a body now.",
        wire: "Breaking: requests without one are refused.",
        rust: "Major if the method asks for one more argument.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    let new = it.added()?;
    new.required.then(|| Found::new(Wire::Breaking, "the request must have a body now"))
}
