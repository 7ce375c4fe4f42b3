//! A request may have a body now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-added-optional",
    docs: Docs {
        what: "A request may have a body now.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Minor: a field or a setter is added.",
        help: "Nothing to do.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    let new = it.added()?;
    (!new.required).then(|| Found::new(Wire::Compatible, "the request may have a body now"))
}
