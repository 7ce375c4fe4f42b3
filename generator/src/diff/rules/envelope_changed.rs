//! The way in which replies wrap their result changed.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "envelope-changed",
    docs: Docs {
        what: "The way in which replies wrap their result changed.",
        wire: "None by itself: the schemas of the replies tell.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.envelope != new.envelope).then(|| Found::new(Wire::None, "replies wrap their result in another way").behaves())
}
