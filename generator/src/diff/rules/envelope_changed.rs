//! The way in which responses wrap their result, or tell failures, changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "envelope-changed",
    docs: Docs {
        what: "The way in which responses wrap their result, or tell failures from successes, changed.",
        wire: "None by itself: the schemas of the responses tell.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let message = if old.envelope != new.envelope {
        "responses wrap their result in another way"
    } else if old.success != new.success {
        "responses tell failures from successes in another way"
    } else {
        return None;
    };
    Some(Found::new(Wire::None, message).behaves())
}
