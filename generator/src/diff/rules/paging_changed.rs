//! A list goes on in another way than before, or begins or ceases to be followed.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "paging-changed",
    docs: Docs {
        what: "A list goes on in another way than before, or begins or ceases to be followed.",
        wire: "None by itself: parameters and replies tell.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let next = |one: &Operation| one.paging.as_ref().map(|paging| (paging.next.clone(), paging.items.clone()));
    (next(old) != next(new)).then(|| Found::new(Wire::None, "the list goes on in another way").behaves())
}
